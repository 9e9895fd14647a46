import { at, placeLabel, regionFix } from "../../engine/judge.ts";
import { allowsPlace } from "../../engine/profile.ts";
import type { ResourceRule } from "../../engine/rule.ts";

const SPREAD = new Set(["global", "multi-region", "dual-region", "geography"]);

export const noGlobalLocation: ResourceRule = {
  id: "RES-005",
  title: "no-global-location",
  severity: "high",
  axis: "residency",
  description: "Nothing is placed in a global or multi-region location that reaches outside the profile.",
  law: "GDPR Art. 44",
  check: ({ places }, settings) =>
    places
      .filter(({ row }) => row?.scope !== undefined && SPREAD.has(row.scope) && !allowsPlace(settings.profile, row))
      .map((place) => ({
        path: at(place),
        what: `${placeLabel(place)} is a ${place.row?.scope} location: bytes may be anywhere in it`,
        fix: regionFix(place, settings),
      })),
};
