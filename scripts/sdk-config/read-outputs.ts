import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { requireTlsPort, type SdkOutputs } from "../../components/beta9/sdk-config/connection.ts";
import { SdkConfigRefusal } from "../../components/beta9/sdk-config/refusal.ts";
import { outputsSchema } from "../../stacks/outputs.ts";

/** Bytes; outputs hold at most a kubeconfig and a few hundred lines. */
const maxBytes = 16 * 1024 * 1024;

/** Without a token there is no context, but an environment without one is still a valid environment. */
const contract = outputsSchema.extend({ sdk: outputsSchema.shape.sdk.extend({ token: z.string().optional() }) });

const statedPort = z.object({ sdk: z.object({ gatewayPort: z.number() }) });

/**
 * `pulumi stack output` of a stack, secrets included, as text. The secrets pass through a pipe; words of the CLI, and its
 * question for a passphrase, go to the terminal.
 */
export function askPulumi(stack: string, projectDir: string): string {
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
export function readSaved(file: string, warn: (message: string) => void): string {
  if (file === "-") return readFileSync(process.stdin.fd, "utf8");
  if ((statSync(file).mode & 0o077) !== 0) {
    warn(`${file} holds the environment's secrets and others on this machine can read it: chmod 600 ${file}`);
  }
  return readFileSync(file, "utf8");
}

/**
 * The part of the outputs that the SDK needs, after all of them have passed the contract.
 * @param where what the text is, for the refusal
 * @throws SdkConfigRefusal that names paths and expectations, never a value: any of them may be secret
 */
export function sdkOutputsIn(text: string, where: string): SdkOutputs {
  const document = parseJson(text, where);
  if (typeof document === "object" && document !== null && Object.keys(document).length === 0) {
    throw new SdkConfigRefusal(`${where} are empty`, "run pulumi up first; outputs appear when it has ended");
  }
  // The contract refuses another port too, but does not say that it gives the token away.
  const stated = statedPort.safeParse(document);
  if (stated.success) requireTlsPort(stated.data.sdk.gatewayPort);
  const checked = contract.safeParse(document);
  if (checked.success) return checked.data.sdk;
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
