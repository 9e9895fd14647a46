import type { PropertyMap } from "../../engine/codec.ts";
import { plannedResource } from "../../engine/planned-resource.ts";
import { makeUrn } from "../../engine/urn.ts";
import type { PlannedResource } from "../../model.ts";

/** A resource as a program registers it, with what a test says of it. */
export function resourceOf(
  type: string,
  name: string,
  properties: PropertyMap = {},
  rest: Partial<PlannedResource> = {},
): PlannedResource {
  const dependencies = Object.values(rest.propertyDependencies ?? {}).flat();
  return plannedResource({ urn: urnOf(type, name), type, name, properties, dependencies, ...rest });
}

export function urnOf(type: string, name: string, parentType = ""): string {
  return makeUrn({ stack: "prod", project: "kit", parentType, type, name });
}
