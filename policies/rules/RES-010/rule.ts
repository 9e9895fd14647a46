import { outside } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const drPeer: ResourceRule = {
  id: "RES-010",
  title: "dr-peer",
  severity: "critical",
  axis: "residency",
  description: "Standbys and disaster-recovery peers are inside the profile.",
  law: "GDPR Art. 44",
  check: ({ places }, settings) =>
    places.filter(({ role }) => role === "standby").flatMap((place) => outside(place, settings, "fails over to") ?? []),
};
