import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ALL_RULES, PACKS } from "../all-rules.ts";
import { renderRules } from "./rule-page.ts";

const RULES = join(import.meta.dirname, "../rules");

describe("rule pages", () => {
  it.each(ALL_RULES)("$id says its own title, severity, axis and law", ({ id, title, severity, axis, law }) => {
    const page = readFileSync(join(RULES, id, "rule.md"), "utf8");
    expect(page).toContain(`# ${id} ${title}\n\nSeverity ${severity} · axis ${axis} · ${law}\n`);
    for (const part of ["**Looks at.**", "**Why.**", "**Fix.**", "| violates |", "| conforms |", "**Limits.**"])
      expect(page).toContain(part);
  });

  it("exist for every folder, and every folder's rule is in exactly one pack", () => {
    expect(readdirSync(RULES).sort()).toEqual(ALL_RULES.map(({ id }) => id).sort());
  });

  it("are all in docs/rules.md as they are now: npm run rules", () => {
    const pages = Object.entries(PACKS).flatMap(([pack, rules]) =>
      rules.map((rule) => ({ pack, rule, page: readFileSync(join(RULES, rule.id, "rule.md"), "utf8") })),
    );
    expect(readFileSync(join(RULES, "../../docs/rules.md"), "utf8")).toBe(renderRules(pages));
  });
});
