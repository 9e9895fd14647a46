import type { PropertyMap } from "../../../../plan/engine/codec.ts";
import { type PropertyValue, SecretValue, UnknownValue } from "../../../../plan/engine/values.ts";
import { deletesFirst, effectOf, type InputChange, replacementOf } from "../../../../plan/replacement/replacement.ts";
import { type PathSegment, pathText } from "../../../../stacks/environment/path.ts";
import { isMap } from "./plain-value.ts";
import type { Difference, Known } from "./stand-in.ts";

/**
 * What the provider of a type would make of new inputs, by the kit's own table of what forces a replacement.
 * @throws Error for a type that is not in the table: nobody knows what its provider would do
 */
export function difference(
  type: string,
  known: Known,
  wanted: PropertyMap,
  providerInputs: PropertyMap = {},
): Difference {
  const facts = replacementOf(type);
  if (facts === undefined) throw new Error(`plan/replacement says nothing of ${type}`);
  const changes = changesBetween(known.inputs, wanted);
  const inputs = bareProperties(wanted);
  const context = { inputs, provider: bareProperties(providerInputs) };
  const replacing = changes.filter((change) => effectOf(facts, change, context) === "replace");
  return {
    changed: changes.map(({ path }) => pathText(path)),
    replaces: replacing.map(({ path }) => pathText(path)),
    deleteBeforeReplace: replacing.length > 0 && deletesFirst(facts, changes, inputs),
  };
}

/**
 * Where two sets of inputs differ, as deep as it can be named. Whether a value is secret makes no difference; an unknown
 * one differs from everything.
 */
export function changesBetween(old: PropertyMap, wanted: PropertyMap): InputChange[] {
  return changesAt([], old, wanted);
}

function changesAt(
  path: readonly PathSegment[],
  old: PropertyValue | undefined,
  wanted: PropertyValue | undefined,
): InputChange[] {
  const [before, after] = [bare(old), bare(wanted)];
  if (after instanceof UnknownValue) return [{ path, before, unknownAfter: true }];
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => changesAt([...path, key], before[key], after[key]));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const indexes = Array.from({ length: Math.max(before.length, after.length) }, (_, index) => index);
    return indexes.flatMap((index) => changesAt([...path, index], before[index], after[index]));
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}

/** A value without the marks of secrets, at any depth. */
function bare(value: PropertyValue | undefined): PropertyValue | undefined {
  if (value instanceof SecretValue) return bare(value.element);
  if (Array.isArray(value)) return value.map((each) => bare(each) ?? null);
  return isMap(value) ? bareProperties(value) : value;
}

function bareProperties(properties: PropertyMap): Record<string, PropertyValue> {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, bare(value) ?? null]));
}
