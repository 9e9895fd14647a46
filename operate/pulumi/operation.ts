import { diagnose, renderDiagnoses } from "../diagnosis/diagnose.ts";
import { EventLog } from "../diagnosis/event-log.ts";
import type { StackContext } from "../stack-context.ts";
import { pendingSentence } from "../state/pending.ts";
import { exportOf, parseState } from "../state/read-state.ts";
import { askPulumi } from "./ask.ts";
import { situationOf } from "./explain.ts";
import type { Operation } from "./extra-arguments.ts";
import { runPulumi } from "./run.ts";

export interface OperationRun {
  readonly operation: Operation | "policy analyze";
  readonly context: StackContext;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly say: (text: string) => void;
}

/**
 * Runs one operation of the CLI with its own display, says meanwhile what it has been waiting for too long, and
 * afterwards why it failed, as far as that is known. Answers with the exit status.
 */
export async function runOperation({ operation, context, args, env = {}, say }: OperationRun): Promise<number> {
  const { projectDir: cwd, stack } = context;
  const command = [...operation.split(" "), "-s", stack];
  if (operation === "policy analyze") {
    const { status } = await runPulumi([...command, ...args], { cwd, env, say });
    return numeric(status);
  }
  const log = new EventLog(say);
  try {
    const { forCli } = log;
    const options = { cwd, env: { ...env, ...forCli.env }, say };
    const { status, lastWords, interrupted } = await runPulumi([...command, ...forCli.args, ...args], options);
    if (status === 0) return 0;
    say(renderDiagnoses(diagnose([...log.errors(), lastWords], situationOf(stack))));
    if (operation !== "preview") say(await whatIsLeft(operation, context, interrupted));
    return numeric(status);
  } finally {
    log.close();
  }
}

/** How to go on after a run that did not come to its end. */
async function whatIsLeft(
  operation: Operation,
  { projectDir, stack }: StackContext,
  interrupted: boolean,
): Promise<string> {
  const { status, stdout } = await askPulumi(exportOf(stack), { cwd: projectDir });
  // The reason was said above: whatever keeps the state from being read has stopped the run too.
  if (status !== 0) return "";
  const { pending } = parseState(stdout, stack);
  const again = `npm run ${operation} -- ${stack}`;
  if (pending.length > 0) {
    return `${pendingSentence(pending)}\n  next: npm run refresh -- ${stack} on a terminal, which asks about each; then ${again}\n`;
  }
  return interrupted ? `stopped; the state is saved and whole\n  next: ${again} goes on where it stopped\n` : "";
}

/** A CLI that a signal has ended has failed. */
function numeric(status: number | string): number {
  return typeof status === "number" ? status : 1;
}
