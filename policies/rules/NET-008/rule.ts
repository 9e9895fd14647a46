import { outsiders } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const mailRelay: ResourceRule = {
  id: "NET-008",
  title: "mail-relay",
  severity: "medium",
  axis: "jurisdiction",
  description: "Mail leaves through a relay whose company the profile allows.",
  law: "GDPR Art. 28",
  check: ({ hosts }, settings) =>
    outsiders(
      hosts,
      settings,
      "mail",
      "which relays mail,",
      "use a relay of your own or of a registered European company",
    ),
};
