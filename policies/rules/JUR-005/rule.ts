import { nameOf } from "../../engine/extract/where.ts";
import { at, placeLabel } from "../../engine/judge.ts";
import { allowsPlace, europeanRealmRegions, isEuropeanRealm } from "../../engine/profile.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const sovereignRealmPin: ResourceRule = {
  id: "JUR-005",
  title: "sovereign-realm-pin",
  severity: "medium",
  axis: "jurisdiction",
  description:
    "A provider with a realm or partition run for Europe alone is used through it, where the profile asks for that.",
  law: "EU Cloud Sovereignty Framework SOV-4",
  check: ({ isProvider, places }, settings) => {
    if (!settings.profile.sovereignRealm) return [];
    return places.flatMap((place) => {
      const { row, role, where } = place;
      // A resource that states no region of its own is its provider's.
      if (!isProvider && (nameOf(where) !== "region" || where?.decoded)) return [];
      if (role !== "primary" || !row || isEuropeanRealm(row) || !allowsPlace(settings.profile, row)) return [];
      const regions = europeanRealmRegions(settings.profile, row.provider);
      if (regions.length === 0) return [];
      return {
        path: at(place),
        what: `${placeLabel(place)} is in the commercial ${row.realm ? `realm ${row.realm}` : `partition ${row.partition}`}, which is run from outside Europe too`,
        fix: `use ${regions.join(" or ")}; the ultimate parent stays the same`,
      };
    });
  },
};
