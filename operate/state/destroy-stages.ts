import type { StateResource } from "../../plan/against/exported-state.ts";
import { plain } from "../../plan/against/plain.ts";
import { parseUrn } from "../../plan/engine/urn.ts";
import { type PropertyValue, SecretValue } from "../../plan/engine/values.ts";

/** One run of `pulumi destroy`. */
export interface Stage {
  readonly name: string;
  /** Why it comes at this place. */
  readonly why: string;
  /** What goes in it, in the order of the state; the last stage takes whatever is left. */
  readonly urns: readonly string[];
}

const kubernetesProvider = "pulumi:providers:kubernetes";
const workload = /^kubernetes:(apps|batch)\//;

/**
 * Destroys in three steps what one would leave behind in part. Load balancers and disks are made by controllers inside
 * the cluster and are in nobody's state: once the cluster is gone, nobody deletes them, they cost money, and their
 * network interfaces keep the subnets from being deleted. Each stage is closed: whatever depends on something in it is in
 * it or in a stage before.
 */
export function destroyStages(resources: readonly StateResource[]): readonly Stage[] {
  const dependents = dependentsOf(resources);
  const volumes = resources.filter(isClaim);
  const claimed = new Set(volumes.map(namespaceOf));
  const outside = resources.filter(
    (one) => isClaim(one) || isLoadBalancer(one) || (workload.test(one.type) && claimed.has(namespaceOf(one))),
  );
  const first = closure(outside, dependents);
  const inCluster = resources.filter(
    ({ provider }) => provider !== "" && parseUrn(provider).type === kubernetesProvider,
  );
  const second = closure(inCluster, dependents);
  const urns = resources.map(({ urn }) => urn);
  return [
    {
      name: "load balancers and volumes",
      why: "the cluster's controllers delete them in the cloud, so it must still run",
      urns: urns.filter((urn) => first.has(urn)),
    },
    {
      name: "everything else in Kubernetes",
      why: "it needs the cluster's API to go in order",
      urns: urns.filter((urn) => second.has(urn) && !first.has(urn)),
    },
    {
      name: "cluster, network and everything else",
      why: "nothing uses it any more",
      urns: urns.filter((urn) => !first.has(urn) && !second.has(urn)),
    },
  ].filter(({ urns }) => urns.length > 0);
}

function isClaim({ type }: StateResource): boolean {
  return /^kubernetes:core\/v1:PersistentVolume(Claim)?$/.test(type);
}

/** A Service whose kind is encrypted in the state may be one. */
function isLoadBalancer({ type, inputs }: StateResource): boolean {
  if (type !== "kubernetes:core/v1:Service") return false;
  return inputs.spec instanceof SecretValue || fieldOf(inputs.spec, "type") === "LoadBalancer";
}

function namespaceOf({ inputs, outputs }: StateResource): string {
  return String(fieldOf(outputs.metadata, "namespace") ?? fieldOf(inputs.metadata, "namespace") ?? "default");
}

function fieldOf(value: PropertyValue | undefined, name: string): unknown {
  return (plain(value) as Readonly<Record<string, unknown>> | null | undefined)?.[name];
}

/** URN → URNs of what can not be without it. */
function dependentsOf(resources: readonly StateResource[]): ReadonlyMap<string, readonly string[]> {
  const dependents = new Map<string, string[]>();
  for (const { urn, parent, provider, dependencies, propertyDependencies, deletedWith } of resources) {
    const needs = [...dependencies, ...Object.values(propertyDependencies).flat()];
    for (const need of [parent, provider, deletedWith, ...needs]) {
      if (need !== "") dependents.set(need, [...(dependents.get(need) ?? []), urn]);
    }
  }
  return dependents;
}

function closure(
  start: readonly StateResource[],
  dependents: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const reached = new Set<string>();
  const queue = start.map(({ urn }) => urn);
  for (let urn = queue.pop(); urn !== undefined; urn = queue.pop()) {
    if (reached.has(urn)) continue;
    reached.add(urn);
    queue.push(...(dependents.get(urn) ?? []));
  }
  return reached;
}
