import type { Rule } from "../rule.ts";
import { type Case, judgeCase } from "./cases.ts";

/** A resource as a test of one rule writes it: the same keys and marks as in a case, where only two are needed. */
export type Written = Pick<Case, "type" | "properties"> & Partial<Case>;

/** JSON paths at which a rule objects to a resource, in order. */
export function objections(rule: Rule, written: Written): readonly (string | undefined)[] {
  const named: Case = { rule: rule.id, kind: "violating", name: "written", shows: "", expect: [], ...written };
  return judgeCase(rule, named).map(({ path }) => path);
}
