import { at, objection, shown, vendorFix } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";
import { owns } from "../../engine/settings.ts";

export const vendorJurisdiction: ResourceRule = {
  id: "JUR-001",
  title: "vendor-jurisdiction",
  severity: "critical",
  axis: "jurisdiction",
  description:
    "Every host that is talked to belongs to a company whose ultimate parent the profile allows, or that was accepted.",
  law: "GDPR Art. 28(1), 48",
  check: ({ hosts }, settings) =>
    hosts.flatMap((host) => {
      if (!host.vendor || owns(settings, host.text)) return [];
      const why = objection(host.vendor, host, settings);
      if (why === undefined) return [];
      return {
        path: at(host),
        what: `${shown(host)} belongs to ${why}`,
        fix: vendorFix(host.vendor, host),
        ...(host.vendor.confidence === "low" && { advisory: true }),
      };
    }),
};
