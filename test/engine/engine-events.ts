import { existsSync, readFileSync } from "node:fs";

/** One line of the CLI's event log, as far as the tests read it: `EngineEvent` in sdk/go/common/apitype of pulumi/pulumi. */
export interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: StepMetadata; readonly planning?: boolean };
  readonly resOutputsEvent?: { readonly metadata: StepMetadata; readonly planning?: boolean };
  readonly resOpFailedEvent?: { readonly metadata: StepMetadata };
  readonly diagnosticEvent?: { readonly urn?: string; readonly message: string; readonly severity: string };
  readonly policyEvent?: PolicyEvent;
  readonly policyAnalyzeSummaryEvent?: { readonly policyPackName: string; readonly policyPackVersion: string };
  readonly summaryEvent?: { readonly resourceChanges: Readonly<Record<string, number>> };
}

export interface StepMetadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly old?: StepState;
  readonly new?: StepState;
  readonly diffs?: readonly string[];
  readonly keys?: readonly string[];
  readonly detailedDiff?: Readonly<Record<string, { readonly kind: string }>> | null;
}

export interface StepState {
  readonly urn: string;
  readonly type: string;
  readonly parent: string;
  readonly protect?: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface PolicyEvent {
  readonly resourceUrn?: string;
  readonly message: string;
  readonly policyName: string;
  readonly policyPackName: string;
  readonly enforcementLevel: string;
}

/** The last line may be half written when the CLI was killed. */
export function readEvents(path: string): EngineEvent[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  lines.pop();
  return lines.map((line) => JSON.parse(line) as EngineEvent);
}

/** Steps that an operation decided on, in order. */
export function stepsOf(events: readonly EngineEvent[]): StepMetadata[] {
  return events.flatMap(({ resourcePreEvent }) => (resourcePreEvent ? [resourcePreEvent.metadata] : []));
}

/** Operation → number of resources, what stays as it is left out. */
export function changesOf(events: readonly EngineEvent[]): Record<string, number> {
  const counts = events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {};
  return Object.fromEntries(Object.entries(counts).filter(([operation]) => operation !== "same"));
}

/** What the engine reported as errors, each once. */
export function errorsOf(events: readonly EngineEvent[]): string[] {
  const errors = events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error" ? [withoutColours(diagnosticEvent.message).trim()] : [],
  );
  return [...new Set(errors)];
}

/** A text without the engine's marks of colour, `<{%reset%}>`. */
export function withoutColours(text: string): string {
  return text.replaceAll(/<\{%[^%]*%\}>/g, "");
}
