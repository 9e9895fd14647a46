import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const operations = ["check", "diff", "create", "read", "update", "delete", "invoke"] as const;
export type Operation = (typeof operations)[number];

/** Trouble that a test orders. */
export interface Fault {
  /** Tells it from the trouble that was ordered before. */
  readonly id: string;
  /** Resource type or function; `*` stands for any text. */
  readonly type: string;
  readonly operation: Operation;
  /**
   * `timeout`: the object is made, and the answer comes too late. `replacement`: the provider claims that the next version
   * of the object must be another one. `slow`: nothing but late. The others are refusals.
   */
  readonly kind: keyof typeof answers | "timeout" | "replacement" | "slow";
  /** How many calls it hits, over all runs. @default every one */
  readonly times?: number;
  /** Wait before the call, in milliseconds. @default 0 */
  readonly latencyMs?: number;
}

/** What Oracle's API says: docs.oracle.com/iaas/Content/API/References/apierrors.htm */
const answers = {
  "out-of-capacity": "500-InternalError, Out of host capacity.",
  "too-many-requests": "429-TooManyRequests, Too many requests for the user",
  conflict: "409-IncorrectState, The requested state for the resource conflicts with its current state",
  /** What was made a moment ago is not known everywhere yet. */
  "not-yet-consistent": "404-NotAuthorizedOrNotFound, Authorization failed or requested resource not found.",
} as const;

export interface Call {
  readonly package: string;
  readonly type: string;
  readonly operation: Operation;
  /** The object's id, or what it is called where it has none yet. */
  readonly object: string;
}

/** One line of the journal. */
export interface JournalEntry extends Call {
  /** `begun` is written for calls that meet trouble, before it. */
  readonly outcome: "begun" | "done" | "failed";
  /** Id of the fault that hit the call. */
  readonly fault?: string;
}

/** Calls of every stand-in of a workspace, in the order in which they ended, and the trouble ordered for them. */
export class Journal {
  readonly #folder: string;
  readonly #hits = new Map<string, number>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Trouble for this call, if some is ordered and not used up. */
  fault(call: Call): Fault | undefined {
    for (const fault of this.#faults()) {
      const { id, type, operation, times = Number.POSITIVE_INFINITY } = fault;
      if (operation !== call.operation || !pattern(type).test(call.type)) continue;
      const used = this.#hits.get(id) ?? this.entries().filter((entry) => entry.fault === id && isBegun(entry)).length;
      if (used >= times) continue;
      this.#hits.set(id, used + 1);
      return fault;
    }
    return undefined;
  }

  record(entry: JournalEntry): void {
    // One short line per call: appending is atomic, also for several processes.
    appendFileSync(join(this.#folder, journalFile), `${JSON.stringify(entry)}\n`);
  }

  entries(): JournalEntry[] {
    const path = join(this.#folder, journalFile);
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, "utf8").split("\n");
    // Whatever follows the last line's end is still being written.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as JournalEntry);
  }

  #faults(): readonly Fault[] {
    const path = join(this.#folder, faultsFile);
    return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as readonly Fault[]) : [];
  }
}

function isBegun({ outcome }: JournalEntry): boolean {
  return outcome === "begun";
}

export const faultsFile = "faults.json";
const journalFile = "calls.ndjson";

/** What the cloud says when it refuses, if this trouble is a refusal. */
export function refusalOf({ kind }: Fault): string | undefined {
  return kind in answers ? answers[kind as keyof typeof answers] : undefined;
}

function pattern(glob: string): RegExp {
  return new RegExp(`^${glob.split("*").map(escapeText).join(".*")}$`);
}

function escapeText(text: string): string {
  return text.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&");
}
