import type { FoundHost } from "../../engine/extract/hosts.ts";
import { identifierOfHost } from "../../engine/extract/identifiers.ts";
import { at, objection, shown, vendorFix } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";
import { owns } from "../../engine/settings.ts";

export const euLocatedUsOwned: ResourceRule = {
  id: "JUR-006",
  title: "eu-located-us-owned",
  severity: "high",
  axis: "jurisdiction",
  description: "A European address is not taken for a European company.",
  law: "GDPR Art. 48",
  check: ({ hosts }, settings) =>
    hosts.flatMap((host) => {
      if (!host.vendor?.usExposed || owns(settings, host.text) || !looksEuropean(host)) return [];
      const why = objection(host.vendor, host, settings);
      if (why === undefined) return [];
      return {
        path: at(host),
        what: `${shown(host)} is a European address of ${why}`,
        fix: vendorFix(host.vendor, host),
        ...(host.vendor.confidence === "low" && { advisory: true }),
      };
    }),
};

/** Labels of European sites, alone or at an edge of a label, and of European domains: `eu1`, `api-eu`, `de`. */
const EUROPEAN_LABEL = /^(?:(?:.*-)?(?:eu|europe|emea)\d{0,2}(?:-.*)?|(?:de|fr|nl|ie|fra|ams)\d?)$/;

function looksEuropean({ text }: FoundHost): boolean {
  return text.split(".").some((label) => EUROPEAN_LABEL.test(label)) || identifierOfHost(text)?.row?.eu === true;
}
