import { readFile } from "node:fs/promises";
import { SecretText } from "../secret-text.ts";

/** A program's end other than the good one: an exit code that machines read and a sentence that people read. */
export class Failure extends Error {
  readonly exitCode: number;

  /** @param exitCode 1 to 255 */
  constructor(exitCode: number, sentence: string) {
    super(sentence);
    this.exitCode = exitCode;
  }
}

/** One line of the log, without its end. Never a secret. */
export type Log = (line: string) => void;

/** Time as a program sees it, so that its tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Ends early, by throwing the signal's reason, when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      }, ms);
      if (signal?.aborted) stop();
      else signal?.addEventListener("abort", stop, { once: true });
    }),
};

/** Exit code of a process that SIGTERM ended: 128 + 15. */
const terminated = 143;

/**
 * Runs a program that lives in a pod: lines go to standard output, the last sentence of a failure to standard error,
 * where Kubernetes picks it up as the container's termination message, and SIGTERM or SIGINT abort `signal`.
 */
export async function runProgram(
  name: string,
  main: (context: { readonly signal: AbortSignal; readonly log: Log }) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => stop.abort(new Failure(terminated, `stopped by ${signal}`));
  process.once("SIGTERM", onSignal).once("SIGINT", onSignal);
  try {
    await main({ signal: stop.signal, log: (line) => process.stdout.write(`${name}: ${line}\n`) });
  } catch (error) {
    // A call that was cut off by the signal complains about the call: the signal is the cause.
    const cause = stop.signal.aborted ? stop.signal.reason : error;
    process.exitCode = cause instanceof Failure ? cause.exitCode : 1;
    process.stderr.write(`${name}: ${cause instanceof Error ? cause.message : String(cause)}\n`);
  } finally {
    process.off("SIGTERM", onSignal).off("SIGINT", onSignal);
  }
}

/** The secret in a mounted file, without the line end that editors add. */
export async function readSecretFile(path: string): Promise<SecretText> {
  return new SecretText((await readFile(path, "utf8")).trimEnd());
}
