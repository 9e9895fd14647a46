import { outside } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const telemetryHome: ResourceRule = {
  id: "RES-011",
  title: "telemetry-home",
  severity: "high",
  axis: "residency",
  description: "Logs, findings and reports are collected inside the profile.",
  law: "GDPR Art. 32, 44",
  check: ({ places }, settings) =>
    places.filter(({ role }) => role === "telemetry").flatMap((place) => outside(place, settings, "reports to") ?? []),
};
