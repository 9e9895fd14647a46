import { isFormality, outside } from "../../engine/judge.ts";
import type { Region } from "../../engine/resolve/regions.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const regionAllowList: ResourceRule = {
  id: "RES-001",
  title: "region-allow-list",
  severity: "critical",
  axis: "residency",
  description: "Every resource and every provider works in a region that the profile allows.",
  law: "GDPR Art. 44",
  check: (subject, settings) => {
    const own = subject.places.filter(({ role }) => role === "primary");
    // A region that the resource states itself beats its provider's.
    const effective = subject.inherited && own.length === 0 ? [subject.inherited] : own;
    return effective
      .filter((place) => !isNoCountry(place.row) && !isFormality(place, subject, settings))
      .flatMap((place) => outside(place, settings) ?? []);
  },
};

/** Places that are no region at all are the business of RES-005. */
function isNoCountry(row: Region | undefined): boolean {
  return row?.scope !== undefined && row.country === null;
}
