import { counted } from "../plan/report/text.ts";
import { findOrphans } from "./orphans.ts";
import { vetExtraArguments } from "./pulumi/extra-arguments.ts";
import { passGate } from "./pulumi/gate.ts";
import { runOperation } from "./pulumi/operation.ts";
import { Refusal } from "./refusal.ts";
import type { StackContext } from "./stack-context.ts";
import { destroyStages, type Stage } from "./state/destroy-stages.ts";
import { lossesOf } from "./state/losses.ts";
import { readState } from "./state/read-state.ts";

export interface DestroyOptions {
  /** Also what holds data and is protected. */
  readonly deleteData: boolean;
  /** Name of the stack, given instead of being typed. */
  readonly confirmed: string | undefined;
  /** The cluster is known to be gone: what was in it is struck from the state without asking it. */
  readonly clusterGone: boolean;
  /** Asks a person; `undefined` when there is none. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  readonly extra: readonly string[];
  /** Aborted when the person wants an end. */
  readonly signal: AbortSignal;
}

/**
 * Destroys an environment stage by stage and says what is left behind. What was destroyed stays so when a stage fails:
 * the next run begins with what the state still has. Answers with the exit status.
 * @throws Refusal when it can not or must not be done
 */
export async function destroy(
  context: StackContext,
  options: DestroyOptions,
  say: (text: string) => void,
): Promise<number> {
  const extra = vetExtraArguments("destroy", options.extra);
  await passGate(context);
  const { resources } = await readState(context);
  if (resources.length === 0) {
    say(`${context.stack} has no resources\n  next: pulumi stack rm ${context.stack} forgets the stack itself\n`);
    return 0;
  }
  const stages = destroyStages(resources);
  say(announcement(context.stack, stages));
  sayLosses(resources, options, context.stack, say);
  await confirm(context.stack, options);
  options.signal.throwIfAborted();

  const env: Record<string, string> = options.clusterGone ? { PULUMI_K8S_DELETE_UNREACHABLE: "true" } : {};
  const flags = ["--yes", "--skip-preview", ...(options.deleteData ? ["--ignore-protect"] : []), ...extra];
  let status = 0;
  for (const [index, stage] of stages.entries()) {
    // A stage may come to its end although somebody has asked for another.
    if (options.signal.aborted) {
      say(`\nstopped before stage ${index + 1}; npm run destroy -- ${context.stack} goes on with what is left\n`);
      return 1;
    }
    say(`\nstage ${index + 1} of ${stages.length}: ${stage.name}\n`);
    const targets = index === stages.length - 1 ? [] : stage.urns.flatMap((urn) => ["--target", urn]);
    status = await runOperation({ operation: "destroy", context, args: [...flags, ...targets], env, say });
    if (status !== 0) {
      say(
        `stage ${index + 1} has not come to its end; npm run destroy -- ${context.stack} goes on with what is left\n`,
      );
      break;
    }
  }
  // What is left behind mostly shows in the last stage: a network that something unknown still uses.
  const after = await readState(context);
  if (status === 0 || after.resources.every(({ urn }) => stages.at(-1)?.urns.includes(urn))) {
    say(await findOrphans(context, resources, after.resources));
  }
  if (status === 0)
    say(`${context.stack} is destroyed\n  next: pulumi stack rm ${context.stack} forgets the stack itself\n`);
  return status;
}

function announcement(stack: string, stages: readonly Stage[]): string {
  const lines = stages.map(({ name, why, urns }, index) => `  ${index + 1}. ${name} (${urns.length}): ${why}\n`);
  return `destroying ${stack} in ${counted(stages.length, "stage")}\n${lines.join("")}`;
}

/** @throws Refusal when data would be lost and nobody has said that it may be */
function sayLosses(
  resources: Parameters<typeof lossesOf>[0],
  { deleteData }: DestroyOptions,
  stack: string,
  say: (text: string) => void,
): void {
  const losses = lossesOf(resources);
  if (losses.length === 0) return;
  const lines = losses.map(({ name, type, lost }) => `    ${name} (${type.split(":").at(-1)}): ${lost}\n`);
  if (deleteData) {
    say(`lost for ever:\n${lines.join("")}`);
    return;
  }
  throw new Refusal(
    `${stack} holds what nobody can bring back:\n${lines.join("").trimEnd()}`,
    `save what you need, then npm run destroy -- ${stack} --delete-data`,
  );
}

/** @throws Refusal when the name is not the stack's */
async function confirm(stack: string, { confirmed, ask }: DestroyOptions): Promise<void> {
  const given = confirmed ?? (await ask?.(`type ${stack} to go on: `));
  if (given?.trim() === stack) return;
  throw new Refusal(
    given === undefined
      ? "there is no terminal to ask on"
      : `${JSON.stringify(given.trim())} is not ${stack}; nothing was destroyed`,
    `npm run destroy -- ${stack} --yes ${stack} goes on without asking`,
  );
}
