import { wordsOf } from "../refusal.ts";

/** What one check found. */
export interface Finding {
  /** `unknown`: it could not be found out, which is neither good nor bad. `skipped`: it does not apply here. */
  readonly status: "ok" | "failed" | "unknown" | "skipped";
  /** One clause. Never holds a secret. */
  readonly what: string;
  /** One step, for what failed and what is unknown. */
  readonly next?: string;
}

/** One thing that can be looked at without changing anything. */
export interface Check {
  /** e.g. `tools.pulumi`; the part before the dot is its group. */
  readonly id: string;
  /** Whether `npm run up` must not start while it fails. */
  readonly blocks: boolean;
  /** Ends soon after the signal; may throw, which makes the finding unknown. */
  readonly run: (signal: AbortSignal) => Promise<Finding | readonly Finding[]>;
}

export interface Line extends Finding {
  readonly id: string;
  readonly blocks: boolean;
}

/**
 * Runs all checks at once, each for at most `timeoutMillis`. The lines come in the order of the checks.
 * @param onDone told each check that has ended
 */
export async function runChecks(
  checks: readonly Check[],
  timeoutMillis: number,
  onDone: (id: string) => void = () => {},
): Promise<readonly Line[]> {
  const lines = await Promise.all(
    checks.map(async ({ id, blocks, run }) => {
      const findings = await withinTime(run, timeoutMillis);
      onDone(id);
      return findings.map((finding) => ({ id, blocks, ...finding }));
    }),
  );
  return lines.flat();
}

async function withinTime(run: Check["run"], timeoutMillis: number): Promise<readonly Finding[]> {
  const time = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => {
      resolve({
        status: "unknown",
        what: `no answer within ${timeoutMillis / 1000} s`,
        next: "look whether a firewall or a proxy is between, and give it more with --timeout",
      });
      time.abort();
    }, timeoutMillis);
  });
  try {
    const found = await Promise.race([run(time.signal), late]);
    return Array.isArray(found) ? found : [found as Finding];
  } catch (error) {
    return [{ status: "unknown", what: wordsOf(error), next: "the words above are all that is known" }];
  } finally {
    clearTimeout(timer);
  }
}

/** Lines that must be mended before `npm run up`. */
export function blockingLines(lines: readonly Line[]): readonly Line[] {
  return lines.filter(({ status, blocks }) => status === "failed" && blocks);
}
