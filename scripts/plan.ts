import { writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { PackError } from "../plan/engine/packs.ts";
import { makePlan } from "../plan/make-plan.ts";
import type { Plan } from "../plan/model.ts";
import { exitStatusOf } from "../plan/report/exit-status.ts";
import { renderHtml } from "../plan/report/html.ts";
import { renderJson } from "../plan/report/json.ts";
import { reportOfPlan } from "../plan/report/machine-report.ts";
import { manifestsOf } from "../plan/report/manifests.ts";
import { createProgress, type Progress } from "../plan/report/progress.ts";
import { renderTerminal } from "../plan/report/terminal.ts";
import { writeMachineReports } from "../plan/report/write-machine-reports.ts";
import { refuseForeign, writeManifests } from "../plan/report/write-manifests.ts";
import { buildPacks } from "./build-packs.mjs";
import { runVerb, sentence } from "./verb/run-verb.ts";

const defaultStack = "prod-fra";
const kitDir = dirname(dirname(fileURLToPath(import.meta.url)));

const help = `npm run plan -- [STACK] [options]      what an environment would be, without credentials (default ${defaultStack})

  --json                write the plan as one JSON document (with npm run --silent)
  --html[=FILE]         also write a report that needs no other file (default plan-STACK.html)
  --cwd DIR             plan the project in this folder (default this kit)
  --against FILE        also compare with the file of pulumi stack export: what would be created, updated in place,
                        replaced and deleted, property by property
  --sarif FILE          also write the findings as SARIF 2.1.0, for code scanning
  --junit FILE          also write them as JUnit XML, for a CI
  --manifests DIR       also write every Kubernetes object as YAML, secrets redacted
  --today YYYY-MM-DD    read acceptances as of this day (default today)
  --no-color            plain text; so do NO_COLOR and a pipe
  --quiet               no progress on standard error
  --help                show this

Exit status: 0 pass, 1 a mandatory rule is broken, 2 the configuration or the command is wrong, 3 with --against: data
would be lost, because what holds it would be replaced or deleted or nobody can tell. The first of 2, 1, 3 that holds.
`;

interface Arguments {
  readonly stack: string;
  readonly projectDir: string;
  readonly json: boolean;
  readonly html: string | undefined;
  readonly against: string | undefined;
  readonly manifests: string | undefined;
  readonly sarif: string | undefined;
  readonly junit: string | undefined;
  readonly today: string | undefined;
  readonly color: boolean;
  readonly quiet: boolean;
  readonly help: boolean;
}

/** @throws TypeError in words for the user */
function readArguments(argv: readonly string[]): Arguments {
  // The only option whose value may be left out, which parseArgs does not know.
  const args = argv.map((argument) => (argument === "--html" ? "--html=" : argument));
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      html: { type: "string" },
      cwd: { type: "string", default: kitDir },
      against: { type: "string" },
      manifests: { type: "string" },
      sarif: { type: "string" },
      junit: { type: "string" },
      today: { type: "string" },
      "no-color": { type: "boolean", default: false },
      quiet: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [stack = defaultStack, ...rest] = positionals;
  if (rest.length > 0) {
    throw new TypeError(`one stack at a time: ${positionals.join(", ")}`);
  }
  if (!/^[A-Za-z0-9._-]+$/.test(stack)) {
    throw new TypeError(`${JSON.stringify(stack)} is not the name of a stack`);
  }
  if (values.today !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(values.today)) {
    throw new TypeError(`--today ${values.today} is not a day such as 2026-11-30`);
  }
  return {
    stack,
    projectDir: resolve(values.cwd),
    json: values.json,
    html: values.html === "" ? `plan-${stack}.html` : values.html,
    against: values.against,
    manifests: values.manifests,
    sarif: values.sarif,
    junit: values.junit,
    today: values.today,
    color: process.stdout.isTTY === true && !values["no-color"] && !process.env.NO_COLOR,
    quiet: values.quiet,
    help: values.help,
  };
}

async function work(args: Arguments): Promise<number> {
  // What the plan could not be written to is said at once, not after it.
  if (args.manifests !== undefined) refuseForeign(args.manifests);
  const interactive = process.stderr.isTTY === true;
  const progress = createProgress(process.stderr, { color: interactive && args.color, interactive, quiet: args.quiet });
  try {
    const plan = await planWith(args, progress);
    progress.end();
    write(plan, args);
    return exitStatusOf(plan);
  } finally {
    progress.end();
  }
}

async function planWith({ stack, today, projectDir, against }: Arguments, progress: Progress): Promise<Plan> {
  await buildPacks({ onlyIfStale: true });
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort(new Error("interrupted; nothing was written")));
  process.once("SIGTERM", () => interrupt.abort(new Error("interrupted; nothing was written")));
  return makePlan({
    projectDir,
    stack,
    progress,
    onWarning: (message) => process.stderr.write(`warning: ${message}\n`),
    signal: interrupt.signal,
    ...(today === undefined ? {} : { today }),
    ...(against === undefined ? {} : { against }),
  });
}

function write(plan: Plan, args: Arguments): void {
  // Folders and files first: when one can not be written, nothing has been printed that looks like a success.
  if (args.manifests !== undefined && plan.verdict !== "invalid") {
    writeManifests(args.manifests, manifestsOf(plan.resources));
  }
  if (args.html !== undefined) {
    writeFileSync(args.html, renderHtml(plan));
  }
  writeMachineReports(reportOfPlan(plan), args);
  const width = process.stdout.columns ?? 110;
  process.stdout.write(
    args.json ? renderJson(plan) : renderTerminal(plan, { color: args.color, width, unicode: speaksUnicode() }),
  );
  if (args.html !== undefined && !args.quiet) {
    process.stderr.write(`report: ${resolve(args.html)}\n`);
  }
}

function speaksUnicode(): boolean {
  const locale = process.env.LC_ALL || process.env.LC_CTYPE || process.env.LANG;
  return locale === undefined ? process.stdout.isTTY !== true || process.platform !== "win32" : /utf-?8/i.test(locale);
}

function failure(error: unknown): string {
  if (error instanceof PackError) {
    return `${error.message}\nno plan without its policy packs; npm ci builds them anew`;
  }
  return process.env.DEBUG && error instanceof Error ? (error.stack ?? error.message) : sentence(error);
}

await runVerb({
  help,
  read: () => readArguments(process.argv.slice(2)),
  work,
  failed: (error) => ({ words: failure(error), status: 2 }),
});
