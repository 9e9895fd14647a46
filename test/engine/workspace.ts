import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loginUrl } from "../../operate/pulumi/backend-url.ts";
import { provide } from "../../tools/toolchain/provide.ts";
import { changed } from "../plan/project.ts";
import { Clouds } from "./clouds.ts";
import { type EngineEvent, readEvents } from "./engine-events.ts";
import { writeExecutables } from "./executables.ts";
import { contextsOf, kubeconfigFor } from "./kubeconfig.ts";
import { folderVariable } from "./stand-ins/base/serve.ts";

const kitDir = fileURLToPath(new URL("../..", import.meta.url));

export interface WorkspaceOptions {
  /** Stack → text of its Pulumi.<stack>.yaml. */
  readonly stacks: Readonly<Record<string, string>>;
  /** Kubeconfig of the API server that stands for every cluster; without one, no cluster can be reached. */
  readonly kubeconfig?: string;
  /** Address at which that API server is found. @default the one in the kubeconfig */
  readonly server?: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Told the process id as soon as the CLI runs, and every whole line that it prints. */
  readonly onStart?: (pid: number) => void;
  readonly signal?: AbortSignal;
}

export interface Run {
  /** Exit status, or the signal that ended the CLI. */
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
  /** What the engine told, for operations that have an event log. */
  readonly events: readonly EngineEvent[];
}

/**
 * A project folder with a copy of the kit's program and packs, a Pulumi home and a file backend that go away together, and on
 * PATH the Pulumi CLI with stand-ins for every plug-in. Nothing in it reaches the network.
 */
export interface Workspace {
  readonly projectDir: string;
  readonly clouds: Clouds;
  /** Environment for other programs that call the CLI, such as the kit's verbs. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs the CLI in the project folder. A status other than 0 is an answer, no error. */
  pulumi(args: readonly string[], options?: RunOptions): Promise<Run>;
  /** Writes Pulumi.<stack>.yaml as it stands; `pulumi stack init` adds `encryptionsalt` to it. */
  configure(stack: string, text: string): void;
  /** Text of Pulumi.<stack>.yaml. */
  read(stack: string): string;
  close(): void;
}

/** Operations that write what the engine tells into a log. */
const logged = ["preview", "up", "refresh", "destroy"];

export async function createWorkspace({ stacks, kubeconfig, server }: WorkspaceOptions): Promise<Workspace> {
  const root = mkdtempSync(join(tmpdir(), "engine-"));
  const folder = (name: string) => {
    const path = join(root, name);
    mkdirSync(path);
    return path;
  };
  const projectDir = folder("project");
  const bin = folder("bin");
  const state = folder("state");
  const clouds = folder("clouds");
  const user = folder("user");
  // A copy of the program, so that a test may change it: modules are found where their files really are.
  for (const own of ["Pulumi.yaml", "package.json", "stacks", "components", "policies"]) {
    cpSync(join(kitDir, own), join(projectDir, own), { recursive: true });
  }
  // Half a program's time is what the SDK keeps for debuggers and dynamic providers; there are dozens of runs.
  const project = readFileSync(join(projectDir, "Pulumi.yaml"), "utf8");
  const lighter = new URL("lighter-program.mjs", import.meta.url).href;
  writeFileSync(join(projectDir, "Pulumi.yaml"), changed(project, "--import tsx", `--import ${lighter} --import tsx`));
  symlinkSync(join(kitDir, "node_modules"), join(projectDir, "node_modules"));
  const passphraseFile = join(root, "passphrase");
  writeFileSync(passphraseFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
  const cli = await provide("pulumi");
  await writeExecutables(bin);
  symlinkSync(cli, join(bin, "pulumi"));

  const env: NodeJS.ProcessEnv = {
    // Node.js, openssl and a shell besides; nothing of the user's own environment.
    PATH: [bin, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
    HOME: user,
    // Shared: tsx keeps what it compiled there.
    TMPDIR: tmpdir(),
    PULUMI_HOME: folder("pulumi"),
    PULUMI_BACKEND_URL: loginUrl(`file://${state}`),
    PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile,
    PULUMI_CREDENTIAL_STORE: "plaintext",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    PULUMI_DEBUG_COMMANDS: "true",
    // Whole seconds of copying for a state that is thrown away. A test that kills the engine turns it off.
    PULUMI_SKIP_CHECKPOINTS: "true",
    NODE_NO_WARNINGS: "1",
    [folderVariable]: clouds,
  };
  const stackFile = (stack: string) => join(projectDir, `Pulumi.${stack}.yaml`);
  const configure = (stack: string, text: string) => writeFileSync(stackFile(stack), text);
  for (const [stack, text] of Object.entries(stacks)) configure(stack, text);
  const objects = new Clouds(clouds);
  if (kubeconfig !== undefined) {
    const document = kubeconfigFor(kubeconfig, contextsOf(Object.values(stacks)), server);
    objects.setKubeconfig(document);
    mkdirSync(join(user, ".kube"));
    writeFileSync(join(user, ".kube", "config"), document, { mode: 0o600 });
  }
  let runs = 0;
  return {
    projectDir,
    clouds: objects,
    env,
    configure,
    read: (stack) => readFileSync(stackFile(stack), "utf8"),
    pulumi: async (args, options = {}) => {
      runs += 1;
      const log = logged.includes(args[0] ?? "") ? join(root, `events-${runs}.json`) : undefined;
      const all = [...args, "--non-interactive", "--color=never", ...(log ? ["--event-log", log] : [])];
      const ended = await run(join(bin, "pulumi"), all, projectDir, { ...env, ...options.env }, options);
      return { ...ended, events: log ? readEvents(log) : [] };
    },
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}

function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  { onStart, signal }: RunOptions,
): Promise<Omit<Run, "events">> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], signal, killSignal: "SIGKILL" });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("spawn", () => onStart?.(child.pid ?? 0));
    child.once("error", (error) => (error.name === "AbortError" ? undefined : reject(error)));
    child.once("close", (code, ending) => resolve({ status: code ?? ending ?? "unknown", stdout, stderr }));
  });
}
