import type { Plan } from "../model.ts";
import { type Pool, poolOf, sizeOf } from "./facts.ts";
import { groupBy } from "./group-by.ts";
import { nounOf } from "./nouns.ts";
import { booleanAt, listAt, textAt } from "./read.ts";
import { counted, pluralOf, rangeOfNodes } from "./text.ts";

type Resource = Plan["resources"][number];

/** One line of the resource tree and what hangs below it. */
export interface Twig {
  /** What it is, e.g. `NAT gateway`; for folded siblings the whole line, e.g. `42 NSG rules`. */
  readonly noun: string;
  /** Name in the program; `""` for folded siblings. */
  readonly name: string;
  /** What matters about it, e.g. `BM.GPU.L40S.4, 0 to 4 nodes`. */
  readonly detail: string;
  readonly protect: boolean;
  readonly children: readonly Twig[];
}

/** Siblings of one type that are told apart on the page; from here on simple ones are only counted. */
const foldFrom = 3;
/** Siblings of one type that each have a story of their own, such as pools; beyond, the first ones stand for the rest. */
const showAtMost = 8;
const showOfMany = 3;

/** The resources as a tree short enough to read: many alike siblings become one line. Linear in the resources. */
export function resourceTree(resources: readonly Resource[]): readonly Twig[] {
  const known = new Set(resources.map((resource) => resource.urn));
  const childrenOf = groupBy(resources, ({ parent }) => (known.has(parent) ? parent : ""));
  const isStack = ({ type }: Resource) => type === "pulumi:pulumi:Stack";
  const roots = (childrenOf.get("") ?? []).flatMap((root) =>
    isStack(root) ? (childrenOf.get(root.urn) ?? []) : [root],
  );
  return twigsOf(roots, childrenOf);
}

function twigsOf(siblings: readonly Resource[], childrenOf: ReadonlyMap<string, readonly Resource[]>): readonly Twig[] {
  return [...groupBy(siblings, ({ type }) => type).values()].flatMap((alike) => {
    if (alike.length >= foldFrom && alike.every((resource) => isSimple(resource, childrenOf))) {
      return [foldOf(alike, "", childrenOf)];
    }
    const shown = alike.length > showAtMost ? alike.slice(0, showOfMany) : alike;
    const rest = alike.slice(shown.length);
    const twigs = shown.map((resource) => twigOf(resource, childrenOf));
    return rest.length === 0 ? twigs : [...twigs, foldOf(rest, "more ", childrenOf)];
  });
}

/** Nothing is lost by counting it: at most one kind of thing below it, and nothing there or itself that tells a story. */
function isSimple(resource: Resource, childrenOf: ReadonlyMap<string, readonly Resource[]>): boolean {
  const children = childrenOf.get(resource.urn) ?? [];
  return (
    !isTelling(resource) &&
    children.every((child) => child.type === children[0]?.type && !childrenOf.has(child.urn) && !isTelling(child))
  );
}

/** Pools cost money and copies leave the region: neither may disappear in a count. */
function isTelling(resource: Resource): boolean {
  return poolOf(resource) !== undefined || textAt(resource.properties, "destinationRegionName") !== undefined;
}

function twigOf(resource: Resource, childrenOf: ReadonlyMap<string, readonly Resource[]>): Twig {
  const children = childrenOf.get(resource.urn) ?? [];
  const twig = { noun: nounOf(resource.type), name: resource.name, protect: resource.protect };
  const only = children.length === 1 ? children[0] : undefined;
  // A component around one resource is that resource to a reader: one line, with the detail of what is inside.
  if (only !== undefined && !childrenOf.has(only.urn)) {
    const inside = [isTelling(only) && poolOf(only) === undefined ? nounOf(only.type) : "", detailOf(only)];
    const detail = inside.filter((part) => part !== "").join(" ") || saidOnce(nounOf(only.type), twig.noun);
    return { ...twig, detail, protect: resource.protect || only.protect, children: [] };
  }
  return { ...twig, detail: detailOf(resource), children: twigsOf(children, childrenOf) };
}

/** What is inside, unless the name of the component says so already. */
function saidOnce(inside: string, outside: string): string {
  return outside.endsWith(inside) ? "" : inside;
}

/** `42 NSG rules`, `7 NSGs with 42 NSG rules`, `997 more GPU pools, 0 to 3,988 nodes, with 997 node pools`. */
function foldOf(alike: readonly Resource[], more: string, childrenOf: ReadonlyMap<string, readonly Resource[]>): Twig {
  const pools: Pool[] = [];
  const below = new Map<string, number>();
  const stack = [...alike];
  for (let resource = stack.pop(); resource !== undefined; resource = stack.pop()) {
    const pool = poolOf(resource);
    if (pool !== undefined) pools.push(pool);
    for (const child of childrenOf.get(resource.urn) ?? []) {
      stack.push(child);
      const noun = nounOf(child.type);
      below.set(noun, (below.get(noun) ?? 0) + 1);
    }
  }
  const noun = nounOf(alike[0]?.type ?? "");
  const inside = [...below].map(([kind, count]) => counted(count, kind)).join(", ");
  return {
    noun: counted(alike.length, `${more}${noun}`, `${more}${pluralOf(noun)}`),
    name: "",
    detail: [nodesOf(pools), inside && `with ${inside}`].filter((part) => part !== "").join(", "),
    protect: alike.some((resource) => resource.protect),
    children: [],
  };
}

/** Bounds of all pools together; nothing when one of them has none, because the sum would be wrong. */
function nodesOf(pools: readonly Pool[]): string {
  let [min, max] = [0, 0];
  for (const { nodes } of pools) {
    if (nodes === undefined) return "";
    min += nodes.min;
    max += nodes.max;
  }
  return pools.length === 0 ? "" : rangeOfNodes({ min, max });
}

function detailOf(resource: Resource): string {
  const pool = poolOf(resource);
  if (pool !== undefined) {
    return [pool.shape, sizeOf(pool)].filter((part) => part !== undefined).join(", ");
  }
  const { type, properties } = resource;
  const parts: (string | undefined)[] = [
    ...listAt(properties, "cidrBlocks").map((cidr) => textAt({ cidr }, "cidr")),
    textAt(properties, "cidrBlock"),
    textAt(properties, "kubernetesVersion"),
    textAt(properties, "destinationRegionName"),
  ];
  if (type.startsWith("pulumi:providers:")) parts.push(textAt(properties, "region"), textAt(properties, "context"));
  const publicEndpoint = booleanAt(properties, "endpointConfig", "isPublicIpEnabled");
  if (publicEndpoint !== undefined) parts.push(publicEndpoint ? "public endpoint" : "private endpoint");
  return parts.filter((part) => part !== undefined).join(", ");
}
