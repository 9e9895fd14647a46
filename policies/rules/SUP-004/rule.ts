import type { Chart } from "../../engine/extract/charts.ts";
import { at, objection } from "../../engine/judge.ts";
import { parseImage } from "../../engine/resolve/image.ts";
import { vendorOf } from "../../engine/resolve/vendors.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";
import type { Settings } from "../../engine/settings.ts";

export const opaqueChartImages: ResourceRule = {
  id: "SUP-004",
  title: "opaque-chart-images",
  severity: "high",
  axis: "supply-chain",
  description: "The images of a chart that only the cluster renders are listed, for exactly its version.",
  law: "GDPR Art. 28(4), 32",
  check: ({ charts }, settings) =>
    charts.filter(({ rendered }) => !rendered).flatMap((chart) => unlisted(chart, settings)),
};

function unlisted({ chart, version, named, certainty }: Chart, settings: Settings): readonly Violation[] {
  const path = at({ where: named, certainty });
  const fix =
    "list what helm template prints of it in chartImages, or make it a Chart, whose objects are judged one by one";
  if (chart === "") return [{ path, what: "which chart it is can not be known before the cloud answers", fix }];
  const name = /([^/]+)\/*$/.exec(chart)?.[1] ?? chart;
  const entry = settings.chartImages.find(
    (listed) => version !== "" && listed.version === version && [name, chart].includes(listed.chart),
  );
  const said = certainty === "secret" ? "a chart" : `the chart ${name}${version && ` ${version}`}`;
  if (!entry) {
    const why =
      version === "" ? "it names no version, so its images can change by themselves" : "nobody has listed its images";
    return [{ path, what: `${said} is rendered by the cluster where no rule sees it, and ${why}`, fix }];
  }
  return entry.images.flatMap((text) => {
    const image = parseImage(text);
    const vendor = image && vendorOf(image.registry);
    if (!image)
      return [{ path, what: `${said} runs ${text}, which can not be read`, fix: "list the image that it means" }];
    const why = vendor && objection(vendor, { text: image.registry, certainty: "known" }, settings);
    return why === undefined
      ? []
      : [
          {
            path,
            what: `${said} runs ${text}, from a registry of ${why}`,
            fix: "set the chart's image values to the mirror",
          },
        ];
  });
}
