import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { requireTlsPort } from "../../components/beta9/sdk-config/connection.ts";
import { SdkConfigRefusal } from "../../components/beta9/sdk-config/refusal.ts";
import { type OutputValues, parseOutputs, problemsIn, readStackOutputs } from "../../operate/outputs.ts";
import { Refusal } from "../../operate/refusal.ts";
import { type Outputs, outputsSchema } from "../../stacks/outputs.ts";

/** Without a token there is no context, but an environment without one is still a valid environment. */
const contract = outputsSchema.extend({ sdk: outputsSchema.shape.sdk.extend({ token: z.string().optional() }) });

/** The outputs of a stack; `sdk.token` may be missing, which its readers say in their own words. */
export type ReadOutputs = Omit<Outputs, "sdk"> & {
  readonly sdk: Omit<Outputs["sdk"], "token"> & { token?: string | undefined };
};

/** Where outputs come from: a stack to ask for, a file that holds them, or both when they must agree. */
export interface OutputsSource {
  readonly stack: string | undefined;
  /** Path of a file; `-` is standard input. */
  readonly outputs: string | undefined;
}

/**
 * Which outputs a command line means.
 * @param positionals the command's arguments that are no options
 * @throws TypeError in words for the user
 */
export function outputsSource(positionals: readonly string[], outputs: string | undefined): OutputsSource {
  const [stack, ...rest] = positionals;
  if (rest.length > 0) throw new TypeError(`one stack at a time: ${positionals.join(", ")}`);
  if (stack === undefined && outputs === undefined) {
    throw new TypeError("which stack? name one, or give its saved outputs with --outputs FILE");
  }
  if (stack !== undefined && !/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+){0,2}$/.test(stack)) {
    throw new TypeError(`${JSON.stringify(stack)} is not the name of a stack`);
  }
  return { stack, outputs };
}

/**
 * The outputs of a stack, after they have passed the contract.
 * @param warn hears of a file that others can read
 * @throws Refusal, or SdkConfigRefusal, that names paths and expectations, never a value: any of them may be secret
 */
export async function readOutputs(
  { stack, outputs }: OutputsSource,
  projectDir: string,
  warn: (message: string) => void,
): Promise<ReadOutputs> {
  const where = outputs === undefined ? `the outputs of ${stack}` : `the outputs in ${outputs}`;
  // `outputsSource` has seen one of the two.
  const values =
    outputs === undefined ? await askPulumi(projectDir, stack ?? "") : parseOutputs(readSaved(outputs, warn), where);
  const read = checked(values, where);
  const named = stack?.split("/").at(-1);
  if (outputs !== undefined && named !== undefined && named !== read.sdk.context) {
    throw new Error(`${where} are those of ${read.sdk.context}, not of ${named}\nname that stack, or none`);
  }
  return read;
}

/** What the CLI answers; where it can not, a machine where it can may save the outputs. */
async function askPulumi(projectDir: string, stack: string): Promise<OutputValues> {
  try {
    return await readStackOutputs(projectDir, stack);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const save = `pulumi stack output -s ${stack} --json --show-secrets > FILE`;
    throw new Refusal(
      error.what,
      `${error.next}; or save them where pulumi works, ${save}, and give them with --outputs FILE`,
    );
  }
}

const statedPort = z.object({ sdk: z.object({ gatewayPort: z.number() }) });

/** Saved outputs; `-` is standard input. `warn` hears of a file that others can read. */
function readSaved(file: string, warn: (message: string) => void): string {
  if (file === "-") return readFileSync(process.stdin.fd, "utf8");
  if ((statSync(file).mode & 0o077) !== 0) {
    warn(`${file} holds the environment's secrets and others on this machine can read it: chmod 600 ${file}`);
  }
  return readFileSync(file, "utf8");
}

function checked(values: OutputValues, where: string): ReadOutputs {
  if (Object.keys(values).length === 0) {
    throw new SdkConfigRefusal(`${where} are empty`, "run pulumi up first; outputs appear when it has ended");
  }
  // The contract refuses another port too, but does not say that it gives the token away.
  const stated = statedPort.safeParse(values);
  if (stated.success) requireTlsPort(stated.data.sdk.gatewayPort);
  const parsed = contract.safeParse(values);
  if (parsed.success) return parsed.data;
  const problems = problemsIn(parsed.error).map((problem) => `\n  ${problem}`);
  throw new SdkConfigRefusal(
    `${where} do not fit the contract of this kit's version:${problems.join("")}`,
    "check out the version that deployed the environment, or run pulumi up with this one",
  );
}
