import type { PathSegment } from "../../stacks/environment/path.ts";
import type { PropertyMap } from "../engine/codec.ts";
import { AssetValue, type PropertyValue, ResourceReference, SecretValue, UnknownValue } from "../engine/values.ts";

/** One place at which inputs differ, or may. An absent value is `undefined`; secrets keep their mark. */
export interface Difference {
  readonly path: readonly PathSegment[];
  readonly before: PropertyValue | undefined;
  readonly after: PropertyValue | undefined;
  /** `changed`: seen; `unknown`: the new value is not known yet; `hidden`: the old one is encrypted or not in the state. */
  readonly kind: "changed" | "unknown" | "hidden";
}

/** Keys that providers keep their own notes under. */
const isInternal = (key: string) => key.startsWith("__");

/**
 * What a state's inputs and a program's have that differs, in the order of the old inputs' keys. Providers add to inputs
 * before they are stored: what they filled in themselves and the program does not give is left out.
 */
export function compareInputs(before: PropertyMap, after: PropertyMap): readonly Difference[] {
  const found: Difference[] = [];
  compareMaps([], withoutGivenNames(before, after), after, found);
  return found;
}

function compare(
  path: readonly PathSegment[],
  before: PropertyValue | undefined,
  after: PropertyValue | undefined,
  found: Difference[],
): void {
  const [old, next] = [revealed(before), revealed(after)];
  const isSecret = before instanceof SecretValue || after instanceof SecretValue;
  if (!isSecret && Array.isArray(old) && Array.isArray(next)) compareLists(path, old, next, found);
  else if (!isSecret && isMap(old) && isMap(next)) compareMaps(path, old, next, found);
  else {
    const kind = isSecret ? kindOfSecrets(old, next) : kindOf(old, next);
    if (kind !== "same") found.push({ path, before, after, kind });
  }
}

/** How two values differ that have no parts in common. */
function kindOf(before: PropertyValue | undefined, after: PropertyValue | undefined): Difference["kind"] | "same" {
  if (isAbsent(before) && isAbsent(after)) return "same";
  if (after instanceof UnknownValue) return before instanceof UnknownValue ? "hidden" : "unknown";
  if (before instanceof UnknownValue) return isAbsent(after) ? "changed" : "hidden";
  if (before instanceof ResourceReference && after instanceof ResourceReference) {
    return before.urn === after.urn ? "same" : "changed";
  }
  if (before instanceof AssetValue && after instanceof AssetValue) return kindOfAssets(before, after);
  return before === after ? "same" : "changed";
}

/** A secret is one value: the places inside it at which it differs would say something about it. */
function kindOfSecrets(
  before: PropertyValue | undefined,
  after: PropertyValue | undefined,
): Difference["kind"] | "same" {
  const inside: Difference[] = [];
  compare([], before, after, inside);
  const kinds = inside.map(({ kind }) => kind);
  return (["changed", "unknown", "hidden"] as const).find((kind) => kinds.includes(kind)) ?? "same";
}

/** The content behind a path or an address is not in the state. */
function kindOfAssets(before: AssetValue, after: AssetValue): Difference["kind"] | "same" {
  const isSame = before.kind === after.kind && JSON.stringify(before.content) === JSON.stringify(after.content);
  if (!isSame) return "changed";
  return after.kind === "text" ? "same" : "hidden";
}

function compareMaps(path: readonly PathSegment[], before: PropertyMap, after: PropertyMap, found: Difference[]): void {
  const filledIn = new Set(Array.isArray(before.__defaults) ? before.__defaults : []);
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (isInternal(key) || (filledIn.has(key) && isAbsent(own(after, key)))) continue;
    compare([...path, key], own(before, key), own(after, key), found);
  }
}

function compareLists(
  path: readonly PathSegment[],
  before: readonly PropertyValue[],
  after: readonly PropertyValue[],
  found: Difference[],
): void {
  for (let index = 0; index < Math.max(before.length, after.length); index += 1) {
    compare([...path, index], before[index], after[index], found);
  }
}

/** A Kubernetes object that the provider named keeps its name as long as the program gives none. */
function withoutGivenNames(before: PropertyMap, after: PropertyMap): PropertyMap {
  const [old, next] = [before.metadata, after.metadata];
  if (!isMap(old) || !isMap(old.annotations) || old.annotations[autonamed] !== "true") return before;
  if (isMap(next) && next.name !== undefined) return before;
  const { name: _, ...metadata } = old;
  const { [autonamed]: __, ...others } = old.annotations;
  const given = isMap(next) ? next : {};
  return withPart(before, "metadata", withPart(metadata, "annotations", others, given), after);
}

/** A part of which nothing is left is there only when the program gives an empty one. */
function withPart(map: PropertyMap, key: string, part: PropertyMap, given: PropertyMap): PropertyMap {
  const { [key]: _, ...others } = map;
  return Object.keys(part).length === 0 && isAbsent(own(given, key)) ? others : { ...others, [key]: part };
}

const autonamed = "pulumi.com/autonamed";

function revealed(value: PropertyValue | undefined): PropertyValue | undefined {
  return value instanceof SecretValue ? revealed(value.element) : value;
}

/** Providers do not tell null from absent. */
function isAbsent(value: PropertyValue | undefined): boolean {
  return value === undefined || value === null;
}

function own(map: PropertyMap, key: string): PropertyValue | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

export function isMap(value: PropertyValue | undefined): value is PropertyMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof SecretValue) &&
    !(value instanceof UnknownValue) &&
    !(value instanceof ResourceReference) &&
    !(value instanceof AssetValue)
  );
}
