import { type Check, type CheckContext, failureOf } from "./check.ts";

/** One line of the checklist, done. Times are in milliseconds. */
export type CheckResult = { readonly name: string } & (
  | { readonly state: "passed"; readonly milliseconds: number; readonly says: string }
  | { readonly state: "warned" | "failed"; readonly milliseconds: number; readonly says: string; readonly next: string }
  | { readonly state: "skipped"; readonly says: string }
);

export interface RunOptions {
  /** Called when a check begins. */
  readonly onBegin: (name: string) => void;
  /** Called when a check has ended, in order. */
  readonly onEnd: (result: CheckResult) => void;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** Runs checks one after the other; those whose needs failed are skipped and say which. */
export async function runChecks(
  checks: readonly Check[],
  context: CheckContext,
  { onBegin, onEnd, now }: RunOptions,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  const good = new Set<string>();
  for (const check of checks) {
    const missing = check.needs.find((need) => !good.has(need));
    let result: CheckResult;
    if (missing !== undefined) result = { name: check.name, state: "skipped", says: `needs ${missing}` };
    else {
      onBegin(check.name);
      result = await resultOf(check, context, now);
    }
    if (result.state === "passed" || result.state === "warned") good.add(check.name);
    results.push(result);
    onEnd(result);
    context.signal.throwIfAborted();
  }
  return results;
}

async function resultOf(check: Check, context: CheckContext, now: () => number): Promise<CheckResult> {
  const { name } = check;
  const start = now();
  const spent = () => Math.round(now() - start);
  try {
    const { says, warning } = await check.run(context);
    if (warning === undefined) return { name, state: "passed", milliseconds: spent(), says };
    return { name, state: "warned", milliseconds: spent(), ...warning };
  } catch (error) {
    return { name, state: "failed", milliseconds: spent(), ...failureOf(error) };
  }
}
