import type { Rule } from "./engine/rule.ts";
import { hardeningRules } from "./hardening/rules.ts";
import { residencyRules } from "./residency/rules.ts";
import { subprocessorRules } from "./subprocessors/rules.ts";

/** Every rule of every pack, in the order of their packs. */
export const ALL_RULES: readonly Rule[] = [...residencyRules, ...subprocessorRules, ...hardeningRules];
