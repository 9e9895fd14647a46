import { open, rm } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { SdkConfigRefusal } from "./refusal.ts";

/** Milliseconds between two looks at a lock that somebody holds; they need it for about ten. */
const pollMs = 20;

/**
 * Runs `action` while nobody else who asks for this lock does. The lock is a file that only one process can create; a
 * process that is killed leaves it behind, and it is never taken from anybody: two who both think it is abandoned would
 * both have it.
 * @param waitMs longest wait in milliseconds
 * @throws SdkConfigRefusal when another process holds the lock for longer
 */
export async function withLock<T>(path: string, waitMs: number, action: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + waitMs;
  while (!(await acquire(path))) {
    if (Date.now() >= deadline) {
      throw new SdkConfigRefusal(
        `another writer holds ${path}`,
        `when none is running, one was killed in the middle: rm ${path}`,
      );
    }
    await setTimeout(pollMs);
  }
  try {
    return await action();
  } finally {
    await rm(path);
  }
}

async function acquire(path: string): Promise<boolean> {
  try {
    await (await open(path, "wx", 0o600)).close();
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
