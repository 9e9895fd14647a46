import type { Finding, SourcePlace } from "../plan/model.ts";

/** Something that no rule could look at: it is neither good nor bad, and a check with any of it does not pass. */
export interface Unjudged {
  /** File or URN. */
  readonly where: string;
  /** Why, as a clause. */
  readonly reason: string;
  readonly source?: SourcePlace;
}

/** What `npm run check` says of a state or a repository. */
export interface CheckResult {
  readonly subject: {
    readonly kind: "state" | "repository";
    /** The stack, or the project of the repository. */
    readonly name: string;
    /** SHA-256 of the bytes that were judged, in hexadecimal. */
    readonly sha256: string;
  };
  readonly verdict: "pass" | "violations";
  /** Profile that it was held to. */
  readonly profile: string;
  /** Day against which end dates were read. */
  readonly today: string;
  /** Resources or files that rules looked at, and how many rules did. */
  readonly judged: { readonly resources: number; readonly rules: number };
  readonly findings: readonly Finding[];
  readonly unjudged: readonly Unjudged[];
}

export function verdictOf({ findings, unjudged }: Pick<CheckResult, "findings" | "unjudged">): CheckResult["verdict"] {
  return unjudged.length > 0 || findings.some(({ level }) => level === "mandatory") ? "violations" : "pass";
}
