import { outsiders } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const notificationTarget: ResourceRule = {
  id: "NET-007",
  title: "notification-target",
  severity: "high",
  axis: "jurisdiction",
  description:
    "Alerts and notifications go to services whose company the profile allows: they carry host names, users and excerpts of logs.",
  law: "GDPR Art. 28, 44",
  check: ({ hosts }, settings) =>
    outsiders(
      hosts,
      settings,
      "notification",
      "which is sent notifications,",
      "send them to a service of your own, e.g. Matrix or Mattermost",
    ),
};
