import { z } from "zod";
import { Refusal } from "../refusal.ts";

const resource = z.object({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().default(false),
  id: z.string().default(""),
  parent: z.string().default(""),
  /** `urn::id` of the provider. */
  provider: z.string().default(""),
  protect: z.boolean().default(false),
  /** The program only refers to it: it goes from the state, and stays where it is. */
  external: z.boolean().default(false),
  dependencies: z
    .array(z.string())
    .nullish()
    .transform((urns) => urns ?? []),
  propertyDependencies: z
    .record(z.string(), z.array(z.string()).nullish())
    .nullish()
    .transform((byProperty) => Object.values(byProperty ?? {}).flatMap((urns) => urns ?? [])),
  deletedWith: z.string().default(""),
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
});

const exported = z.object({
  version: z.number(),
  deployment: z
    .object({
      secrets_providers: z.object({ type: z.string() }).optional(),
      resources: z
        .array(resource)
        .nullish()
        .transform((resources) => resources ?? []),
      pending_operations: z
        .array(z.object({ type: z.string(), resource: z.object({ urn: z.string(), type: z.string() }) }))
        .nullish()
        .transform((operations) => operations ?? []),
    })
    .nullable(),
});

/** One resource as the state has it. Secret values are encrypted objects in it. */
export type StateResource = z.output<typeof resource>;

/** What a stack's state says. */
export interface Deployment {
  readonly resources: readonly StateResource[];
  /** Operations of which nobody knows how they ended: the CLI was killed meanwhile. */
  readonly pending: readonly { readonly operation: string; readonly urn: string; readonly type: string }[];
}

/** Layouts of `pulumi stack export` that the CLI of today writes. */
const knownVersions = [3, 4];

/**
 * What `pulumi stack export` prints.
 * @throws Refusal when it is not that
 */
export function parseDeployment(text: string): Deployment {
  const parsed = exported.safeParse(json(text));
  if (!parsed.success || !knownVersions.includes(parsed.data.version)) {
    const version = parsed.success ? ` of layout ${parsed.data.version}, which the kit does not know` : "";
    throw new Refusal(
      `what pulumi stack export printed is not a state${version}`,
      "look at it with pulumi stack export, and use the CLI version of the README",
    );
  }
  const { resources, pending_operations } = parsed.data.deployment ?? { resources: [], pending_operations: [] };
  return {
    resources,
    pending: pending_operations.map(({ type: operation, resource: { urn, type } }) => ({ operation, urn, type })),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
