import { exampleRegions } from "../../engine/profile.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const regionExplicit: ResourceRule = {
  id: "RES-002",
  title: "region-explicit",
  severity: "high",
  axis: "residency",
  description:
    "The program itself says in which region a provider works; a file or variable of somebody's machine does not.",
  law: "GDPR Art. 32, 44",
  check: (subject, settings) => {
    const { vendorOfPackage: row, isProvider, hasProvider, places } = subject;
    if (!row?.regionRequired || hasProvider || places.some(({ role, form }) => role === "primary" && form === "region"))
      return [];
    const [example = "a region"] = exampleRegions(settings.profile, row.regions ?? "", "oc1");
    return [
      {
        path: isProvider ? "region" : "",
        what: isProvider
          ? `the provider ${subject.package} is given no region, so the machine that runs the program decides`
          : `the resource names neither a region nor a provider of ${subject.package} that has one`,
        fix: `set region on an explicit provider, e.g. ${example}`,
      },
    ];
  },
};
