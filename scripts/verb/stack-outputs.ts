import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { requireTlsPort } from "../../components/beta9/sdk-config/connection.ts";
import { SdkConfigRefusal } from "../../components/beta9/sdk-config/refusal.ts";
import { type Outputs, outputsSchema } from "../../stacks/outputs.ts";

/** Bytes; outputs hold at most a kubeconfig and a few hundred lines. */
const maxBytes = 16 * 1024 * 1024;

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
 * @throws SdkConfigRefusal that names paths and expectations, never a value: any of them may be secret
 */
export function readOutputs(
  { stack, outputs }: OutputsSource,
  projectDir: string,
  warn: (message: string) => void,
): ReadOutputs {
  const where = outputs === undefined ? `the outputs of ${stack}` : `the outputs in ${outputs}`;
  // `outputsSource` has seen one of the two.
  const text = outputs === undefined ? askPulumi(stack ?? "", projectDir) : readSaved(outputs, warn);
  const read = outputsIn(text, where);
  const named = stack?.split("/").at(-1);
  if (outputs !== undefined && named !== undefined && named !== read.sdk.context) {
    throw new Error(`${where} are those of ${read.sdk.context}, not of ${named}\nname that stack, or none`);
  }
  return read;
}

const statedPort = z.object({ sdk: z.object({ gatewayPort: z.number() }) });

/**
 * `pulumi stack output` of a stack, secrets included, as text. The secrets pass through a pipe; words of the CLI, and its
 * question for a passphrase, go to the terminal.
 */
function askPulumi(stack: string, projectDir: string): string {
  const command = ["stack", "output", "-s", stack, "--json", "--show-secrets"];
  const { error, status, signal, stdout } = spawnSync("pulumi", command, {
    cwd: projectDir,
    stdio: ["inherit", "pipe", "inherit"],
    encoding: "utf8",
    maxBuffer: maxBytes,
  });
  if (error !== undefined && "code" in error && error.code === "ENOENT") {
    throw new SdkConfigRefusal(
      "there is no pulumi on PATH to ask for the outputs",
      `save them where there is one, pulumi ${command.join(" ")} > FILE, and give them with --outputs FILE`,
    );
  }
  if (error !== undefined) throw error;
  if (status !== 0) {
    throw new SdkConfigRefusal(
      `pulumi ${command.join(" ")} ended with ${signal ?? `status ${status}`}`,
      "its own words are above",
    );
  }
  return stdout;
}

/** Saved outputs; `-` is standard input. `warn` hears of a file that others can read. */
function readSaved(file: string, warn: (message: string) => void): string {
  if (file === "-") return readFileSync(process.stdin.fd, "utf8");
  if ((statSync(file).mode & 0o077) !== 0) {
    warn(`${file} holds the environment's secrets and others on this machine can read it: chmod 600 ${file}`);
  }
  return readFileSync(file, "utf8");
}

function outputsIn(text: string, where: string): ReadOutputs {
  const document = parseJson(text, where);
  if (typeof document === "object" && document !== null && Object.keys(document).length === 0) {
    throw new SdkConfigRefusal(`${where} are empty`, "run pulumi up first; outputs appear when it has ended");
  }
  // The contract refuses another port too, but does not say that it gives the token away.
  const stated = statedPort.safeParse(document);
  if (stated.success) requireTlsPort(stated.data.sdk.gatewayPort);
  const checked = contract.safeParse(document);
  if (checked.success) return checked.data;
  throw new SdkConfigRefusal(
    `${where} do not fit the contract of this kit's version:${checked.error.issues.map(sentence).join("")}`,
    "check out the version that deployed the environment, or run pulumi up with this one",
  );
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the text, which holds secrets.
    throw new SdkConfigRefusal(`${where} are not JSON`, "save them with pulumi stack output --json --show-secrets");
  }
}

function sentence({ path, message }: z.core.$ZodIssue): string {
  return `\n  ${path.join(".") || "outputs"}: ${message}`;
}
