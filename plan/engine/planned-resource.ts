import type { PlannedResource } from "../model.ts";

/** A resource as the monitor records it when a program says no more of it than this. */
export function plannedResource(
  said: Pick<PlannedResource, "urn" | "type" | "name"> & Partial<PlannedResource>,
): PlannedResource {
  return {
    parent: "",
    custom: true,
    protect: false,
    properties: {},
    outputs: {},
    dependencies: [],
    propertyDependencies: {},
    provider: "",
    ignoreChanges: [],
    aliases: [],
    additionalSecretOutputs: [],
    deleteBeforeReplace: undefined,
    customTimeouts: {},
    ...said,
  };
}
