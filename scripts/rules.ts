import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { PACKS } from "../policies/all-rules.ts";
import { type RulePage, renderRules } from "../policies/engine/rule-page.ts";
import { runVerb, sentence } from "./verb/run-verb.ts";

const kitDir = fileURLToPath(new URL("..", import.meta.url));

const help = `npm run rules      write docs/rules.md from the rules and their pages

  --help                show this
`;

function rulePages(): readonly RulePage[] {
  return Object.entries(PACKS).flatMap(([pack, rules]) =>
    rules.map((rule) => ({
      pack,
      rule,
      page: readFileSync(join(kitDir, "policies/rules", rule.id, "rule.md"), "utf8"),
    })),
  );
}

await runVerb({
  help,
  read: () => parseArgs({ options: { help: { type: "boolean", default: false } } }).values,
  work: async () => {
    const pages = rulePages();
    writeFileSync(join(kitDir, "docs/rules.md"), renderRules(pages));
    process.stdout.write(`docs/rules.md: ${pages.length} rules\n`);
    return 0;
  },
  failed: (error) => ({ words: sentence(error), status: 1 }),
});
