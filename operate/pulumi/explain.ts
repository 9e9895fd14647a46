import { hostname } from "node:os";
import { diagnose } from "../diagnosis/diagnose.ts";
import type { Situation } from "../diagnosis/known-failures.ts";

/** The situation in which something fails on this machine. */
export function situationOf(stack: string): Situation {
  return { stack, host: hostname(), isRunning };
}

/** Signal 0 asks whether a process is there; one of another user is. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** What a CLI said when it failed, with its cause when that is known. */
export function explainWords(words: string, stack: string): { readonly what: string; readonly next: string } {
  const [known] = diagnose([words], situationOf(stack));
  const own = words.trim().replace(/^error: /, "");
  return known
    ? { what: `${own}\n  why: ${known.cause}`, next: known.next }
    : {
        what: own || "pulumi failed and said nothing",
        next: "its own words are all there is; npm run doctor may know more",
      };
}
