import { spawn } from "node:child_process";
import { Refusal, systemCode } from "../refusal.ts";

export interface PulumiAnswer {
  /** Exit status, or the name of the signal that ended it. */
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface AskOptions {
  readonly cwd: string;
  /** Milliseconds after which the CLI is ended and the answer is a refusal. @default 60 000 – a slow object store */
  readonly timeoutMillis?: number;
  /** Handed over on standard input, as secrets are. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export const noCli = {
  what: "there is no pulumi on PATH",
  next: "install it as its makers say: https://www.pulumi.com/docs/iac/download-install/",
};

/** Environment in which the CLI asks nobody for news and answers in plain text. */
const quiet = { PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true", NO_COLOR: "1" };

/**
 * Runs the stock CLI without a terminal and gives back what it says.
 * @throws Refusal when there is no CLI or it does not answer in time
 */
export function askPulumi(args: readonly string[], options: AskOptions): Promise<PulumiAnswer> {
  const { cwd, timeoutMillis = 60_000, input = "", env = {} } = options;
  return new Promise((answer, fail) => {
    const child = spawn("pulumi", [...args, "--non-interactive"], {
      cwd,
      env: { ...process.env, ...quiet, ...env },
      stdio: "pipe",
    });
    const output = { stdout: "", stderr: "" };
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      const words = output.stderr.trim().split("\n").at(-1) ?? "";
      const what = `pulumi ${args[0]} has not answered within ${timeoutMillis / 1000} s${words && `; its last words: ${words}`}`;
      fail(new Refusal(what, "look whether the state's backend can be reached from here"));
    }, timeoutMillis);
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8");
      child[name].on("data", (part: string) => (output[name] += part));
    }
    child.once("error", (error) => {
      clearTimeout(late);
      fail(systemCode(error) === "ENOENT" ? new Refusal(noCli.what, noCli.next) : error);
    });
    child.once("close", (code, signal) => {
      clearTimeout(late);
      answer({ status: code ?? signal ?? "unknown", ...output });
    });
    // It may end without reading; how it ended says why.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/** Like `askPulumi`, for questions that must be answered. @throws Refusal that ends with what `explain` makes of its words */
export async function askPulumiOrRefuse(
  args: readonly string[],
  options: AskOptions,
  explain: (words: string) => { readonly what: string; readonly next: string },
): Promise<string> {
  const { status, stdout, stderr } = await askPulumi(args, options);
  if (status === 0) return stdout;
  const { what, next } = explain(stderr);
  throw new Refusal(what, next);
}
