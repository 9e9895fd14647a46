import type { PathSegment } from "../../stacks/environment/path.ts";
import { type PathPattern, touches } from "./path-pattern.ts";
import { type ReplacementFacts, replacementTables } from "./table.ts";

export type { ReplacementFacts };

const byType = new Map(replacementTables.flatMap(({ facts }) => facts.map((fact) => [fact.type, fact] as const)));

/** What is known of a type token; `undefined`: nobody has looked, and a change may do anything. */
export function replacementOf(type: string): ReplacementFacts | undefined {
  return byType.get(type);
}

/** One changed input. A value that is absent before or after is `undefined`. */
export interface InputChange {
  readonly path: readonly PathSegment[];
  readonly before?: unknown;
  readonly after?: unknown;
  /** The new value is known only after other resources have been made. */
  readonly unknownAfter?: boolean;
}

/** What a rule may depend on besides the change. */
export interface ReplacementContext {
  /** New inputs of the resource. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Inputs of the provider that serves it. */
  readonly provider: Readonly<Record<string, unknown>>;
}

/** What the provider does with a change: updates in place, replaces, or decides by what no plan can see. */
export function effectOf(
  facts: ReplacementFacts,
  change: InputChange,
  { inputs, provider }: ReplacementContext,
): "update" | "replace" | "unknown" {
  // What is unknown as a whole is not looked into, by the providers neither.
  const values = change.unknownAfter === true ? {} : change;
  const isTouched = (patterns: readonly PathPattern[]) =>
    patterns.some((pattern) => touches(pattern, change.path, values));
  const { replaceUnless } = facts;
  const spared =
    replaceUnless === undefined || (isOn(provider[replaceUnless.providerOption]) && inputs.immutable !== true);
  if (isTouched(facts.replaceOn) || (!spared && isTouched(replaceUnless.paths))) return "replace";
  if (change.unknownAfter === true && isTouched(facts.replaceOnUnknown)) return "replace";
  return isTouched(facts.mayReplaceOn) ? "unknown" : "update";
}

/** A provider's inputs travel as text. */
function isOn(option: unknown): boolean {
  return option === true || option === "true";
}

/** Whether a replacement that makes these changes deletes the old resource before there is a new one. */
export function deletesFirst(
  { deleteFirst }: ReplacementFacts,
  changes: readonly InputChange[],
  inputs: ReplacementContext["inputs"],
): boolean {
  if (deleteFirst === undefined) return false;
  const { when, paths } = deleteFirst;
  if (when === "given") return paths.every((pattern) => touches(pattern, [], { after: inputs }));
  return !changes.some((change) => paths.some((pattern) => touches(pattern, change.path, change)));
}

/** The data that is lost when this resource goes, in words; `undefined` when there is none. */
export function dataHeldBy({
  type,
  name,
  properties,
}: {
  readonly type: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
}): string | undefined {
  const holds = replacementOf(type)?.holds;
  if (holds === undefined) return undefined;
  const named = holds.whenName === undefined || name.endsWith(holds.whenName);
  const present = holds.whenProperty === undefined || touches(holds.whenProperty, [], { after: properties });
  return named && present ? holds.what : undefined;
}
