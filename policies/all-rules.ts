import type { Rule } from "./engine/rule.ts";
import { hardeningRules } from "./hardening/rules.ts";
import { residencyRules } from "./residency/rules.ts";
import { subprocessorRules } from "./subprocessors/rules.ts";

/** Rules by the pack that they are in. */
export const PACKS: Readonly<Record<string, readonly Rule[]>> = {
  residency: residencyRules,
  subprocessors: subprocessorRules,
  hardening: hardeningRules,
};

/** Every rule of every pack. */
export const ALL_RULES: readonly Rule[] = Object.values(PACKS).flat();
