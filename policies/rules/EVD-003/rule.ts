import type { ResourceRule } from "../../engine/rule.ts";
import { waiverFaults } from "../../engine/waivers.ts";

export const waiverHygiene: ResourceRule = {
  id: "EVD-003",
  title: "waiver-hygiene",
  severity: "high",
  axis: "evidence",
  description:
    "Every waiver names one rule, one resource, an owner, a reason, a record behind it, and a day within half a year on which it ends.",
  law: "GDPR Art. 5(2), 24",
  check: ({ type }, { waivers, today }) =>
    type === "pulumi:pulumi:Stack"
      ? waivers.flatMap((waiver, index) =>
          waiverFaults(waiver, today).map(({ field, what }) => ({
            path: `waivers[${index}].${field}`,
            what: `the waiver ${what}`,
            fix: "complete the waiver, renew it, or remove it",
          })),
        )
      : [],
};
