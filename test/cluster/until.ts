import { setTimeout as pause } from "node:timers/promises";

/** Far more than any of it takes: a loaded machine is no failure. */
const mostSeconds = 180;

/**
 * Asks a server until it says that something is so.
 * @param missing what is still missing, in words for the message; undefined when nothing is
 * @throws Error with what is missing when it is not so after {@link mostSeconds}
 */
export async function until(what: string, missing: () => Promise<string | undefined>): Promise<void> {
  const last = Date.now() + mostSeconds * 1000;
  for (;;) {
    const words = await missing();
    if (words === undefined) return;
    if (Date.now() > last) throw new Error(`after ${mostSeconds} s it is not so that ${what}: ${words}`);
    await pause(100);
  }
}
