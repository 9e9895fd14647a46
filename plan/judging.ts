import type { PolicySettings } from "../stacks/policy-settings.ts";
import type { StackFile } from "../stacks/stack-document.ts";
import { type Corrections, correctionsBy } from "./corrections.ts";
import type { RunningPack } from "./engine/packs.ts";
import { findingsOf } from "./findings.ts";
import type { Finding, ProgramRun } from "./model.ts";
import { createTracer } from "./trace.ts";

/** What a plan's resources are put to. */
export interface Judging {
  readonly packs: Promise<readonly RunningPack[]>;
  readonly settings: PolicySettings;
  /** Rules that correct what they object to. */
  readonly remediate: readonly string[];
}

/** Only where rules correct must the packs be there before the program runs. */
export async function correctionsOf({ packs, settings, remediate }: Judging): Promise<Corrections | undefined> {
  return remediate.length === 0 ? undefined : correctionsBy(await packs, settings, remediate);
}

/** What every pack says of a run, in the order of the packs. */
export async function judge({ packs, settings, remediate }: Judging, run: ProgramRun): Promise<readonly Finding[]> {
  return (await Promise.all((await packs).map((pack) => findingsOf(pack, run, settings, remediate)))).flat();
}

/** Each finding with the line of the stack file that its value comes from. */
export function traced(findings: readonly Finding[], file: StackFile): readonly Finding[] {
  const trace = createTracer(file.scalars);
  return findings.map((finding) => {
    const source = trace(finding);
    return source ? { ...finding, source } : finding;
  });
}
