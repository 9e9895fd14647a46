import type { Plan } from "../model.ts";
import { losesData } from "./words.ts";

/** What `npm run plan` ends with. Who lets a loss of data pass must not let a broken rule pass with it: that goes first. */
export function exitStatusOf(plan: Plan): 0 | 1 | 2 | 3 {
  if (plan.verdict === "invalid") return 2;
  if (plan.verdict === "violations") return 1;
  return losesData(plan) ? 3 : 0;
}
