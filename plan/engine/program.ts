import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import type { LogLine, ProgramRun } from "../model.ts";
import { collectText, startNode } from "./child.ts";
import { engineService } from "./engine-service.ts";
import { serve } from "./grpc.ts";
import type { ExistingResources } from "./ledger.ts";
import { type CorrectResource, Monitor } from "./monitor.ts";
import { ProgramError } from "./program-error.ts";
import { organization } from "./project.ts";
import { redactWith } from "./redact.ts";

export type ProgramEvent =
  | { readonly kind: "resource"; readonly urn: string; readonly count: number }
  | { readonly kind: "log"; readonly line: LogLine };

export interface ProgramOptions {
  /** Where Pulumi.yaml is. */
  readonly projectDir: string;
  readonly project: string;
  readonly stack: string;
  /** Path of the program or its folder, relative to the project. */
  readonly main: string;
  /** Options of node that Pulumi.yaml states, e.g. `--import tsx`. */
  readonly nodeArgs: readonly string[];
  /** Compile TypeScript with ts-node, as Pulumi does unless Pulumi.yaml says otherwise. @default false */
  readonly typescript?: boolean;
  /** Stack configuration, `namespace:key` → text; structured values as JSON. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  /** Variables that the program sees besides the few that every program does. */
  readonly env?: Readonly<Record<string, string>>;
  readonly onProgress?: (event: ProgramEvent) => void;
  /** What exists already and may be told to the program. */
  readonly existing?: ExistingResources;
  /** What becomes of a resource before it is recorded. */
  readonly correct?: CorrectResource;
  readonly signal?: AbortSignal;
}

/**
 * Runs a Pulumi program as a preview with no provider behind it and records what it registers.
 * The log holds what the program logged, then its standard output, then its standard error: how these interleave
 * differs between runs.
 * @throws ProgramError when the program fails or a registration is refused; there are no half results.
 */
export async function runProgram(options: ProgramOptions): Promise<ProgramRun> {
  options.signal?.throwIfAborted();
  const { project, stack, config, secretKeys, onProgress = () => {} } = options;
  const hide = redactWith(secretKeys.map((key) => config[key] ?? ""));
  const log: LogLine[] = [];
  const say = (line: LogLine) => {
    const shown = { ...line, message: String(hide(line.message)) };
    onProgress({ kind: "log", line: shown });
    return shown;
  };
  let refusal: string | undefined;
  const monitor = new Monitor({
    project,
    stack,
    config: { values: config, secretKeys },
    onResource: (urn, count) => onProgress({ kind: "resource", urn, count }),
    ...(options.existing && { existing: options.existing }),
    ...(options.correct && { correct: options.correct }),
    onRefused: (message) => {
      refusal ??= message;
      program.kill();
    },
  });
  const server = await serve(
    monitor.service(),
    engineService((line) => log.push(say(line))),
  );
  const program = startNode({
    args: nodeArguments(options, server.address),
    cwd: workingDirectory(options).cwd,
    env: { PULUMI_NODEJS_TYPESCRIPT: String(options.typescript ?? false), ...options.env },
    input: JSON.stringify({ config, secretKeys }),
  });
  options.signal?.addEventListener("abort", program.kill, { once: true });
  try {
    const stdout = collectText(program.stdout, (message) => say({ severity: "info", message, urn: "" }));
    const stderr = collectText(program.stderr);
    const status = await program.ended;
    options.signal?.throwIfAborted();
    const errors = log.filter((line) => line.severity === "error").map((line) => line.message);
    if (refusal !== undefined) throw new ProgramError([String(hide(refusal))]);
    if (errors.length > 0) throw new ProgramError([...errors, ...invokeHint(errors, monitor)]);
    if (status !== 0 || !monitor.finished) throw new ProgramError([ending(status, String(hide(stderr())))]);
    return {
      project,
      stack,
      ...monitor.recorded(),
      log: [...log, ...lines(stdout(), hide), ...lines(stderr(), hide)],
    };
  } finally {
    options.signal?.removeEventListener("abort", program.kill);
    program.kill();
    monitor.close();
    server.close();
  }
}

function nodeArguments(options: ProgramOptions, address: string): string[] {
  const { cwd, entry } = workingDirectory(options);
  const script = createRequire(join(cwd, "package.json")).resolve("@pulumi/pulumi/cmd/run");
  return [
    ...options.nodeArgs,
    script,
    `--monitor=${address}`,
    `--engine=${address}`,
    `--organization=${organization}`,
    `--project=${options.project}`,
    `--root-directory=${resolve(options.projectDir)}`,
    `--stack=${options.stack}`,
    `--pwd=${cwd}`,
    "--dry-run",
    // Anything but 1: the SDK then sends registrations as they become ready.
    "--parallel=16",
    entry,
  ];
}

/** As the real engine: the program runs in the folder of its main file, so that its relative paths mean the same. */
function workingDirectory({ projectDir, main }: ProgramOptions): { readonly cwd: string; readonly entry: string } {
  const path = resolve(projectDir, main);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new ProgramError([`the program ${path} does not exist (main in Pulumi.yaml)`]);
  return stats.isDirectory() ? { cwd: path, entry: "." } : { cwd: dirname(path), entry: basename(path) };
}

function ending(status: number | string, stderr: string): string {
  if (stderr.includes("promises were still active") || stderr.includes("promise was still active")) {
    return "the program ended while resources were still waiting: it exits by itself, or a value that they need never comes";
  }
  return stderr.trim() === "" ? `the program ended with status ${status} and said nothing` : stderr;
}

/** A function's result awaited as a plain value has no fields here, which the program then trips over. */
function invokeHint(errors: readonly string[], monitor: Monitor): string[] {
  const tokens = [...new Set(monitor.recorded().invokes.map((invoke) => invoke.token))];
  if (tokens.length === 0 || !errors.some((error) => error.includes("TypeError"))) return [];
  return [`a plan has no provider that could answer ${tokens.join(", ")}: call the Output form or state the values`];
}

function lines(text: string, hide: (text: string) => unknown): LogLine[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => ({ severity: "info", message: String(hide(line)), urn: "" }));
}
