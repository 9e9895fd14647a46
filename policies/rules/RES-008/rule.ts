import { placeOfHost } from "../../engine/extract/places.ts";
import { isFormality, outside } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const backupDestination: ResourceRule = {
  id: "RES-008",
  title: "backup-destination",
  severity: "critical",
  axis: "residency",
  description: "Backups stay inside the profile.",
  law: "GDPR Art. 32(1)(c), 44",
  check: (subject, settings) => {
    const { places, hosts } = subject;
    const named = places.filter((place) => place.role === "backup" && !isFormality(place, subject, settings));
    const reached = hosts.filter(({ purposes }) => purposes.includes("backup")).flatMap(placeOfHost);
    return [...named, ...reached].flatMap((place) => outside(place, settings, "backs up to") ?? []);
  },
};
