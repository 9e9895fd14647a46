import { outside } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const crossRegionReplication: ResourceRule = {
  id: "RES-007",
  title: "cross-region-replication",
  severity: "critical",
  axis: "residency",
  description: "Live copies stay inside the profile, wherever they go to or come from.",
  law: "GDPR Art. 44, 46",
  check: ({ places }, settings) =>
    places.flatMap((place) => {
      if (place.role === "replica") return outside(place, settings, "replicates to") ?? [];
      return place.role === "source" ? (outside(place, settings, "copies from") ?? []) : [];
    }),
};
