import type { Plan } from "../model.ts";
import { groupBy } from "./group-by.ts";
import { nounOf } from "./nouns.ts";
import { booleanAt, listAt, numberAt, textAt, valueAt } from "./read.ts";
import { counted, rangeOfNodes } from "./text.ts";

type Resource = Plan["resources"][number];

/** Everything in the picture has a name and, when one resource stands for it, that resource's URN. */
interface Fact {
  readonly name: string;
  readonly urn: string | undefined;
}

/** Machines of one kind that grow and shrink together. */
export interface Pool extends Fact {
  /** Shape of a node as its cloud names it. */
  readonly shape: string | undefined;
  /** GPUs of one node, e.g. `4 × L40S`. */
  readonly gpus: string | undefined;
  /** Bounds that the autoscaler keeps; `undefined` when the plan does not state them. */
  readonly nodes: { readonly min: number; readonly max: number } | undefined;
  /** Nodes that the pool is created with. */
  readonly firstNodes: number | undefined;
}

/** A machine of somebody's that joins the environment over the mesh and stands where its owner is. */
export interface Contributor {
  readonly name: string;
  readonly kind: string;
  /** ISO 3166-1 alpha-2 code. */
  readonly country: string;
  /** On what terms it serves: `owned`, `contracted` or `volunteer`. */
  readonly terms: string;
}

export interface Zone extends Fact {
  readonly cidr: string | undefined;
  /** Whether addresses of the internet may be given to what stands in it; `undefined` when the plan does not say. */
  readonly internet: boolean | undefined;
}

/** Something that keeps data when everything is switched off. */
export interface Store extends Fact {
  readonly noun: string;
  /** How the data is kept, e.g. `own key`, `versioned`. */
  readonly traits: readonly string[];
}

/** What a person who has never seen the cloud's console wants to know of an environment. */
export interface EnvironmentFacts {
  readonly networks: readonly { readonly name: string; readonly cidrs: readonly string[] }[];
  readonly zones: readonly Zone[];
  /** Ports that the whole internet may reach, e.g. `TCP 443`; `undefined` when the plan does not say. */
  readonly openPorts: readonly string[] | undefined;
  readonly gateways: readonly string[];
  readonly clusters: readonly {
    readonly name: string;
    readonly version: string | undefined;
    readonly publicEndpoint: boolean | undefined;
  }[];
  readonly pools: readonly Pool[];
  readonly contributors: readonly Contributor[];
  readonly namespaces: readonly { readonly name: string; readonly workloads: number }[];
  readonly stores: readonly Store[];
  /** Replication out of the environment: which bucket, to which region. */
  readonly copies: readonly (Fact & { readonly region: string })[];
  readonly keys: readonly (Fact & { readonly protection: string | undefined })[];
}

/** Reads the facts off the resources and outputs of a plan. What the plan does not say is absent, never assumed. */
export function factsOf(plan: Plan): EnvironmentFacts {
  const byType = groupBy(plan.resources, (resource) => resource.type);
  const of = (type: string): readonly Resource[] => byType.get(type) ?? [];
  return {
    networks: of("oci:Core/vcn:Vcn").map(({ name, properties }) => ({
      name: textAt(properties, "displayName") ?? name,
      cidrs: listAt(properties, "cidrBlocks").filter((cidr) => typeof cidr === "string"),
    })),
    zones: of("oci:Core/subnet:Subnet").map(zoneOf),
    openPorts: openPorts(of("oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule")),
    gateways: ["internet", "nat", "service"]
      .map((kind) => `oci:Core/${kind}Gateway:${kind[0]?.toUpperCase()}${kind.slice(1)}Gateway`)
      .filter((type) => byType.has(type))
      .map(nounOf),
    clusters: of("oci:ContainerEngine/cluster:Cluster").map(({ name, properties }) => ({
      name: textAt(properties, "name") ?? name,
      version: textAt(properties, "kubernetesVersion"),
      publicEndpoint: booleanAt(properties, "endpointConfig", "isPublicIpEnabled"),
    })),
    pools: poolsOf(plan),
    contributors: listAt(plan.outputs, "contributors", "nodes").map((node) => ({
      name: textAt(node, "name") ?? "",
      kind: textAt(node, "kind") ?? "machine",
      country: textAt(node, "country") ?? "",
      terms: textAt(node, "class") ?? "",
    })),
    namespaces: namespacesOf(plan.resources),
    stores: plan.resources.flatMap(storesOf),
    copies: of("oci:ObjectStorage/replicationPolicy:ReplicationPolicy").map(({ name, urn, properties }) => ({
      urn,
      name: textAt(properties, "bucket") ?? name,
      region: textAt(properties, "destinationRegionName") ?? "a region not known yet",
    })),
    keys: of("oci:Kms/key:Key").map(({ name, urn, properties }) => ({
      urn,
      name: textAt(properties, "displayName") ?? name,
      protection: textAt(properties, "protectionMode"),
    })),
  };
}

/** Tags with which a node pool states the bounds that its autoscaler keeps. */
const minTag = "eu-gpu-cloud-min-nodes";
const maxTag = "eu-gpu-cloud-max-nodes";

/** Size and shape of a node pool resource; `undefined` for every other resource. */
export function poolOf({ type, name, urn, properties }: Resource): Pool | undefined {
  if (type !== "oci:ContainerEngine/nodePool:NodePool") return undefined;
  return {
    urn,
    name: textAt(properties, "name") ?? name,
    shape: textAt(properties, "nodeShape"),
    gpus: undefined,
    nodes: boundsOf(numberAt(properties, "freeformTags", minTag), numberAt(properties, "freeformTags", maxTag)),
    firstNodes: numberAt(properties, "nodeConfigDetails", "size"),
  };
}

