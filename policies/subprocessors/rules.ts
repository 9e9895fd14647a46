import type { Rule } from "../engine/rule.ts";

/** Who can be compelled, and what the software is made of. */
export const subprocessorRules: readonly Rule[] = [];
