import { ALL_RULES } from "../../policies/all-rules.ts";
import type { Finding, Issue, Plan, SourcePlace } from "../model.ts";

/** What the reports for machines (SARIF, JUnit) are made from, whatever was judged. */
export interface MachineReport {
  /** e.g. `plan of prod-fra`. */
  readonly title: string;
  /** File that describes what was judged: what has no line of its own stands at its beginning. */
  readonly file: string;
  readonly findings: readonly Finding[];
  /** What no rule could look at. */
  readonly unjudged: readonly { readonly where: string; readonly reason: string; readonly source?: SourcePlace }[];
  /** Mistakes of the configuration, because of which nothing was judged. */
  readonly issues: readonly Issue[];
}

export interface ReportedRule {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly severity: Finding["severity"];
  readonly axis: string;
  readonly law: string;
}

/** The kit's rules in the order of their packs, then those of other packs that found something. */
export function rulesOf({ findings }: Pick<MachineReport, "findings">): readonly ReportedRule[] {
  const known = new Set(ALL_RULES.map(({ id }) => id));
  const others = new Map<string, ReportedRule>();
  for (const { rule, title, severity, axis, why, pack } of findings) {
    if (known.has(rule) || others.has(rule)) continue;
    others.set(rule, { id: rule, title, description: `Rule of the pack ${pack}.`, severity, axis, law: why });
  }
  return [...ALL_RULES, ...[...others.values()].sort((a, b) => (a.id < b.id ? -1 : 1))];
}

export function reportOfPlan({ stack, findings, issues }: Plan): MachineReport {
  return { title: `plan of ${stack}`, file: `Pulumi.${stack}.yaml`, findings, unjudged: [], issues };
}
