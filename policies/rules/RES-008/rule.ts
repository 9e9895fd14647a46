import { outside } from "../../engine/judge.ts";
import type { Rule } from "../../engine/rule.ts";

export const backupDestination: Rule = {
  id: "RES-008",
  title: "backup-destination",
  severity: "critical",
  axis: "residency",
  description: "Backups stay inside the profile.",
  law: "GDPR Art. 32(1)(c), 44",
  check: ({ places }, settings) =>
    places.filter(({ role }) => role === "backup").flatMap((place) => outside(place, settings, "backs up to") ?? []),
};
