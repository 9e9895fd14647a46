import { makePlan } from "../plan/make-plan.ts";
import type { Plan } from "../plan/model.ts";
import { exitStatusOf } from "../plan/report/exit-status.ts";
import type { Progress } from "../plan/report/progress.ts";
import { blockingLines, type Line, runChecks } from "./doctor/check.ts";
import { checksBeforeUp, renderLines } from "./doctor/doctor.ts";
import { evidenceAfterUp } from "./evidence-after-up.ts";
import { hintsAfterUp } from "./hints.ts";
import { type OutputValues, outputProblems, readStackOutputs } from "./outputs.ts";
import { type Operation, vetExtraArguments } from "./pulumi/extra-arguments.ts";
import { passGate } from "./pulumi/gate.ts";
import { runOperation } from "./pulumi/operation.ts";
import { withPackArguments } from "./pulumi/packs.ts";
import { Refusal } from "./refusal.ts";
import type { StackContext } from "./stack-context.ts";

/** How a verb talks to the person who typed it. */
export interface Talk {
  /** To standard error. */
  readonly say: (text: string) => void;
  /** To standard output. */
  readonly print: (text: string) => void;
  readonly progress: Progress;
  readonly renderPlan: (plan: Plan) => string;
  /** Aborted when the person wants an end. Once pulumi runs, pulumi hears of it itself. */
  readonly signal: AbortSignal;
}

/** Milliseconds for one check before `npm run up`. */
const checkMillis = 15_000;

/**
 * Runs one operation of the stock CLI between the kit's checks. Answers with the exit status: that of the CLI, or 1
 * when something forbids the run, 2 when the configuration is wrong.
 * @throws Refusal when it can not be run
 */
export async function deploy(
  operation: Exclude<Operation, "destroy">,
  context: StackContext,
  extra: readonly string[],
  talk: Talk,
): Promise<number> {
  const passedOn = vetExtraArguments(operation, extra);
  for (const remark of await passGate(context)) talk.say(`worth knowing: ${remark}\n`);
  talk.signal.throwIfAborted();
  if (operation === "refresh") return refresh(context, passedOn, talk);
  const stopped = await preflight(operation, context, talk);
  if (stopped !== undefined) return stopped;
  const status = await withPackArguments(context, talk.signal, (packs) =>
    runOperation({ operation, context, args: [...packs, ...passedOn], say: talk.say }),
  );
  if (operation === "up" && status === 0) await afterUp(context, talk);
  return status;
}

/** The plan and, before anything is made, the checks of this machine. Answers with the exit status that ends the verb. */
async function preflight(operation: "up" | "preview", context: StackContext, talk: Talk): Promise<number | undefined> {
  const { projectDir, stack } = context;
  const plan = await makePlan({
    projectDir,
    stack,
    progress: talk.progress,
    onWarning: (message) => talk.say(`warning: ${message}\n`),
    signal: talk.signal,
  });
  talk.progress.end();
  talk.signal.throwIfAborted();
  if (plan.verdict !== "pass") {
    talk.print(talk.renderPlan(plan));
    talk.say("pulumi was not started\n");
    return exitStatusOf(plan);
  }
  if (operation === "preview") return undefined;
  talk.progress.begin("looking at this machine and the cloud");
  const lines = await runChecks(checksBeforeUp(context), checkMillis);
  talk.progress.end();
  talk.signal.throwIfAborted();
  return saidWhatBlocks(lines, talk);
}

function saidWhatBlocks(lines: readonly Line[], talk: Talk): number | undefined {
  for (const { id, status, what, next } of lines) {
    if (id === "state.stack" && status === "unknown") talk.say(`warning: ${what}\n  next: ${next}\n`);
  }
  const blocking = blockingLines(lines);
  if (blocking.length === 0) return undefined;
  talk.say(renderLines(blocking));
  talk.say("pulumi was not started\n");
  return 1;
}

/** What is in the cloud may have changed in any way, so the packs judge the state that came of it. */
async function refresh(context: StackContext, extra: readonly string[], talk: Talk): Promise<number> {
  const status = await runOperation({ operation: "refresh", context, args: extra, say: talk.say });
  if (status !== 0 || extra.includes("--preview-only")) return status;
  if (talk.signal.aborted) {
    talk.say(`the state is refreshed; no pack was asked about it\n  next: npm run refresh -- ${context.stack}\n`);
    return 1;
  }
  talk.say("asking the policy packs about the state as it is now\n");
  return withPackArguments(context, talk.signal, (packs) =>
    runOperation({ operation: "policy analyze", context, args: packs, say: talk.say }),
  );
}

/** @throws Refusal when there is no evidence, or the outputs are not what everybody who reads them expects */
async function afterUp(context: StackContext, talk: Talk): Promise<void> {
  const { projectDir, stack } = context;
  talk.say(await evidenceAfterUp(context, new Date()));
  let outputs: OutputValues;
  try {
    outputs = await readStackOutputs(projectDir, stack);
  } catch (error) {
    // A passphrase that was typed for pulumi is known to pulumi alone; the environment is up all the same.
    if (!(error instanceof Refusal)) throw error;
    talk.say(`${stack} is up; whether its outputs keep the contract is unknown: ${error.message}\n`);
    return;
  }
  const problems = outputProblems(outputs);
  if (problems.length > 0) {
    throw new Refusal(
      `${stack} is up, but its outputs break the contract:${problems.map((problem) => `\n    ${problem}`).join("")}`,
      "check out the version of the kit that belongs to the stack, or mend the program",
    );
  }
  talk.say(hintsAfterUp(stack, outputs));
}
