import { outside } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const outOfAreaPeering: ResourceRule = {
  id: "RES-009",
  title: "out-of-area-peering",
  severity: "high",
  axis: "residency",
  description: "Networks are joined only to networks inside the profile.",
  law: "GDPR Art. 44",
  check: ({ places }, settings) =>
    places.filter(({ role }) => role === "peer").flatMap((place) => outside(place, settings, "is joined to") ?? []),
};
