import { plannedResource } from "../engine/planned-resource.ts";
import type { PropertyValue } from "../engine/values.ts";
import type { PlannedResource, ProgramRun } from "../model.ts";

/** A registration with everything that a test does not care about left empty. */
export function planned(
  type: string,
  name: string,
  properties: Readonly<Record<string, PropertyValue>> = {},
  more: Partial<PlannedResource> = {},
): PlannedResource {
  const urn = `urn:pulumi:test::kit::${type}::${name}`;
  return plannedResource({ urn, type, name, properties, provider: ociProviderUrn, ...more });
}

const ociProviderUrn = "urn:pulumi:test::kit::pulumi:providers:oci::oci";

/** A run with a provider for this region in front of the resources. */
export function runIn(region: PropertyValue, ...resources: readonly PlannedResource[]): ProgramRun {
  const provider = planned("pulumi:providers:oci", "oci", { region }, { provider: "" });
  return { project: "kit", stack: "test", resources: [provider, ...resources], invokes: [], outputs: {}, log: [] };
}

/** A managed node pool of this shape; `tags` are the autoscaler's bounds as freeform tags. */
export function nodePoolOf(
  shape: string,
  size: PropertyValue,
  tags: { readonly min?: PropertyValue; readonly max?: PropertyValue } = {},
  more: Readonly<Record<string, PropertyValue>> = {},
): PlannedResource {
  return planned("oci:ContainerEngine/nodePool:NodePool", `pool-${shape}`, {
    nodeShape: shape,
    nodeConfigDetails: { size },
    nodeSourceDetails: { bootVolumeSizeInGbs: "500" },
    freeformTags: {
      ...(tags.min !== undefined && { "eu-gpu-cloud-min-nodes": tags.min }),
      ...(tags.max !== undefined && { "eu-gpu-cloud-max-nodes": tags.max }),
    },
    ...more,
  });
}
