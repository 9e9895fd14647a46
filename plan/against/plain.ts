import { AssetValue, type PropertyValue, ResourceReference, SecretValue, UnknownValue } from "../engine/values.ts";

/** A value as rules look into it: secrets opened, nothing where it is unknown. For judging, never for showing. */
export function plain(value: PropertyValue | undefined): unknown {
  if (value === null || typeof value !== "object") return value;
  if (value instanceof SecretValue) return plain(value.element);
  if (value instanceof UnknownValue) return undefined;
  if (value instanceof ResourceReference) return value.urn;
  if (value instanceof AssetValue) return plain(value.content);
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}
