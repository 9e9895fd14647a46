import { createHash } from "node:crypto";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Judged } from "../evidence/build-evidence.ts";
import { type Bearer, judgedState, promiseOf } from "../evidence/judged-state.ts";
import { resourcesOfPlan } from "../evidence/resources-of-plan.ts";
import { writeEvidence } from "../evidence/write-evidence.ts";
import { readExport } from "../plan/against/read-export.ts";
import { readProject } from "../plan/engine/project.ts";
import { makePlan } from "../plan/make-plan.ts";
import { renderJson } from "../plan/report/json.ts";
import { renderInvalid } from "../plan/report/terminal.ts";
import { counted } from "../plan/report/text.ts";
import { dayOf, isDay } from "../policies/engine/days.ts";
import { buildPacks } from "./build-packs.mjs";
import { runVerb, sentence } from "./verb/run-verb.ts";

const kitDir = dirname(dirname(fileURLToPath(import.meta.url)));

const help = `npm run evidence -- STACK [options]                    registers for an auditor, from the plan of a stack
npm run evidence -- STACK --from state FILE [options]  from what it really has: the file of pulumi stack export

  --from plan|state     what is judged (default plan)
  --out DIR             folder to write to (default evidence-STACK)
  --cwd DIR             project of the stack (default this kit)
  --today YYYY-MM-DD    read end dates as of this day (default today)
  --help                show this

Writes sub-processors, transfers, a draft of the record of processing, the control statement, acceptances, waivers and what is
not known: as evidence.json, one CSV each and evidence.html, bound to the SHA-256 of what was judged.
Exit status: 0 written, 1 written and a mandatory rule is broken, 2 nothing was written.
`;

interface Arguments {
  readonly stack: string;
  /** File of the state; `undefined` for the plan. */
  readonly state: string | undefined;
  readonly out: string;
  readonly projectDir: string;
  readonly today: string;
  readonly help: boolean;
}

/** @throws TypeError in words for the user */
function readArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      from: { type: "string", default: "plan" },
      out: { type: "string" },
      cwd: { type: "string", default: kitDir },
      today: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const { from, out, cwd, today, help } = values;
  const [stack = "", file, ...rest] = positionals;
  if (!help) {
    if (!/^[A-Za-z0-9._-]+$/.test(stack)) throw new TypeError("name one stack, such as prod-fra");
    if (from !== "plan" && from !== "state") throw new TypeError(`--from ${from} is neither plan nor state`);
    if ((from === "state") !== (file !== undefined) || rest.length > 0) {
      throw new TypeError("--from state takes one file, --from plan none");
    }
    if (today !== undefined && !isDay(today)) throw new TypeError(`--today ${today} is not a day such as 2026-11-30`);
  }
  return {
    stack,
    state: file,
    out: resolve(out ?? `evidence-${stack}`),
    projectDir: resolve(cwd),
    today: today ?? dayOf(new Date()),
    help,
  };
}

async function work(args: Arguments): Promise<number> {
  const judged = args.state === undefined ? await fromPlan(args) : fromState(args.state, args);
  if (judged === undefined) return 2;
  const { evidence, files } = writeEvidence(judged, args.out);
  const { kind, sha256 } = evidence.subject;
  process.stdout.write(`${counted(files, "file")} in ${args.out}, of the ${kind} ${sha256}\n`);
  return evidence.verdict === "pass" ? 0 : 1;
}

/** `undefined` when the stack can not be planned; its mistakes have been printed then. */
async function fromPlan({ stack, projectDir, today }: Arguments): Promise<Judged | undefined> {
  await buildPacks({ onlyIfStale: true });
  const plan = await makePlan({ stack, projectDir, today });
  if (plan.verdict === "invalid") {
    process.stderr.write(renderInvalid(plan));
    return undefined;
  }
  const sha256 = createHash("sha256")
    .update(renderJson({ ...plan, times: {} }))
    .digest("hex");
  return {
    ...promiseOf(bearerOf({ stack, projectDir, today })),
    subject: { kind: "plan", stack, sha256 },
    resources: resourcesOfPlan(plan),
    findings: plan.findings,
    open: [...plan.assumed, ...plan.unknown],
    residency: plan.residency,
  };
}

function fromState(path: string, args: Arguments): Judged {
  const bearer = bearerOf(args);
  const state = readExport(path, bearer);
  if (state.resources.length === 0) throw new Error(`${path} holds no resource, so there is nothing to write of`);
  return judgedState(state, bearer);
}

function bearerOf({ stack, projectDir, today }: Pick<Arguments, "stack" | "projectDir" | "today">): Bearer {
  return { projectDir, project: readProject(projectDir).name, stack, today };
}

await runVerb({
  help,
  read: () => readArguments(process.argv.slice(2)),
  work,
  failed: (error) => ({ words: sentence(error), status: 2 }),
});
