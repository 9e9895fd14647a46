import { addDays, daysBetween, isDay } from "./days.ts";
import type { Waived } from "./message.ts";
import type { Settings, Waiver } from "./settings.ts";

/** Longest that a waiver may run from today: whoever signed it looks at it twice a year. */
const LONGEST_WAIVER_DAYS = 180;

/** One reason why a waiver waives nothing. */
export interface WaiverFault {
  readonly field: keyof Waiver;
  /** The end of a sentence that begins with `the waiver`. */
  readonly what: string;
}

/** The rule on waivers themselves: one that could be waived would hold nobody. */
const UNWAIVABLE = "EVD-003";

/** Everything that is wrong with a waiver on a day; a waiver with a fault waives nothing. */
export function waiverFaults(waiver: Waiver, today: string): readonly WaiverFault[] {
  const { rule, urn, owner, reason, until, reference } = waiver;
  const checks: readonly (readonly [field: keyof Waiver, wrong: boolean, what: string])[] = [
    ["rule", !isRuleName(rule), "names no rule"],
    ["rule", rule === UNWAIVABLE, "waives the rule on waivers"],
    ["urn", !isOneUrn(urn), "is for no one resource: its URN is missing or has a pattern in it"],
    ["owner", owner.trim() === "", "has no owner"],
    ["reason", reason.trim().length < 10, "gives no reason"],
    ["reference", reference.trim() === "", "rests on no record, such as a transfer impact assessment"],
    ["until", !isDay(until), "has no day on which it ends"],
    ["until", isDay(until) && until < today, `ended on ${until}`],
    [
      "until",
      isDay(until) && daysBetween(today, until) > LONGEST_WAIVER_DAYS,
      `runs until ${until}, more than ${LONGEST_WAIVER_DAYS} days from ${today}`,
    ],
  ];
  return checks.filter(([, wrong]) => wrong).map(([field, , what]) => ({ field, what }));
}

function isRuleName(text: string): boolean {
  return /^[A-Z]{3}-\d{3}$/.test(text);
}

/** True for the whole name of one resource, as `pulumi stack --show-urns` and the plan print it. */
export function isOneUrn(text: string): boolean {
  return /^urn:pulumi:[^*?\s]+?::[^*?\s]+?::[^*?\s]+?::[^*?\n]+$/.test(text);
}

/** Last day that a waiver signed today may name. */
export function latestEnd(today: string): string {
  return addDays(today, LONGEST_WAIVER_DAYS);
}

/** What waives a violation of this rule by this resource; `undefined` when nothing does. */
export function waiverOf(settings: Pick<Settings, "waivers" | "today">, rule: string, urn: string): Waived | undefined {
  const waiver = settings.waivers.find(
    (one) => one.rule === rule && one.urn === urn && waiverFaults(one, settings.today).length === 0,
  );
  return waiver && { until: waiver.until, by: waiver.owner, reason: waiver.reason };
}

/** Waivers without a fault for which there is no finding: what they were for is gone, so they can go too. */
export function unusedWaivers<W extends Waiver>(
  waivers: readonly W[],
  findings: readonly { readonly rule: string; readonly urn: string }[],
  today: string,
): readonly W[] {
  const found = new Set(findings.map(({ rule, urn }) => `${rule} ${urn}`));
  return waivers.filter(
    (waiver) => waiverFaults(waiver, today).length === 0 && !found.has(`${waiver.rule} ${waiver.urn}`),
  );
}
