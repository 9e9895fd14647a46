import type { PropertyMap } from "../../engine/codec.ts";
import { makeUrn } from "../../engine/urn.ts";
import type { PlannedResource } from "../../model.ts";

/** A resource as a program registers it, with what a test says of it. */
export function plannedResource(
  type: string,
  name: string,
  properties: PropertyMap = {},
  rest: Partial<PlannedResource> = {},
): PlannedResource {
  return {
    urn: urnOf(type, name),
    type,
    name,
    parent: "",
    custom: true,
    protect: false,
    properties,
    outputs: {},
    dependencies: Object.values(rest.propertyDependencies ?? {}).flat(),
    propertyDependencies: {},
    provider: "",
    ignoreChanges: [],
    aliases: [],
    additionalSecretOutputs: [],
    deleteBeforeReplace: undefined,
    customTimeouts: {},
    ...rest,
  };
}

export function urnOf(type: string, name: string, parentType = ""): string {
  return makeUrn({ stack: "prod", project: "kit", parentType, type, name });
}
