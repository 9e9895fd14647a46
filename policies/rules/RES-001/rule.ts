import { isFormality, outside } from "../../engine/judge.ts";
import type { Rule } from "../../engine/rule.ts";

export const regionAllowList: Rule = {
  id: "RES-001",
  title: "region-allow-list",
  severity: "critical",
  axis: "residency",
  description: "Every resource and every provider works in a region that the profile allows.",
  law: "GDPR Art. 44",
  check: (subject, settings) => {
    const own = subject.places.filter(
      (place) => place.role === "primary" && !isGlobal(place.row) && !isFormality(place, subject, settings),
    );
    const decides = own.some((place) => place.form === "region")
      ? own
      : [...own, ...(subject.inherited ? [subject.inherited] : [])];
    return decides.flatMap((place) => outside(place, settings) ?? []);
  },
};

/** Places that are no region at all are the business of RES-005. */
function isGlobal(row: { readonly country: string | null; readonly scope?: string } | undefined): boolean {
  return row !== undefined && row.scope !== undefined && row.country === null;
}
