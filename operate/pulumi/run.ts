import { spawn } from "node:child_process";
import { Refusal, systemCode } from "../refusal.ts";
import { noCli } from "./ask.ts";

export interface PulumiEnd {
  /** Exit status, or the name of the signal that ended it. */
  readonly status: number | string;
  /** The end of what it wrote to standard error, which the user has seen. */
  readonly lastWords: string;
  /** The user or the system asked for an end before it came by itself. */
  readonly interrupted: boolean;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where standard error is copied to, and where the verb speaks. */
  readonly say: (text: string) => void;
}

/** Characters kept of standard error: a hundred failed resources. */
const wordsKept = 64 * 1024;

/**
 * Runs the stock CLI on the user's own terminal, with its own display and its own questions. Waits for it to the end
 * in every case: a CLI that is told to stop finishes what is under way and saves the state first.
 * @throws Refusal when there is no CLI
 */
export function runPulumi(args: readonly string[], { cwd, env, say }: RunOptions): Promise<PulumiEnd> {
  return new Promise((ended, fail) => {
    const child = spawn("pulumi", args, {
      cwd,
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", ...env },
      stdio: ["inherit", "inherit", "pipe"],
    });
    let lastWords = "";
    child.stderr.setEncoding("utf8");
    child.stderr.on("data", (part: string) => {
      lastWords = (lastWords + part).slice(-wordsKept);
      say(part);
    });
    const signals = forwardSignals(child, say);
    child.once("error", (error) => {
      signals.stop();
      fail(systemCode(error) === "ENOENT" ? new Refusal(noCli.what, noCli.next) : error);
    });
    child.once("close", (code, signal) => {
      signals.stop();
      ended({ status: code ?? signal ?? "unknown", lastWords, interrupted: signals.received() });
    });
  });
}

/**
 * Hands the first signal on, and no second one: the CLI takes a second one as the order to end without saving. A Ctrl-C
 * on a terminal has reached the CLI already, because the terminal sends it to everybody in the foreground.
 */
function forwardSignals(
  child: { readonly pid?: number | undefined; kill(signal: NodeJS.Signals): boolean },
  say: (text: string) => void,
) {
  const fromTerminal = process.stdin.isTTY === true;
  let first: NodeJS.Signals | undefined;
  const receive = (signal: NodeJS.Signals) => {
    if (first !== undefined) {
      if (!fromTerminal) say(`still waiting for pulumi (pid ${child.pid}) to save the state\n`);
      return;
    }
    first = signal;
    say("\nstopping: pulumi finishes what is under way and saves the state, which may take minutes\n");
    if (signal !== "SIGINT" || !fromTerminal) child.kill(signal);
  };
  process.on("SIGINT", receive);
  process.on("SIGTERM", receive);
  return {
    received: () => first !== undefined,
    stop: () => {
      process.off("SIGINT", receive);
      process.off("SIGTERM", receive);
    },
  };
}
