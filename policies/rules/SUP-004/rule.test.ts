import { describe, expect, it } from "vitest";
import { judgeCase } from "../../engine/testing/cases.ts";
import { opaqueChartImages } from "./rule.ts";

const listed = (chart: string, ...images: readonly string[]) => ({
  chartImages: [{ chart, version: "2.0.0", images }],
});
function said(chart: unknown, settings: Readonly<Record<string, unknown>> = {}, version: unknown = "2.0.0") {
  return judgeCase(opaqueChartImages, {
    rule: opaqueChartImages.id,
    kind: "violating",
    name: "written",
    shows: "",
    expect: [],
    type: "kubernetes:helm.sh/v3:Release",
    properties: { chart, version },
    settings,
  }).map(({ what }) => what);
}
const unlisted = (chart: string) =>
  `${chart} is rendered by the cluster where no rule sees it, and nobody has listed its images`;

describe("SUP-004 on a chart that the cluster renders", () => {
  it.each(["app", "oci://registry.example.eu/charts/app", "./charts/app", "./charts/app//"])(
    "finds the images of %s by its name or by all of its address",
    (chart) => {
      expect(said(chart, listed("app", "registry.example.eu/mirror/app:1"))).toEqual([]);
      expect(said(chart, listed(chart, "registry.example.eu/mirror/app:1"))).toEqual([]);
      expect(said(chart, listed("charts", "registry.example.eu/mirror/app:1"))).toEqual([
        unlisted("the chart app 2.0.0"),
      ]);
      expect(said(chart)).toEqual([unlisted("the chart app 2.0.0")]);
    },
  );

  it("takes a list for its version alone", () => {
    const settings = listed("app", "registry.example.eu/mirror/app:1");
    expect(said("app", settings, "2.0.1")).toEqual([unlisted("the chart app 2.0.1")]);
    expect(said("app", settings, "")).toEqual([
      "the chart app is rendered by the cluster where no rule sees it, and it names no version, so its images can change by themselves",
    ]);
  });

  it("does not tell which chart a secret names", () => {
    expect(said({ $secret: "app" })).toEqual([unlisted("a chart")]);
  });

  it("judges each listed image by its registry", () => {
    const images = ["registry.example.eu/mirror/app:1", "redis:7", "quay.io/acme/app:1"];
    const quay = [{ host: "quay.io", company: "Red Hat", country: "US", basis: "DPA 2026-03-01" }];
    expect(said("app", listed("app", ...images)).map((what) => what.slice(0, 40))).toEqual([
      "the chart app 2.0.0 runs redis:7, from a",
      "the chart app 2.0.0 runs quay.io/acme/ap",
    ]);
    expect(said("app", { ...listed("app", ...images), subprocessors: quay })).toHaveLength(1);
  });
});
