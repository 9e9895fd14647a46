import type { Rule } from "../engine/rule.ts";
import { regionAllowList } from "../rules/RES-001/rule.ts";

/** Where bytes are. */
export const residencyRules: readonly Rule[] = [regionAllowList];
