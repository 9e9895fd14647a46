import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PACKS } from "./all-rules.ts";
import type { RulePage } from "./engine/rule-page.ts";

/** Every rule with its own page, in the order of the packs. */
export function readRulePages(): readonly RulePage[] {
  return Object.entries(PACKS).flatMap(([pack, rules]) =>
    rules.map((rule) => ({
      pack,
      rule,
      page: readFileSync(join(import.meta.dirname, "rules", rule.id, "rule.md"), "utf8"),
    })),
  );
}
