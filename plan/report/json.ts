import type { Plan } from "../model.ts";
import { stableJson } from "./stable-json.ts";

/** Keys of the document in the order in which a person would look for them; the type makes sure that none is left out. */
const order: Readonly<Record<keyof Plan, true>> = {
  stack: true,
  verdict: true,
  issues: true,
  counts: true,
  changes: true,
  residency: true,
  findings: true,
  packs: true,
  cost: true,
  assumed: true,
  unknown: true,
  limits: true,
  outputs: true,
  resources: true,
  times: true,
};
const keys = Object.keys(order) as (keyof Plan)[];

/**
 * The plan as one JSON document that two runs write alike: the document's keys in a fixed order, every other
 * object's keys sorted, two blanks of indentation, a line feed at the end. Secrets and unknowns write their marks.
 */
export function renderJson(plan: Plan): string {
  const document = Object.fromEntries(keys.map((key) => [key, plan[key]]));
  return stableJson(document);
}
