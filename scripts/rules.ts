import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { renderRules } from "../policies/engine/rule-page.ts";
import { readRulePages } from "../policies/read-rule-pages.ts";
import { runVerb, sentence } from "./verb/run-verb.ts";

const kitDir = fileURLToPath(new URL("..", import.meta.url));

const help = `npm run rules      write docs/rules.md from the rules and their pages

  --help                show this
`;

await runVerb({
  help,
  read: () => parseArgs({ options: { help: { type: "boolean", default: false } } }).values,
  work: async () => {
    const pages = readRulePages();
    writeFileSync(join(kitDir, "docs/rules.md"), renderRules(pages));
    process.stdout.write(`docs/rules.md: ${pages.length} rules\n`);
    return 0;
  },
  failed: (error) => ({ words: sentence(error), status: 1 }),
});
