import { outside } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const backupDestination: ResourceRule = {
  id: "RES-008",
  title: "backup-destination",
  severity: "critical",
  axis: "residency",
  description: "Backups stay inside the profile.",
  law: "GDPR Art. 32(1)(c), 44",
  check: ({ places }, settings) =>
    places.filter(({ role }) => role === "backup").flatMap((place) => outside(place, settings, "backs up to") ?? []),
};
