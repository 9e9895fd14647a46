import type { Rule, Severity } from "../rule.ts";
import { type Case, judgeCase } from "./cases.ts";

/** How often a rule was right about cases whose answer is known. */
export interface Tally {
  /** Violating cases that were found. */
  readonly found: number;
  /** Violating cases that were missed. */
  readonly missed: number;
  /** Conforming cases that were left alone. */
  readonly spared: number;
  /** Conforming cases that were objected to. */
  readonly wronged: number;
}

export interface Mistake {
  readonly example: Case;
  readonly kind: "missed" | "wronged" | "elsewhere";
  /** Paths that the rule reported. */
  readonly paths: readonly string[];
}

export interface RuleScore {
  readonly rule: string;
  readonly severity: Severity;
  readonly tally: Tally;
  readonly mistakes: readonly Mistake[];
}

/** Scores every rule over its own cases. Throws on a case whose rule does not exist. */
export function score(rules: readonly Rule[], cases: readonly Case[]): readonly RuleScore[] {
  const stray = cases.find((example) => !rules.some(({ id }) => id === example.rule));
  if (stray) throw new Error(`${stray.rule}/${stray.kind}/${stray.name}: no such rule`);
  return rules.flatMap((rule) => {
    const verdicts = cases.filter((example) => example.rule === rule.id).map((example) => verdict(rule, example));
    if (verdicts.length === 0) return [];
    const count = (kind: keyof Tally) => verdicts.filter((one) => one.kind === kind).length;
    const tally = {
      found: count("found"),
      missed: count("missed"),
      spared: count("spared"),
      wronged: count("wronged"),
    };
    return [
      { rule: rule.id, severity: rule.severity, tally, mistakes: verdicts.flatMap(({ mistake }) => mistake ?? []) },
    ];
  });
}

function verdict(rule: Rule, example: Case): { readonly kind: keyof Tally; readonly mistake?: Mistake } {
  const paths = judgeCase(rule, example).map(({ path }) => path);
  if (example.expect.length === 0)
    return paths.length === 0 ? { kind: "spared" } : { kind: "wronged", mistake: { example, kind: "wronged", paths } };
  if (paths.length === 0) return { kind: "missed", mistake: { example, kind: "missed", paths } };
  const astray = example.expect.some(({ path }) => path !== undefined && !paths.includes(path));
  return { kind: "found", ...(astray && { mistake: { example, kind: "elsewhere", paths } }) };
}

export function sum(tallies: readonly Tally[]): Tally {
  const total = (kind: keyof Tally) => tallies.reduce((so, tally) => so + tally[kind], 0);
  return { found: total("found"), missed: total("missed"), spared: total("spared"), wronged: total("wronged") };
}

export interface Rate {
  /** From 0 to 1; `NaN` when nothing was asked. */
  readonly value: number;
  /** 95% interval of Wilson, which stays within 0 and 1 and does not collapse at either. */
  readonly low: number;
  readonly high: number;
}

export function recall({ found, missed }: Tally): Rate {
  return wilson(found, found + missed);
}

export function precision({ found, wronged }: Tally): Rate {
  return wilson(found, found + wronged);
}

/** Quantile of the normal distribution for 95%. */
const Z = 1.959964;

/** E. B. Wilson, 1927: score interval of a proportion. */
export function wilson(successes: number, trials: number): Rate {
  if (trials === 0) return { value: Number.NaN, low: 0, high: 1 };
  const p = successes / trials;
  const centre = p + Z ** 2 / (2 * trials);
  const margin = Z * Math.sqrt((p * (1 - p) + Z ** 2 / (4 * trials)) / trials);
  const scale = 1 + Z ** 2 / trials;
  return { value: p, low: Math.max(0, (centre - margin) / scale), high: Math.min(1, (centre + margin) / scale) };
}
