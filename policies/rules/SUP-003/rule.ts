import { at, outsiders } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const chartOrigin: ResourceRule = {
  id: "SUP-003",
  title: "chart-origin",
  severity: "medium",
  axis: "supply-chain",
  description: "Charts come out of the program's own folder or from a registry that the profile allows.",
  law: "NIS2 Art. 21(2)(d); EU Cloud Sovereignty Framework SOV-5",
  check: ({ hosts, charts }, settings) => [
    ...outsiders(hosts, settings, "chart", "which a chart comes from,", FIX),
    ...charts.flatMap(({ chart, named, certainty, hasRepository }) =>
      // `stable/redis` is an alias of somebody's machine; a path or an address is not.
      hasRepository || !/^[a-z0-9][\w-]*\/[\w.-]+$/.test(chart)
        ? []
        : [
            {
              path: at({ where: named, certainty }),
              what: "the chart is named by an alias, so the machine that runs the program decides where it comes from",
              fix: FIX,
            },
          ],
    ),
  ],
};

const FIX = "keep the chart in the program's folder, or copy it to a registry of your own and name it by oci://";
