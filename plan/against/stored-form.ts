import type { PropertyMap } from "../engine/codec.ts";
import { type PropertyValue, SecretValue, UnknownValue } from "../engine/values.ts";
import type { PlannedResource } from "../model.ts";

type Inputs = Pick<PlannedResource, "type" | "properties" | "propertyDependencies">;

/**
 * A resource with its inputs as its provider stores them, where that is another form than the program's: a state has no
 * other. What a Kubernetes Secret says as `stringData` is kept in base64 as `data`.
 * Rule: `normalizeInputs` of pulumi-kubernetes, provider.go, which `Check` calls.
 */
export function inStoredForm<T extends Inputs>(resource: T): T {
  if (resource.type !== "kubernetes:core/v1:Secret") return resource;
  const { stringData, ...others } = resource.properties;
  if (stringData === undefined || stringData === null) return resource;
  const { stringData: itsSources = [], data: sources = [], ...rest } = resource.propertyDependencies;
  return {
    ...resource,
    properties: { ...others, data: merged(others.data ?? {}, encoded(stringData)) },
    propertyDependencies: { ...rest, data: [...new Set([...sources, ...itsSources])].sort() },
  };
}

/** Text in base64, at any depth; secrets stay secret and what is unknown stays unknown. */
function encoded(value: PropertyValue): PropertyValue {
  if (typeof value === "string") return Buffer.from(value).toString("base64");
  if (value instanceof SecretValue) return new SecretValue(encoded(value.element));
  if (value === null || typeof value !== "object" || value instanceof UnknownValue) return value;
  return Object.fromEntries(Object.entries(value as PropertyMap).map(([key, part]) => [key, encoded(part)]));
}

/** The second one's fields go before the first one's. A map with a secret among its two halves is secret as a whole. */
function merged(first: PropertyValue, second: PropertyValue): PropertyValue {
  if (first instanceof SecretValue || second instanceof SecretValue) {
    return new SecretValue(merged(opened(first), opened(second)));
  }
  if (first instanceof UnknownValue || second instanceof UnknownValue) return UnknownValue.instance;
  return { ...(first as PropertyMap), ...(second as PropertyMap) };
}

function opened(value: PropertyValue): PropertyValue {
  return value instanceof SecretValue ? opened(value.element) : value;
}
