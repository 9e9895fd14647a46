import { describe, expect, it } from "vitest";
import { UNKNOWN, wireSecret } from "../testing/cases.ts";
import { chartAt } from "./charts.ts";
import { pathOf, property } from "./where.ts";

const RELEASE = "kubernetes:helm.sh/v3:Release";
const chart = (value: unknown, type = RELEASE, secret = false) => {
  const found = chartAt({ value, where: property(undefined, "spec"), secret }, type);
  return found && { ...found, where: pathOf(found.where), named: pathOf(found.named) };
};

describe("chartAt", () => {
  it("finds the chart, and the field that names it", () => {
    expect(chart({ chart: "redis", version: "1.2.3" })).toEqual({
      where: "spec",
      certainty: "known",
      chart: "redis",
      version: "1.2.3",
      named: "spec.chart",
      hasRepository: false,
      rendered: false,
    });
  });

  it.each([
    ["kubernetes:helm.sh/v3:Release", false],
    ["kubernetes:helm.sh/v3:Chart", true],
    ["kubernetes:helm.sh/v4:Chart", true],
    ["kubernetes:helm.sh/v2:Chart", false],
    ["kubernetes:helm.cattle.io/v1:HelmChart", false],
    ["kubernetes:helm.toolkit.fluxcd.io/v2beta1:HelmRelease", false],
    ["kubernetes:argoproj.io/v1alpha1:Application", false],
    ["kubernetes:argoproj.io/v1alpha1:ApplicationSet", false],
  ])("finds the chart of a %s", (type, rendered) => {
    expect(chart({ chart: "redis" }, type)).toMatchObject({ chart: "redis", rendered });
  });

  it.each([
    "kubernetes:core/v1:ConfigMap",
    "kubernetes:helm.sh/v3:Releases",
    "kubernetes:argoproj.io/v1alpha1:AppProject",
    "kubernetes:argoproj.io/v1alpha1:Applications",
    "kubernetes:source.toolkit.fluxcd.io/v1:HelmChart",
    "x-kubernetes:helm.sh/v3:Chart",
    "kubernetes:helm.sh/v3:Charts",
  ])("finds none in a %s, which installs none", (type) => {
    expect(chart({ chart: "redis" }, type)).toBeUndefined();
  });

  it.each([[{}], [{ chart: { spec: { chart: "redis" } } }], [{ chart: 7 }], [{ charts: "redis" }]])(
    "finds none where %j names none",
    (value) => {
      expect(chart(value)).toBeUndefined();
    },
  );

  it.each([
    [{ repo: "https://charts.example.eu" }],
    [{ repositoryOpts: { repo: "https://charts.example.eu" } }],
    [{ fetchOpts: { repo: "https://charts.example.eu" } }],
    [{ repoURL: "https://charts.example.eu" }],
    [{ sourceRef: { kind: "HelmRepository", name: "own" } }],
    [{ repo: UNKNOWN }],
  ])("finds the repository in %j", (value) => {
    expect(chart({ chart: "redis", ...value })?.hasRepository).toBe(true);
  });

  it.each([[{ repositoryOpts: { username: "x" } }], [{ fetchOpts: { untar: true } }], [{ repository: "x" }]])(
    "finds no repository in %j",
    (value) => {
      expect(chart({ chart: "redis", ...value })?.hasRepository).toBe(false);
    },
  );

  it("takes Argo's revision for the version where there is no other", () => {
    expect(chart({ chart: "redis", targetRevision: "4.5.6" })?.version).toBe("4.5.6");
    expect(chart({ chart: "redis", version: "1.2.3", targetRevision: "4.5.6" })?.version).toBe("1.2.3");
    expect(chart({ chart: "redis" })?.version).toBe("");
    expect(chart({ chart: "redis", version: UNKNOWN })?.version).toBe("");
  });

  it("finds a chart of which the name is not known yet, or secret", () => {
    expect(chart({ chart: UNKNOWN })?.chart).toBe("");
    expect(chart({ chart: wireSecret("redis") })).toMatchObject({ chart: "redis", certainty: "secret" });
    expect(chart({ chart: "redis" }, RELEASE, true)?.certainty).toBe("secret");
  });
});
