import { at, placeLabel, regionFix } from "../../engine/judge.ts";
import { allowsPlace } from "../../engine/profile.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const falseFriendRegion: ResourceRule = {
  id: "RES-004",
  title: "false-friend-region",
  severity: "critical",
  axis: "residency",
  description: "No place is used whose name looks European and whose country is outside the profile.",
  law: "GDPR Art. 44",
  check: ({ places }, settings) =>
    places.flatMap((place) => {
      const { row } = place;
      if (!row?.falseFriend || allowsPlace(settings.profile, row)) return [];
      return {
        path: at(place),
        what: `${placeLabel(place)} only looks European: ${row.falseFriend}`,
        fix: regionFix(place, settings),
        ...(row.confidence === "low" && { advisory: true }),
      };
    }),
};
