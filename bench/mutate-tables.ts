import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { compileFunction } from "node:vm";
import { build } from "esbuild";
import type { Case } from "../policies/engine/testing/cases.ts";
import { allCases } from "../policies/engine/testing/cases.ts";
import { contradictions } from "../policies/facts/contradictions.ts";
import { mistakes } from "../policies/facts/mistakes.ts";
import { isRefused, MUTATIONS, type Mutant } from "../policies/facts/mutations.ts";
import { TABLES, type Tables } from "../policies/facts/tables.ts";

/**
 * Makes every row of a table wrong, one at a time (a country, an owner, a pattern, the row gone), and counts the wrong
 * tables that something notices: the facts beside the tables, or else a case of some rule. With `--cases N` the cases
 * alone are asked too, about N rows of each table at even distances.
 */
const root = join(import.meta.dirname, "..");
const wanted = 0.9;
const { values } = parseArgs({ options: { cases: { type: "string", default: "0" } } });
const rowsForCases = Number(values.cases);
if (!Number.isInteger(rowsForCases) || rowsForCases < 0)
  throw new Error(`--cases ${values.cases}: say how many rows of each table the cases are asked about, e.g. 20`);

const today = new Date().toISOString().slice(0, 10);
const wrong = [...mistakes(TABLES, today), ...contradictions(TABLES)];
if (wrong.length > 0) throw new Error(`the tables are wrong before anything is changed:\n${wrong.join("\n")}`);

const code = await bundle();
const cases = allCases();
const expected = judgeWith(code, TABLES)(cases);
let short = false;
for (const { file, what, mutants } of MUTATIONS) {
  const all = mutants(TABLES);
  const missed = all.filter(({ tables }) => !isRefused(tables, today) && !isNoticed(tables));
  const share = 1 - missed.length / all.length;
  short ||= share < wanted;
  const byCases = rowsForCases === 0 ? "" : `, ${noticedByCases(all)} by cases`;
  console.log(
    `${file}: ${what}: ${all.length - missed.length} of ${all.length} noticed (${(100 * share).toFixed(1)} %)${byCases}`,
  );
  for (const { row } of missed) console.log(`  unnoticed: ${row}`);
}
if (short) {
  console.error(`less than ${100 * wanted} % of some change is noticed: add the facts that are missing`);
  process.exitCode = 1;
}

function noticedByCases(all: readonly Mutant[]): string {
  const step = Math.max(1, Math.floor(all.length / rowsForCases));
  const asked = all.filter((_, index) => index % step === 0);
  return `${asked.filter(({ tables }) => isNoticed(tables)).length} of ${asked.length}`;
}

/** A table that the rules refuse to load with counts as noticed too. */
function isNoticed(tables: Tables): boolean {
  try {
    const verdicts = judgeWith(code, tables)(cases);
    return verdicts.some((verdict, index) => verdict !== expected[index]);
  } catch {
    return true;
  }
}

type Verdicts = (cases: readonly Case[]) => readonly string[];

/** The rules with these tables, as code of their own: the tables are read once, when the code is. */
async function bundle(): Promise<string> {
  const entry = `
    import { ALL_RULES } from "./policies/all-rules.ts";
    import { judgeCase } from "./policies/engine/testing/cases.ts";
    const rules = new Map(ALL_RULES.map((rule) => [rule.id, rule]));
    module.exports = (cases) => cases.map((example) =>
      JSON.stringify(judgeCase(rules.get(example.rule), example).map(({ path, advisory }) => [path, advisory === true])));`;
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: root, loader: "ts" },
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    define: { "import.meta.dirname": JSON.stringify(join(root, "policies/engine/testing")) },
    logLevel: "error",
    plugins: [
      {
        name: "tables",
        setup: ({ onLoad }) =>
          onLoad({ filter: /policies\/data\/[\w-]+\.json$/ }, ({ path }) => ({
            contents: `module.exports = tables[${JSON.stringify(basename(path, ".json"))}] ?? ${readFileSync(path, "utf8")}`,
            loader: "js",
          })),
      },
    ],
  });
  return outputFiles[0]?.text ?? "";
}

function judgeWith(bundled: string, { programs, ...tables }: Tables): Verdicts {
  const loaded: { exports: unknown } = { exports: undefined };
  const files = { ...tables, "phone-home": programs };
  compileFunction(bundled, ["require", "module", "tables"])(createRequire(import.meta.url), loaded, files);
  return loaded.exports as Verdicts;
}
