import { AssetValue, type PropertyValue, ResourceReference, SecretValue, UnknownValue } from "../engine/values.ts";

type Properties = Readonly<Record<string, PropertyValue>>;

/**
 * The value at this path, `undefined` when nothing was written there. A secret or unknown value on the way hides
 * what is under it and is itself the answer.
 */
export function valueAt(properties: Properties, ...path: readonly string[]): PropertyValue | undefined {
  let value: PropertyValue | undefined = properties;
  for (const key of path) {
    if (!isObject(value)) return isHidden(value) ? value : undefined;
    value = value[key];
  }
  return value ?? undefined;
}

/** Text that the program wrote; `undefined` for anything else, also for a secret or an unknown value. */
export function knownText(value: PropertyValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A finite number ≥ 0, written as a number or, as some OCI properties have it, in digits; else `undefined`. */
export function knownQuantity(value: PropertyValue | undefined): number | undefined {
  if (typeof value === "string") return /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** The items of a list, none when it is absent, secret or unknown. */
export function knownItems(value: PropertyValue | undefined): readonly PropertyValue[] {
  return Array.isArray(value) ? value : [];
}

/** Whether the value is an object whose fields can be read. */
export function isObject(value: PropertyValue | undefined): value is Properties {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !isHidden(value) &&
    !(value instanceof ResourceReference) &&
    !(value instanceof AssetValue)
  );
}

function isHidden(value: PropertyValue | undefined): value is SecretValue | UnknownValue {
  return value instanceof SecretValue || value instanceof UnknownValue;
}
