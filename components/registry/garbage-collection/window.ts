import { type Clock, Failure, type Log } from "../../program/program.ts";

/** The registry as the window sees it. */
export interface Registry {
  /** Asks for read-only replicas, or for ones that take pushes again. */
  setReadOnly(on: boolean): Promise<void>;
  /** Whether every replica is of the kind that was asked for last, and no other is left. */
  rolledOut(): Promise<boolean>;
  /** Removes what no manifest names. Ends early when the signal is aborted. */
  collect(signal: AbortSignal): Promise<void>;
}

export interface WindowContext {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Longest wait for a roll-out, in ms. */
  readonly rolloutMs: number;
  /** How long a process of before may still write, in ms. */
  readonly graceMs: number;
}

/** Exit code: a roll-out did not end in time. */
const notRolledOut = 3;
const pollMs = 2000;

/**
 * Collects garbage while nobody can push. An upload puts its blobs first and the manifest that names them last; a sweep
 * in between takes the blobs and leaves an image that can not be pulled, which is why distribution asks for a read-only
 * registry. Pulls go on. Whatever happens inside, pushes are let in again: a failure, a signal, a wait without end.
 * The roll-out back also empties the replicas' caches, which still believe in the blobs that are gone.
 */
export async function collectInWindow(registry: Registry, context: WindowContext): Promise<void> {
  const { clock, log, signal, graceMs } = context;
  try {
    await registry.setReadOnly(true);
    log("read-only: rolling out");
    await rollOut(registry, context, signal);
    await clock.sleep(graceMs, signal);
    log("read-only: collecting");
    await registry.collect(signal);
    log("collected");
  } finally {
    await registry.setReadOnly(false);
    log("pushes are taken again");
  }
  await rollOut(registry, context, signal);
}

async function rollOut(registry: Registry, { clock, rolloutMs }: WindowContext, signal: AbortSignal): Promise<void> {
  const deadline = clock.now() + rolloutMs;
  while (!(await registry.rolledOut())) {
    if (clock.now() >= deadline) throw new Failure(notRolledOut, `the roll-out took more than ${rolloutMs / 1000} s`);
    await clock.sleep(pollMs, signal);
  }
}
