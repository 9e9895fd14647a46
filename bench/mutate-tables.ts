import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { compileFunction } from "node:vm";
import { build } from "esbuild";
import type { Case } from "../policies/engine/testing/cases.ts";
import { allCases } from "../policies/engine/testing/cases.ts";

/**
 * Changes one row of a table at a time (a country, a row, a pattern) and counts the changes that some case notices.
 * Rows are taken at even distances, so that a run can be repeated.
 */
const root = join(import.meta.dirname, "..");
const { values } = parseArgs({ options: { rows: { type: "string", default: "20" } } });
const rowsPerTable = Number(values.rows);
if (!Number.isInteger(rowsPerTable) || rowsPerTable < 1)
  throw new Error(`--rows ${values.rows}: say how many rows of each table are changed, e.g. 20`);

type Row = Readonly<Record<string, unknown>>;
interface Mutation {
  readonly table: string;
  readonly what: string;
  readonly change: (row: Row) => Row | undefined;
}

const MUTATIONS: readonly Mutation[] = [
  { table: "regions", what: "country flipped", change: (row) => ({ ...row, ...flipped(row) }) },
  { table: "regions", what: "row dropped", change: () => undefined },
  {
    table: "vendors",
    what: "owner flipped",
    change: (row) => ({ ...row, usExposed: !row.usExposed, parentCountry: row.usExposed ? "DE" : "US" }),
  },
  { table: "vendors", what: "row dropped", change: () => undefined },
  {
    table: "vendors",
    what: "pattern widened",
    change: (row) => ({ ...row, pattern: `*.${String(row.pattern).split(".").slice(-1)}` }),
  },
  { table: "providers", what: "row dropped", change: () => undefined },
  { table: "phone-home", what: "row dropped", change: () => undefined },
];

function flipped({ eu }: Row): Row {
  return eu ? { country: "US", eu: false, eea: false } : { country: "DE", eu: true, eea: true };
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

function judgeWith(code: string, tables: Readonly<Record<string, unknown>>): Verdicts {
  const loaded: { exports: unknown } = { exports: undefined };
  compileFunction(code, ["require", "module", "tables"])(createRequire(import.meta.url), loaded, tables);
  return loaded.exports as Verdicts;
}

const code = await bundle();
const cases = allCases();
const expected = judgeWith(code, {})(cases);
for (const { table, what, change } of MUTATIONS) {
  const rows: readonly Row[] = JSON.parse(readFileSync(join(root, `policies/data/${table}.json`), "utf8"));
  const step = Math.max(1, Math.floor(rows.length / rowsPerTable));
  const tried = rows.filter((_, index) => index % step === 0);
  const missed = tried.filter((row) => {
    const replacement = change(row);
    const changed = rows.flatMap((other) => (other !== row ? [other] : replacement ? [replacement] : []));
    return !isNoticed(changed, table);
  });
  console.log(`${table}: ${what}: ${tried.length - missed.length} of ${tried.length} noticed`);
  for (const row of missed) console.log(`  unnoticed: ${row.region ?? row.pattern ?? row.package ?? row.program}`);
}

/** A table that the rules refuse to load with counts as noticed too. */
function isNoticed(rows: readonly Row[], table: string): boolean {
  try {
    const verdicts = judgeWith(code, { [table]: rows })(cases);
    return verdicts.some((verdict, index) => verdict !== expected[index]);
  } catch {
    return true;
  }
}
