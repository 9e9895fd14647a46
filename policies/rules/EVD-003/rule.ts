import type { ResourceRule, Violation } from "../../engine/rule.ts";
import type { Settings, Waiver } from "../../engine/settings.ts";

export const waiverHygiene: ResourceRule = {
  id: "EVD-003",
  title: "waiver-hygiene",
  severity: "high",
  axis: "evidence",
  description:
    "Every waiver names one rule, one resource, an owner, a reason, a record behind it, and a day within half a year on which it ends.",
  law: "GDPR Art. 5(2), 24",
  check: ({ type }, settings) =>
    type === "pulumi:pulumi:Stack" ? settings.waivers.flatMap((waiver, index) => faults(waiver, index, settings)) : [],
};

/** Longest that a waiver may run from today: whoever signed it looks at it twice a year. */
const LONGEST_DAYS = 180;

function faults(waiver: Waiver, index: number, { today }: Settings): readonly Violation[] {
  const { rule, urn, owner, reason, until, reference } = waiver;
  const checks: readonly (readonly [field: keyof Waiver, wrong: boolean, what: string])[] = [
    ["rule", !/^[A-Z]{3}-\d{3}$/.test(rule), "names no rule"],
    [
      "urn",
      !/^urn:pulumi:[^*?]+::[^*?]+::[^*?]+::[^*?]+$/.test(urn),
      "is for no one resource: its URN is missing or has a pattern in it",
    ],
    ["owner", owner.trim() === "", "has no owner"],
    ["reason", reason.trim().length < 10, "gives no reason"],
    ["reference", reference.trim() === "", "rests on no record, such as a transfer impact assessment"],
    ["until", !isDay(until), "has no day on which it ends"],
    ["until", isDay(until) && until < today, `ended on ${until}`],
    [
      "until",
      isDay(until) && daysBetween(today, until) > LONGEST_DAYS,
      `runs until ${until}, more than ${LONGEST_DAYS} days from ${today}`,
    ],
  ];
  return checks
    .filter(([, wrong]) => wrong)
    .map(([field, , what]) => ({
      path: `waivers[${index}].${field}`,
      what: `the waiver ${what}`,
      fix: "complete the waiver, renew it, or remove it",
    }));
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
