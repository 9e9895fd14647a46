import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { checkRepository, repositoryStack } from "../check/check-repository.ts";
import type { CheckResult } from "../check/check-result.ts";
import { checkState } from "../check/check-state.ts";
import { type JudgedBy, judgedBy } from "../check/environment-of.ts";
import { renderCheck, renderCheckJson, reportOfCheck } from "../check/render-check.ts";
import { findFiles } from "../check/repository/find-files.ts";
import { readExport } from "../plan/against/read-export.ts";
import { readProject } from "../plan/engine/project.ts";
import { writeMachineReports } from "../plan/report/write-machine-reports.ts";
import { dayOf, isDay } from "../policies/engine/days.ts";
import { runVerb, sentence } from "./verb/run-verb.ts";

const kitDir = dirname(dirname(fileURLToPath(import.meta.url)));

const help = `npm run check -- --state FILE [options]     judge what a stack really has: the file of pulumi stack export
npm run check -- --repo DIR [options]       judge a repository: Pulumi's files, lock files, Dockerfiles, CI files

  --stack NAME          whose promise it is held to (default with --state the file's own stack)
  --cwd DIR             project with Pulumi.NAME.yaml and policies/waivers.yaml (default this kit; with --repo DIR)
  --json                write the result as one JSON document (with npm run --silent)
  --sarif FILE          also write SARIF 2.1.0, for code scanning
  --junit FILE          also write JUnit XML, for a CI
  --today YYYY-MM-DD    read end dates as of this day (default today)
  --no-color            plain text; so do NO_COLOR and a pipe
  --help                show this

Without a stack file the strictest profile holds. Exit status: 0 pass, 1 a mandatory rule is broken or something could not be
judged, 2 the input or the command is wrong.
`;

interface Arguments {
  readonly state: string | undefined;
  readonly repo: string | undefined;
  readonly stack: string | undefined;
  readonly projectDir: string;
  readonly json: boolean;
  readonly sarif: string | undefined;
  readonly junit: string | undefined;
  readonly today: string;
  readonly color: boolean;
  readonly help: boolean;
}

/** @throws TypeError in words for the user */
function readArguments(argv: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      state: { type: "string" },
      repo: { type: "string" },
      stack: { type: "string" },
      cwd: { type: "string" },
      json: { type: "boolean", default: false },
      sarif: { type: "string" },
      junit: { type: "string" },
      today: { type: "string" },
      "no-color": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { state, repo, stack, cwd, json, sarif, junit, today, help } = values;
  if (!help && (state === undefined) === (repo === undefined))
    throw new TypeError("one of --state FILE and --repo DIR");
  if (stack !== undefined && !/^[A-Za-z0-9._-]+$/.test(stack)) {
    throw new TypeError(`${JSON.stringify(stack)} is not the name of a stack`);
  }
  if (today !== undefined && !isDay(today)) throw new TypeError(`--today ${today} is not a day such as 2026-11-30`);
  return {
    state,
    repo,
    stack,
    projectDir: resolve(cwd ?? repo ?? kitDir),
    json,
    sarif,
    junit,
    today: today ?? dayOf(new Date()),
    color: process.stdout.isTTY === true && !values["no-color"] && !process.env.NO_COLOR,
    help,
  };
}

async function work(args: Arguments): Promise<number> {
  const result = args.state === undefined ? repositoryResult(args.repo ?? ".", args) : stateResult(args.state, args);
  writeMachineReports(reportOfCheck(result), args);
  const options = { color: args.color, width: process.stdout.columns ?? 110, unicode: true };
  process.stdout.write(args.json ? renderCheckJson(result) : renderCheck(result, options));
  return result.verdict === "pass" ? 0 : 1;
}

function stateResult(path: string, { stack, projectDir, today }: Arguments): CheckResult {
  const state = readExport(path);
  if (state.resources.length === 0) {
    throw new Error(`${path} holds no resource, so there is nothing to judge; export the stack that you mean`);
  }
  const owner = { project: state.project, stack: state.stack };
  const by = promised(
    judgedBy(projectDir, { name: stack ?? state.stack, required: stack !== undefined }, owner, today),
    stack ?? state.stack,
  );
  return checkState(state, by.settings, by.waivers);
}

function repositoryResult(repo: string, { stack, projectDir, today }: Arguments): CheckResult {
  const root = resolve(repo);
  if (!existsSync(root) || !statSync(root).isDirectory()) throw new Error(`${root} is not a folder`);
  const { files, unread } = findFiles(root);
  if (files.length === 0 && unread.length === 0) {
    throw new Error(`${root} holds no file that is judged: no Pulumi, lock, Docker or CI file`);
  }
  const project = existsSync(join(root, "Pulumi.yaml")) ? readProject(root).name : basename(root).replaceAll(":", "-");
  const promise = stack === undefined ? undefined : { name: stack, required: true };
  const by = promised(judgedBy(projectDir, promise, { project, stack: repositoryStack }, today), stack);
  return checkRepository({ project, files, unread }, by.settings, by.waivers);
}

function promised(by: JudgedBy, stack: string | undefined): JudgedBy {
  if (!by.promised) {
    const why = stack === undefined ? "no --stack is named" : `there is no Pulumi.${stack}.yaml`;
    process.stderr.write(`${why}: judged by the strictest profile, ${by.settings.profile.name}\n`);
  }
  return by;
}

await runVerb({
  help,
  read: () => readArguments(process.argv.slice(2)),
  work,
  failed: (error) => ({ words: sentence(error), status: 2 }),
});
