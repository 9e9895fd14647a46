import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Workspace } from "./workspace.ts";

const kitDir = fileURLToPath(new URL("../..", import.meta.url));

export interface VerbRun {
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface VerbOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Command put before node, e.g. one that makes a namespace. */
  readonly wrapper?: readonly string[];
  /** Told everything that is written, with the process to talk to. */
  readonly onText?: (text: string, interrupt: () => void) => void;
}

/** Runs a verb of the kit on a workspace's project, as `npm run` does: no terminal, what it says in two streams. */
export function runVerb(
  { projectDir, env: workspaceEnv }: Workspace,
  script: string,
  args: readonly string[],
  { env = {}, wrapper = [], onText = () => {} }: VerbOptions = {},
): Promise<VerbRun> {
  const at = args.indexOf("--");
  const [own, extra] = at === -1 ? [args, []] : [args.slice(0, at), args.slice(at)];
  const words = [
    ...wrapper,
    ...[process.execPath, "--import", "tsx", `${kitDir}scripts/${script}.ts`],
    ...[...own, "--cwd", projectDir, ...extra],
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(words[0] ?? "", words.slice(1), {
      cwd: kitDir,
      env: { ...workspaceEnv, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text;
        onText(text, () => child.kill("SIGINT"));
      });
    }
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ status: code ?? signal ?? "unknown", ...output }));
  });
}
