import { z } from "zod";
import { dataHeldBy } from "../../plan/replacement/replacement.ts";

const resource = z.object({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().default(false),
  id: z.string().default(""),
  parent: z.string().default(""),
  protect: z.boolean().default(false),
  external: z.boolean().default(false),
  delete: z.boolean().default(false),
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
  dependencies: z.array(z.string()).default([]),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).default({}),
  initErrors: z.array(z.string()).default([]),
});

/** A resource of a state as `pulumi stack export` writes it. */
export type StateResource = z.output<typeof resource>;

const exported = z.object({
  deployment: z.object({
    resources: z.array(resource).default([]),
    pending_operations: z.array(z.unknown()).nullish(),
  }),
});

export interface State {
  readonly resources: readonly StateResource[];
  /** Operations of which nobody knows how they ended. */
  readonly pending: number;
}

/** @throws ZodError on text that is no export */
export function parseState(text: string): State {
  const { deployment } = exported.parse(JSON.parse(text));
  return { resources: deployment.resources, pending: deployment.pending_operations?.length ?? 0 };
}

/** Last part of a URN: the name that the program gave. */
export function nameOf({ urn }: Pick<StateResource, "urn">): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** Lost with its secret half, and made again by the program, which hands it to whoever uses it. */
const madeAgain = ["oci:Identity/customerSecretKey:CustomerSecretKey"];

/** Resources that are lost with something that nobody can make again. */
export function dataHolders(resources: readonly StateResource[]): StateResource[] {
  return resources.filter(
    (each) =>
      !madeAgain.includes(each.type) &&
      dataHeldBy({ type: each.type, name: nameOf(each), properties: each.inputs }) !== undefined,
  );
}

/** Data holders that a mistake in the stack file could delete. */
export function unprotected(resources: readonly StateResource[]): string[] {
  return dataHolders(resources)
    .filter(({ protect }) => !protect)
    .map(nameOf);
}

/** One thing that must be there before another is made, and go after it. */
export interface Order {
  /** Names of resources, as a pattern. */
  readonly earlier: RegExp;
  readonly later: RegExp;
  readonly because: string;
}

/**
 * Orders that a state does not promise, one line each. A resource waits for what it depends on, for its parent, and for
 * what its ancestors depend on.
 * @throws Error for an order whose resources are not there: it would prove nothing
 */
export function brokenOrders(resources: readonly StateResource[], orders: readonly Order[]): string[] {
  const byUrn = new Map(resources.map((each) => [each.urn, each]));
  const known = new Map<string, ReadonlySet<string>>();
  const awaited = (urn: string): ReadonlySet<string> => {
    const found = known.get(urn);
    if (found !== undefined) return found;
    const { parent, dependencies, propertyDependencies } = byUrn.get(urn) ?? resource.parse({ urn, type: "" });
    const direct = [parent, ...dependencies, ...Object.values(propertyDependencies).flatMap((each) => each ?? [])];
    const all = new Set(direct.flatMap((each) => (each === "" ? [] : [each, ...awaited(each)])));
    known.set(urn, all);
    return all;
  };
  return orders.flatMap(({ earlier, later, because }) => {
    const [before, after] = [earlier, later].map((name) => resources.filter((each) => name.test(nameOf(each))));
    if (!before?.length || !after?.length) throw new Error(`no resource is called ${before?.length ? later : earlier}`);
    return after.flatMap(({ urn }) =>
      before
        .filter((each) => each.urn !== urn && !awaited(urn).has(each.urn))
        .map((each) => `${nameOf({ urn })} does not wait for ${nameOf(each)}: ${because}`),
    );
  });
}
