import { execFile, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { z } from "zod";
import { updatePrivateFile } from "../components/beta9/sdk-config/private-file.ts";
import { withServer } from "./kubernetes/kubeconfig.ts";
import { type TunnelPlan, tunnelPlan } from "./oci/tunnel-plan.ts";
import { readStackOutputs } from "./outputs.ts";
import { Refusal, systemCode } from "./refusal.ts";
import type { StackContext } from "./stack-context.ts";
import { readState } from "./state/read-state.ts";

export interface TunnelOptions {
  readonly localPort: number;
  /** Public key whose private half ssh uses. */
  readonly sshPublicKey: string;
  /** Where the kubeconfig for the tunnel is written. */
  readonly kubeconfig: string;
  /** Say what would be done, open nothing. */
  readonly print: boolean;
}

const session = z.object({ data: z.object({ resources: z.array(z.object({ identifier: z.string() })) }) });

/** Milliseconds to wait for another writer of the kubeconfig. */
const lockWaitMs = 5_000;

/**
 * Opens the way to a private API endpoint through the bastion, and writes a kubeconfig that uses it. Ends when the
 * session does, or with Ctrl-C. Answers with the exit status.
 * @throws Refusal when there is no bastion, no such key or no oci
 */
export async function openTunnel(
  context: StackContext,
  options: TunnelOptions,
  say: (text: string) => void,
): Promise<number> {
  const { environment, stack, projectDir } = context;
  if (environment.cloud.substrate !== "oci") {
    say(`${stack} runs on a cluster that is there already: its kubeconfig leads to it, no tunnel is needed\n`);
    return 0;
  }
  if ("apiEndpointCidrs" in environment.cloud && environment.cloud.apiEndpointCidrs.length > 0) {
    say(
      `the API endpoint of ${stack} is public for ${environment.cloud.apiEndpointCidrs.join(", ")}: from there no tunnel is needed\n`,
    );
  }
  const { resources } = await readState(context);
  const plan = tunnelPlan(resources, environment.cloud.region, options);
  await requireKey(options.sshPublicKey);
  const { kubeconfig } = await readStackOutputs(projectDir, stack);
  if (typeof kubeconfig !== "string")
    throw new Refusal(`the outputs of ${stack} have no kubeconfig`, `npm run up -- ${stack}`);
  const config = stringify(withServer(kubeconfig, `https://127.0.0.1:${options.localPort}`, plan.targetAddress));
  await updatePrivateFile(options.kubeconfig, () => config, { ownsDirectory: false, lockWaitMs });
  say(`kubeconfig: ${options.kubeconfig} (0600)\n  export KUBECONFIG=${options.kubeconfig}\n`);
  if (options.print) {
    say(`${commandLine("oci", plan.createSession)}\n${commandLine("ssh", plan.ssh("SESSION_OCID"))}\n`);
    return 0;
  }
  return connect(plan, say);
}

async function connect(plan: TunnelPlan, say: (text: string) => void): Promise<number> {
  say("asking for a session of the bastion, which takes a minute\n");
  const ocid = await createSession(plan);
  say(
    `tunnel open on 127.0.0.1:${plan.localPort}, for ${plan.sessionSeconds / 3600} hours at most; Ctrl-C closes it\n`,
  );
  return new Promise((ended, fail) => {
    const ssh = spawn("ssh", [...plan.ssh(ocid)], { stdio: "inherit" });
    const pass = (signal: NodeJS.Signals) => ssh.kill(signal);
    process.on("SIGTERM", pass);
    // The terminal sends it to ssh too.
    process.on("SIGINT", () => {});
    ssh.once("error", (error) =>
      fail(systemCode(error) === "ENOENT" ? new Refusal("there is no ssh on PATH", "install OpenSSH's client") : error),
    );
    ssh.once("close", (code) => ended(code ?? 0));
  });
}

async function createSession(plan: TunnelPlan): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("oci", [...plan.createSession]);
    return session.parse(JSON.parse(stdout)).data.resources[0]?.identifier ?? "";
  } catch (error) {
    if (systemCode(error) === "ENOENT")
      throw new Refusal(
        "there is no oci on PATH to ask for a session",
        `install it, or run these where it is:\n${commandLine("oci", plan.createSession)}\n${commandLine("ssh", plan.ssh("SESSION_OCID"))}`,
      );
    const words = error instanceof Error && "stderr" in error ? String(error.stderr).trim().split("\n").at(-1) : "";
    throw new Refusal(
      `OCI gives no session of the bastion: ${words}`,
      "look whether this machine's address is in cloud.bastionCidrs",
    );
  }
}

async function requireKey(path: string): Promise<void> {
  try {
    const text = await readFile(path, "utf8");
    if (!text.includes("PRIVATE KEY")) return;
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    throw new Refusal(`there is no ${path}`, "ssh-keygen -t rsa -b 4096, or name another one with --ssh-public-key");
  }
  throw new Refusal(`${path} is a private key, which goes to nobody`, "name its public half, FILE.pub");
}

/** A command as a POSIX shell takes it. */
function commandLine(program: string, args: readonly string[]): string {
  return [program, ...args]
    .map((word) => (/^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(" ");
}
