import { signature, signatureKey } from "../../engine/codec.ts";
import { AssetValue, type PropertyValue, ResourceReference, SecretValue, UnknownValue } from "../../engine/values.ts";
import type { PlannedResource, ProgramRun } from "../../model.ts";

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

/** A run's resources as a state holds them when every one has been made: what was unknown has a value by then. */
export function exportedResources(run: Pick<ProgramRun, "resources">): readonly ExportedResource[] {
  return run.resources.map(exportedResource);
}

export function exportedResource(resource: PlannedResource): ExportedResource {
  const { urn, type, custom, parent, protect, external, provider, dependencies, propertyDependencies } = resource;
  const inputs = Object.fromEntries(
    Object.entries(resource.properties).map(([key, value]) => [key, written(value, `${resource.name}.${key}`)]),
  );
  return {
    urn,
    type,
    custom,
    inputs,
    ...(custom && { id: `id-of-${resource.name}`, outputs: inputs }),
    ...(parent !== "" && { parent }),
    ...(protect && { protect }),
    ...(external && { external }),
    ...(provider !== "" && { provider: `${provider}::id` }),
    ...(dependencies.length > 0 && { dependencies, propertyDependencies }),
  };
}

/** The form of a state file, which has no unknown and no secret in clear. */
function written(value: PropertyValue, where: string): unknown {
  if (value === null || typeof value !== "object") return value;
  if (value instanceof SecretValue) return { [signatureKey]: signature.secret, ciphertext: "v1:AAAA:BBBB" };
  if (value instanceof UnknownValue) return `answer to ${where}`;
  if (value instanceof ResourceReference) {
    return {
      [signatureKey]: signature.resource,
      urn: value.urn,
      ...(typeof value.id === "string" && { id: value.id }),
    };
  }
  if (value instanceof AssetValue) return { [signatureKey]: signature.asset, text: String(value.content) };
  if (Array.isArray(value)) return value.map((item: PropertyValue) => written(item, where));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, written(item, where)]));
}
