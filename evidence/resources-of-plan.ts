import { unknownSentinel } from "../plan/engine/codec.ts";
import type { Plan } from "../plan/model.ts";
import type { ResourceInput } from "../policies/engine/extract/subject.ts";

/** A plan's resources as rules read them: the marks of the document stand for unknown values again. */
export function resourcesOfPlan({ resources }: Pick<Plan, "resources">): readonly ResourceInput[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return resources.map(({ urn, type, name, properties, provider: reference }) => {
    const provider = reference === undefined ? undefined : byUrn.get(reference);
    return {
      urn,
      type,
      name,
      properties: unmarked(properties),
      ...(provider && {
        provider: { type: provider.type, name: provider.name, properties: unmarked(provider.properties) },
      }),
    };
  });
}

/** Through JSON, by which every mark writes itself. */
function unmarked(properties: unknown): unknown {
  return JSON.parse(JSON.stringify(properties), (_, value) => (value === "[unknown]" ? unknownSentinel : value));
}
