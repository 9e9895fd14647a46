import { type Clock, Failure, type Log } from "../../program/program.ts";
import type { Gateway } from "./gateway.ts";

/** Exit code of every program that asks the gateway: Redis, PostgreSQL or the gateway itself does not answer. */
export const gatewayUnhealthy = 10;

const askEveryMs = 2_000;
const tellEveryMs = 15_000;

export interface WaitOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal?: AbortSignal;
  /** Longest wait, in ms. */
  readonly timeoutMs: number;
}

/**
 * Waits until gateway, Redis and PostgreSQL all answer, and says what it waits for.
 *
 * @throws Failure with code 10 when time is up
 */
export async function waitUntilHealthy(
  gateway: Gateway,
  { clock, log, signal, timeoutMs }: WaitOptions,
): Promise<void> {
  const start = clock.now();
  const waited = () => Math.round((clock.now() - start) / 1000);
  let told = Number.NEGATIVE_INFINITY;
  for (;;) {
    const health = await gateway.health();
    signal?.throwIfAborted();
    if (health.healthy) return log(`the gateway, Redis and PostgreSQL answer (after ${waited()} s)`);
    const now = clock.now();
    if (now - start >= timeoutMs) {
      throw new Failure(gatewayUnhealthy, `the gateway is not healthy after ${waited()} s: ${health.why}`);
    }
    if (now - told >= tellEveryMs) {
      log(`waiting for the gateway, ${waited()} of ${timeoutMs / 1000} s: ${health.why}`);
      told = now;
    }
    await clock.sleep(Math.min(askEveryMs, timeoutMs - (now - start)), signal);
  }
}
