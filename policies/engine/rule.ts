import type { Correction } from "./correction.ts";
import { pathWithin, type Subject } from "./extract/subject.ts";
import type { Message } from "./message.ts";
import type { Settings } from "./settings.ts";

export type Severity = "low" | "medium" | "high" | "critical";

/**
 * Which question a rule answers: where bytes are, who can be compelled, what the software is made of, what could get
 * in or out, or what can be shown to an auditor.
 */
export type Axis = "residency" | "jurisdiction" | "supply-chain" | "security" | "evidence";

/** One thing that is wrong with one resource. Holds no secret value. */
export interface Violation {
  /** Property path inside the resource; `""` when the resource as a whole is meant. */
  readonly path: string;
  readonly what: string;
  readonly fix: string;
  /** Set when the fact behind it has low confidence: reported, but never enforced. */
  readonly advisory?: boolean;
}

/** A violation of one resource of a stack. */
export interface StackViolation extends Violation {
  readonly urn: string;
}

interface RuleFacts {
  /** e.g. `RES-001`; also the name of the CrossGuard policy. */
  readonly id: string;
  /** e.g. `region-allow-list`. */
  readonly title: string;
  readonly severity: Severity;
  readonly axis: Axis;
  /** One sentence: what must hold. */
  readonly description: string;
  /** Law or framework behind it, e.g. `GDPR Art. 44`. */
  readonly law: string;
}

/** A rule is a total, pure predicate over what was extracted from one resource. */
export interface ResourceRule extends RuleFacts {
  readonly check: (subject: Subject, settings: Settings) => readonly Violation[];
  /**
   * What can be put right without a doubt and without moving anything; never a region, because another region is another
   * resource, and the old one's data goes with it.
   */
  readonly correct?: (subject: Subject, settings: Settings) => readonly Correction[];
}

/** A rule on what is missing from a stack or from its register: it sees all resources at once. */
export interface StackRule extends RuleFacts {
  readonly checkStack: (subjects: readonly Subject[], settings: Settings) => readonly StackViolation[];
}

export type Rule = ResourceRule | StackRule;

/** Severities whose rules refuse; the others advise. */
export function isMandatory({ severity }: Pick<RuleFacts, "severity">): boolean {
  return severity === "critical" || severity === "high";
}

/** What a rule says of one subject, by paths of its resource. */
export function check(rule: ResourceRule, subject: Subject, settings: Settings): readonly StackViolation[] {
  return rule
    .check(subject, settings)
    .map((violation) => ({ ...violation, urn: subject.urn, path: pathWithin(subject, violation.path) }));
}

/** What any rule says of a whole stack. */
export function judge(rule: Rule, subjects: readonly Subject[], settings: Settings): readonly StackViolation[] {
  return "check" in rule
    ? subjects.flatMap((subject) => check(rule, subject, settings))
    : rule.checkStack(subjects, settings);
}

/** What a violation says, with what its rule knows. */
export function messageOf(rule: Rule, { what, path, fix }: Violation): Message {
  const { id, title, severity, axis, law } = rule;
  return { rule: id, title, severity, axis, what, path, fix, why: law };
}
