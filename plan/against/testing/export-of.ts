import { type PropertyMap, signature, signatureKey } from "../../engine/codec.ts";
import { AssetValue, type PropertyValue, ResourceReference, SecretValue, UnknownValue } from "../../engine/values.ts";
import type { PlannedResource } from "../../model.ts";
import { inStoredForm } from "../stored-form.ts";

/** One resource as `pulumi stack export` writes it. */
export interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** The document of `pulumi stack export` after these resources have been made. */
export function exportText(resources: readonly ExportedResource[], deployment: object = {}): string {
  const manifest = { time: "2026-11-20T08:00:00Z", magic: "", version: "v3.248.0" };
  return JSON.stringify({ version: 3, deployment: { manifest, resources, ...deployment } });
}

/** How secrets are written: as ciphertext, or in clear as `--show-secrets` does. */
export type SecretForm = "encrypted" | "clear";

/** A resource as a state holds it once it has been made; what is unknown has some value by then. */
export function exportedResource(
  registered: PlannedResource,
  outputs: PropertyMap = registered.properties,
  secrets: SecretForm = "encrypted",
): ExportedResource {
  const resource = inStoredForm(registered);
  const { urn, type, name, custom, parent, protect, external, provider, dependencies, propertyDependencies } = resource;
  const write = (fields: PropertyMap) =>
    Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, written(value, `${name}.${key}`, secrets)]));
  return {
    urn,
    type,
    custom,
    inputs: write(resource.properties),
    ...(custom && { id: madeId(resource), outputs: write(outputs) }),
    ...(parent !== "" && { parent }),
    ...(protect && { protect }),
    ...(external && { external }),
    ...(provider !== "" && { provider: `${provider}::id` }),
    ...(dependencies.length > 0 && { dependencies, propertyDependencies }),
  };
}

export function madeId({ name }: PlannedResource): string {
  return `id-of-${name}`;
}

function written(value: PropertyValue, where: string, secrets: SecretForm): unknown {
  const part = (item: PropertyValue) => written(item, where, secrets);
  if (value === null || typeof value !== "object") return value;
  if (value instanceof SecretValue) {
    const content =
      secrets === "clear" ? { plaintext: JSON.stringify(part(value.element)) } : { ciphertext: "v1:AAAA:BBBB" };
    return { [signatureKey]: signature.secret, ...content };
  }
  if (value instanceof UnknownValue) return `answer to ${where}`;
  if (value instanceof ResourceReference) {
    return {
      [signatureKey]: signature.resource,
      urn: value.urn,
      ...(typeof value.id === "string" && { id: value.id }),
    };
  }
  if (value instanceof AssetValue) return { [signatureKey]: signature.asset, text: String(value.content) };
  if (Array.isArray(value)) return value.map(part);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, part(item)]));
}
