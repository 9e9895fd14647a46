import type { Plan } from "../model.ts";
import { groupBy } from "./group-by.ts";
import { nounOf } from "./nouns.ts";
import { booleanAt, entriesOf, listAt, numberAt, textAt, valueAt } from "./read.ts";

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
  readonly nodes: { readonly min: number; readonly max: number } | undefined;
  readonly dataClass: string | undefined;
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
  /** Ports that the whole internet may reach, e.g. `TCP 443`. */
  readonly openPorts: readonly string[];
  readonly gateways: readonly string[];
  readonly clusters: readonly {
    readonly name: string;
    readonly version: string | undefined;
    readonly publicEndpoint: boolean | undefined;
  }[];
  readonly pools: readonly Pool[];
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
const poolTag = "eu-gpu-cloud-pool";
const minTag = "eu-gpu-cloud-min-nodes";
const maxTag = "eu-gpu-cloud-max-nodes";

/** Size and shape of a node pool resource; `undefined` for every other resource. */
export function poolOf({ type, name, urn, properties }: Resource): Pool | undefined {
  if (type !== "oci:ContainerEngine/nodePool:NodePool") return undefined;
  const min = numberAt(properties, "freeformTags", minTag);
  const max = numberAt(properties, "freeformTags", maxTag);
  const size = numberAt(properties, "nodeConfigDetails", "size");
  return {
    urn,
    name: textAt(properties, "freeformTags", poolTag) ?? textAt(properties, "name") ?? name,
    shape: textAt(properties, "nodeShape"),
    gpus: undefined,
    nodes:
      min !== undefined && max !== undefined ? { min, max } : size === undefined ? undefined : { min: size, max: size },
    dataClass: undefined,
  };
}

/** Pools that the program states in its outputs, completed by the node pools it creates. */
function poolsOf(plan: Plan): readonly Pool[] {
  const pools = new Map(plan.resources.flatMap((resource) => poolOf(resource) ?? []).map((pool) => [pool.name, pool]));
  const stated = valueAt(plan.outputs, "pools");
  const rows = Array.isArray(stated) ? stated.map((row) => ["", row] as const) : entriesOf(stated);
  for (const [key, row] of rows) {
    const name = textAt(row, "name") ?? key;
    const gpu = textAt(row, "gpu");
    if (name === "" || gpu === undefined) continue;
    const created = pools.get(name);
    const min = numberAt(row, "minNodes");
    const max = numberAt(row, "maxNodes");
    pools.set(name, {
      name,
      urn: created?.urn,
      shape: created?.shape,
      gpus: `${numberAt(row, "gpusPerNode") ?? "?"} × ${gpu}`,
      nodes: created?.nodes ?? (min !== undefined && max !== undefined ? { min, max } : undefined),
      dataClass: textAt(row, "dataClass"),
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

function openPorts(rules: readonly Resource[]): readonly string[] {
  const open = rules
    .filter(({ properties }) => textAt(properties, "direction") === "INGRESS")
    .filter(({ properties }) => everywhere.has(textAt(properties, "source") ?? ""))
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