/** `0 to 4 nodes`, or how many it begins with when nobody stated bounds. */
export function sizeOf({ nodes, firstNodes }: Pool): string | undefined {
  if (nodes !== undefined) return rangeOfNodes(nodes);
  return firstNodes === undefined ? undefined : `${counted(firstNodes, "node")} at first`;
}

function boundsOf(min: number | undefined, max: number | undefined): Pool["nodes"] {
  return min === undefined || max === undefined ? undefined : { min, max };
}

/** Node pools that the program creates and pools that it states in its outputs, each once. */
function poolsOf(plan: Plan): readonly Pool[] {
  const pools = new Map(plan.resources.flatMap((resource) => poolOf(resource) ?? []).map((pool) => [pool.name, pool]));
  for (const row of listAt(plan.outputs, "pools")) {
    const name = textAt(row, "name");
    const gpu = textAt(row, "gpu");
    if (name === undefined || gpu === undefined || textAt(row, "kind") === "contributor") continue;
    const created = pools.get(name);
    const each = numberAt(row, "gpusPerNode");
    pools.set(name, {
      name,
      urn: created?.urn,
      shape: created?.shape,
      gpus: each === undefined ? gpu : `${each} × ${gpu}`,
      nodes: created?.nodes ?? boundsOf(numberAt(row, "minNodes"), numberAt(row, "maxNodes")),
      firstNodes: created?.firstNodes,
    });
  }
  return [...pools.values()];
}

function zoneOf({ name, urn, properties }: Resource): Zone {
  const noInternet =
    booleanAt(properties, "prohibitInternetIngress") ?? booleanAt(properties, "prohibitPublicIpOnVnic");
  return {
    urn,
    name: textAt(properties, "displayName") ?? name,
    cidr: textAt(properties, "cidrBlock"),
    internet: noInternet === undefined ? undefined : !noInternet,
  };
}

const everywhere = new Set(["0.0.0.0/0", "::/0"]);
const protocols: Readonly<Record<string, string>> = { "6": "TCP", "17": "UDP", "1": "ICMP", all: "every protocol" };

/** Sources that are not known in a plan and need not be: neither is ever the whole internet. */
const noAddress = new Set(["NETWORK_SECURITY_GROUP", "SERVICE_CIDR_BLOCK"]);

function openPorts(rules: readonly Resource[]): readonly string[] | undefined {
  const incoming = rules.filter(({ properties }) => textAt(properties, "direction") !== "EGRESS");
  const byAddress = incoming.filter(({ properties }) => !noAddress.has(textAt(properties, "sourceType") ?? ""));
  const sources = byAddress.map(({ properties }) => textAt(properties, "source"));
  if (rules.length === 0 || sources.includes(undefined)) return undefined;
  const open = byAddress
    .filter((_, index) => everywhere.has(sources[index] ?? ""))
    .map(({ properties }) => {
      const number = textAt(properties, "protocol") ?? "";
      const protocol = protocols[number] ?? `protocol ${number}`;
      const options = protocol === "UDP" ? "udpOptions" : "tcpOptions";
      const min = numberAt(properties, options, "destinationPortRange", "min");
      const max = numberAt(properties, options, "destinationPortRange", "max");
      if (min === undefined) return protocol;
      return `${protocol} ${max === undefined || max === min ? min : `${min} to ${max}`}`;
    });
  return [...new Set(open)].sort();
}

/** Kinds that keep data, with the properties that say how. */
const storeTypes =
  /^oci:(ObjectStorage\/bucket|Psql\/dbSystem|Redis\/redisCluster|FileStorage\/fileSystem|Core\/volume):/;

function storesOf(resource: Resource): readonly Store[] {
  const { type, name, urn, properties } = resource;
  if (storeTypes.test(type)) {
    const traits = [
      textAt(properties, "kmsKeyId") !== undefined || valueAt(properties, "kmsKeyId") === "[unknown]" ? "own key" : "",
      textAt(properties, "versioning") === "Enabled" ? "versioned" : "",
      listAt(properties, "retentionRules").length > 0 ? "cannot be deleted early" : "",
    ];
    return [
      {
        urn,
        name: textAt(properties, "name") ?? textAt(properties, "displayName") ?? name,
        noun: nounOf(type),
        traits: traits.filter((trait) => trait !== ""),
      },
    ];
  }
  const claims =
    textAt(properties, "kind") === "PersistentVolumeClaim"
      ? [properties]
      : textAt(properties, "kind") === "StatefulSet"
        ? listAt(properties, "spec", "volumeClaimTemplates")
        : [];
  return claims.map((claim) => ({
    urn,
    name: textAt(properties, "metadata", "name") ?? name,
    noun: "volume",
    traits: [textAt(claim, "spec", "resources", "requests", "storage")].filter((trait) => trait !== undefined),
  }));
}

const workloadKinds = new Set(["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"]);

function namespacesOf(resources: readonly Resource[]): EnvironmentFacts["namespaces"] {
  const workloads = new Map<string, number>();
  for (const { properties } of resources) {
    const kind = textAt(properties, "kind") ?? "";
    const isNamespace = kind === "Namespace";
    if (!isNamespace && !workloadKinds.has(kind)) continue;
    const name = textAt(properties, "metadata", isNamespace ? "name" : "namespace");
    if (name !== undefined) workloads.set(name, (workloads.get(name) ?? 0) + (isNamespace ? 0 : 1));
  }
  return [...workloads].map(([name, count]) => ({ name, workloads: count }));
}
