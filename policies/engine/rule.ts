import type { Subject } from "./extract/subject.ts";
import type { Settings } from "./settings.ts";

export type Severity = "low" | "medium" | "high" | "critical";

/** Which question a rule answers: where bytes are, who can be compelled, or what the software is made of. */
export type Axis = "residency" | "jurisdiction" | "supply-chain";

/** One thing that is wrong with one resource. Holds no secret value. */
export interface Violation {
  /** Property path inside the resource; `""` when the resource as a whole is meant. */
  readonly path: string;
  readonly what: string;
  readonly fix: string;
  /** Set when the fact behind it has low confidence: reported, but never enforced. */
  readonly advisory?: boolean;
}

/** A rule is a total, pure predicate over what was extracted from one resource. */
export interface Rule {
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
  readonly check: (subject: Subject, settings: Settings) => readonly Violation[];
}
