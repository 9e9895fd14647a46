import type { PropertyMap } from "../../../../plan/engine/codec.ts";
import {
  AssetValue,
  type PropertyValue,
  ResourceReference,
  SecretValue,
  UnknownValue,
} from "../../../../plan/engine/values.ts";

/** A value as JSON has it, secrets in clear: what a cloud is sent. @throws Error when something in it is unknown */
export function plainValue(value: PropertyValue | undefined): unknown {
  if (value instanceof SecretValue) return plainValue(value.element);
  if (value instanceof UnknownValue) throw new Error("a value is unknown that must be known by now");
  if (value instanceof ResourceReference || value instanceof AssetValue) throw new Error("not a value for a cloud");
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value === "object" && value !== null) return plainProperties(value as PropertyMap);
  return value;
}

export function plainProperties(properties: PropertyMap): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, plainValue(value)]));
}

/** A property that must be text, e.g. `displayName`; `""` when it is absent. */
export function textOf(properties: PropertyMap, key: string): string {
  const value = plainValue(properties[key]);
  return typeof value === "string" ? value : "";
}

export function hasUnknown(value: PropertyValue | undefined): boolean {
  if (value instanceof UnknownValue) return true;
  if (value instanceof SecretValue) return hasUnknown(value.element);
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (isMap(value)) return Object.values(value).some(hasUnknown);
  return false;
}

export function hasSecret(value: PropertyValue | undefined): boolean {
  if (value instanceof SecretValue) return true;
  if (Array.isArray(value)) return value.some(hasSecret);
  if (isMap(value)) return Object.values(value).some(hasSecret);
  return false;
}

/** A map, and none of the values that have a class of their own. */
export function isMap(value: PropertyValue | undefined): value is { readonly [key: string]: PropertyValue } {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) === Object.prototype
  );
}
