import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";

/** Hands over the input and mends the runtime; see there. */
const preload = new URL("preload.mjs", import.meta.url).href;

/** What is let through from the environment of this process: how to find programs, where scratch files go, locale. */
const passedVariables = ["PATH", "TMPDIR", "TEMP", "TMP", "TZ", "LANG", "LC_ALL", "SystemRoot", "NODE_COMPILE_CACHE"];

export interface NodeOptions {
  /** Options of node, the script and its arguments. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** JSON of `config` and `secretKeys`, which the process finds where the SDK looks for them; `""` for none. */
  readonly input: string;
}

export interface NodeProcess {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** The exit status once the process has ended and its output is read; a signal's name when one ended it. */
  readonly ended: Promise<number | string>;
  kill(): void;
}

/**
 * Starts node in an environment that tells nothing of the person who runs it. A plan must come out the same on every
 * machine and needs no credentials, so cloud variables (`OCI_*`, `KUBECONFIG`, …) do not pass, and the home directory
 * is an empty one: what lies in `~/.oci` or `~/.kube` can not be read by accident.
 */
export function startNode({ args, cwd, env, input }: NodeOptions): NodeProcess {
  const home = mkdtempSync(join(tmpdir(), "plan-home-"));
  const passed = passedVariables.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const child = spawn(process.execPath, ["--import", preload, ...args], {
    cwd,
    // Node's own warnings carry the process id, so they differ in every run.
    env: { ...Object.fromEntries(passed), HOME: home, USERPROFILE: home, NODE_NO_WARNINGS: "1", ...env },
    stdio: "pipe",
  });
  guard(child, home);
  // The process may end without reading its input; how it ended says why.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const ended = new Promise<number | string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
  }).finally(() => release(child));
  // Nothing that a plan starts has state worth saving, and this signal can not be held back.
  return { stdout: child.stdout, stderr: child.stderr, ended, kill: () => child.kill("SIGKILL") };
}

/** All text of a stream, whole lines handed on as they come. */
export function collectText(stream: Readable, onLine: (line: string) => void = () => {}): () => string {
  let text = "";
  let handedOn = 0;
  stream.setEncoding("utf8");
  stream.on("data", (part: string) => {
    text += part;
    for (let end = text.indexOf("\n", handedOn); end !== -1; end = text.indexOf("\n", handedOn)) {
      onLine(text.slice(handedOn, end));
      handedOn = end + 1;
    }
  });
  return () => text;
}

/** Running child → its home directory. */
const running = new Map<ChildProcess, string>();
const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A child never outlives this process, whether this one exits, is interrupted or is told to end. */
function guard(child: ChildProcess, home: string): void {
  if (running.size === 0) {
    process.on("exit", killAll);
    for (const signal of endingSignals) process.on(signal, endWith);
  }
  running.set(child, home);
}

function release(child: ChildProcess): void {
  const home = running.get(child);
  if (home !== undefined) rmSync(home, { recursive: true, force: true });
  running.delete(child);
  if (running.size > 0) return;
  process.off("exit", killAll);
  for (const signal of endingSignals) process.off(signal, endWith);
}

function killAll(): void {
  for (const [child, home] of running) {
    child.kill("SIGKILL");
    rmSync(home, { recursive: true, force: true });
  }
}

function endWith(signal: NodeJS.Signals): void {
  killAll();
  for (const name of endingSignals) process.off(name, endWith);
  // Again, now unhandled, so that whoever waits for this process sees how it ended; unless someone else handles it too.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
