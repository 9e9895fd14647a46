import { parseArgs } from "node:util";
import { type ProgramName, programs } from "../tools/toolchain/programs.ts";
import { find, type Provided, provideAndTell, versionOf } from "../tools/toolchain/provide.ts";
import { runVerb, sentence } from "./verb/run-verb.ts";

const names = Object.keys(programs) as ProgramName[];

const help = `npm run toolchain [-- NAME…]    make the programs that the integration tests run, all of them or those named

A program on PATH is used when it says exactly the version of its go.mod under tools/. Otherwise it is built from that
module, at the checksums of its go.sum, into \${XDG_CACHE_HOME:-~/.cache}/eu-gpu-cloud/tools, where the next run finds it.

  --list    say what is there, build nothing
  --json    the same as JSON
  --help    show this

Names: ${names.join(", ")}

Exit status: 0 done, 1 a build failed, 2 wrong arguments.
`;

const options = {
  list: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

type Row = Provided | { readonly name: ProgramName; readonly version: string; readonly from: "not built yet" };

function readArguments() {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const unknown = positionals.filter((name) => !isProgram(name));
  if (unknown.length > 0) throw new TypeError(`no program is called ${unknown.join(" or ")}: ${names.join(", ")}`);
  const chosen = positionals.filter(isProgram);
  return { ...values, names: chosen.length > 0 ? [...new Set(chosen)] : names };
}

function isProgram(name: string): name is ProgramName {
  return Object.hasOwn(programs, name);
}

async function work({ names, list, json }: ReturnType<typeof readArguments>): Promise<number> {
  const rows: Row[] = [];
  // One after the other: a build takes every core.
  for (const name of names) {
    const row = list ? await present(name) : await provideAndTell(name);
    rows.push(row);
    if (!json) process.stdout.write(`${inWords(row)}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  return 0;
}

async function present(name: ProgramName): Promise<Row> {
  return (await find(name)) ?? { name, version: versionOf(name), from: "not built yet" };
}

function inWords(row: Row): string {
  const origin = row.from === "build" ? `built in ${row.buildSeconds} s` : row.from;
  const path = "path" in row ? row.path : `npm run toolchain -- ${row.name}`;
  return `${row.name.padEnd(30)}${row.version.padEnd(11)}${origin.padEnd(17)}${path}`;
}

await runVerb({
  help,
  read: readArguments,
  work,
  failed: (error) => ({ words: sentence(error), status: 1 }),
});
