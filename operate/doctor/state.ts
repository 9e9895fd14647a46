import type { ServiceVerdict } from "../pulumi/backend-verdict.ts";
import { backendVerdict } from "../pulumi/gate.ts";
import { judgeSecretsProvider } from "../pulumi/secrets-provider.ts";
import { Refusal } from "../refusal.ts";
import type { StackContext } from "../stack-context.ts";
import { pendingSentence } from "../state/pending.ts";
import { readState } from "../state/read-state.ts";
import type { Check, Finding } from "./check.ts";

/** Where state and keys are, whether they can be reached, and whether a run was cut off. */
export function stateChecks(context: StackContext): readonly Check[] {
  const backend = backendVerdict(context);
  return [
    { id: "state.backend", blocks: true, run: async () => findings(backend) },
    {
      id: "state.secrets",
      blocks: true,
      run: async () => findings(judgeSecretsProvider(context.secretsProvider, context.settings, process.env)),
    },
    { id: "state.passphrase", blocks: true, run: async () => passphrase(context) },
    // Asking a backend makes the CLI connect to it, so one that is outside is not asked.
    ...(backend.status === "inside" ? [{ id: "state.stack", blocks: true, run: () => stackState(context) }] : []),
  ];
}

function findings({ status, what, remarks, next }: ServiceVerdict): readonly Finding[] {
  return [
    status === "inside" ? { status: "ok", what } : { status: "failed", what, next },
    ...remarks.map((remark): Finding => ({ status: "ok", what: `worth knowing: ${remark}` })),
  ];
}

function passphrase({ secretsProvider }: StackContext): Finding {
  if (secretsProvider !== undefined && secretsProvider !== "passphrase" && secretsProvider !== "default")
    return { status: "skipped", what: "a key service holds the key" };
  const { PULUMI_CONFIG_PASSPHRASE: phrase, PULUMI_CONFIG_PASSPHRASE_FILE: file } = process.env;
  if (phrase === "")
    return {
      status: "failed",
      what: "PULUMI_CONFIG_PASSPHRASE is empty, which encrypts with nothing",
      next: "unset it and set PULUMI_CONFIG_PASSPHRASE_FILE",
    };
  if (phrase !== undefined || file) return { status: "ok", what: "a passphrase is given" };
  return {
    status: "unknown",
    what: "no passphrase is given; pulumi will ask for it on a terminal",
    next: "export PULUMI_CONFIG_PASSPHRASE_FILE=FILE; npm run init wrote it and said where",
  };
}

async function stackState(context: StackContext): Promise<Finding> {
  const { stack } = context;
  try {
    const { resources, pending } = await readState(context);
    if (pending.length === 0) return { status: "ok", what: `the state of ${stack} has ${resources.length} resources` };
    return { status: "unknown", what: pendingSentence(pending), next: `npm run refresh -- ${stack} asks the cloud` };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: "failed", what: error.what, next: error.next };
  }
}
