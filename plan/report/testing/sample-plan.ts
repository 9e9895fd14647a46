import type { CostItem, Finding, Issue, OpenValue, Plan, ResidencyReport, UnpricedItem } from "../../model.ts";

type Resource = Plan["resources"][number];

/** Collects resources as a program would register them. */
class Graph {
  readonly resources: Resource[] = [];
  readonly #stack: string;

  constructor(stack: string) {
    this.#stack = stack;
  }

  add(type: string, name: string, parent: Resource | undefined, properties: unknown = {}, protect = false): Resource {
    const path = parent === undefined || parent.type === "pulumi:pulumi:Stack" ? type : `${parent.type}$${type}`;
    const urn = `urn:pulumi:${this.#stack}::eu-gpu-cloud::${path}::${name}`;
    const resource = { urn, type, name, parent: parent?.urn ?? "", protect, properties };
    this.resources.push(resource);
    return resource;
  }

  kubernetes(version: string, kind: string, parent: Resource, metadata: object, rest: object = {}): Resource {
    const { name } = metadata as { name: string };
    const apiVersion = version.replace(/^core\//, "");
    return this.add(`kubernetes:${version}:${kind}`, name, parent, { apiVersion, kind, metadata, ...rest });
  }
}

export interface OciSample {
  readonly stack: "prod-fra" | "sovereign-fra";
  readonly region: string;
  readonly gpuPools: readonly {
    readonly name: string;
    readonly shape: string;
    readonly gpu: string;
    readonly max: number;
  }[];
}

const subnets = [
  ["api", "10.20.0.0/28", true],
  ["workers", "10.20.16.0/20", true],
  ["pods", "10.20.128.0/17", true],
  ["lb-internal", "10.20.1.0/24", true],
  ["lb-public", "10.20.2.0/24", false],
  ["bastion", "10.20.0.32/28", true],
  ["data", "10.20.3.0/24", true],
] as const;

function ociResources({ stack, region, gpuPools }: OciSample): readonly Resource[] {
  const graph = new Graph(stack);
  const root = graph.add("pulumi:pulumi:Stack", `eu-gpu-cloud-${stack}`, undefined);
  const cloud = graph.add("sgc:oci:OciSubstrate", "cloud", root);
  graph.add("pulumi:providers:oci", "cloud-oci", cloud, { region, auth: "ApiKey" });
  graph.add("pulumi:providers:oci", "cloud-oci-home", cloud, { region, auth: "ApiKey" });

  const compartments = graph.add("sgc:oci:OciCompartments", "cloud-compartments", cloud);
  for (const name of ["environment", "network", "security", "platform", "data"]) {
    graph.add("oci:Identity/compartment:Compartment", `cloud-compartments-${name}`, compartments, {
      name: `${stack}-${name}`,
    });
  }

  const network = graph.add("sgc:oci:OciNetwork", "cloud-network", cloud);
  graph.add("oci:Core/vcn:Vcn", "cloud-network-vcn", network, {
    cidrBlocks: ["10.20.0.0/16"],
    displayName: `${stack}-vcn`,
  });
  for (const kind of ["Internet", "Nat", "Service"]) {
    graph.add(`oci:Core/${kind.toLowerCase()}Gateway:${kind}Gateway`, `cloud-network-${kind.toLowerCase()}`, network);
  }
  for (const [name, cidrBlock, isPrivate] of subnets) {
    const inside = {
      cidrBlock,
      displayName: `${stack}-network-${name}`,
      prohibitInternetIngress: isPrivate,
      vcnId: "[unknown]",
    };
    graph.add("oci:Core/subnet:Subnet", `cloud-network-${name}`, network, inside);
    const group = graph.add("oci:Core/networkSecurityGroup:NetworkSecurityGroup", `cloud-network-nsg-${name}`, network);
    for (let rule = 1; rule <= 6; rule++) {
      graph.add(
        "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule",
        `cloud-network-${name}-${rule}`,
        group,
        {
          direction: rule % 2 === 0 ? "EGRESS" : "INGRESS",
          protocol: "6",
          source: name === "lb-public" && rule === 1 ? "0.0.0.0/0" : "10.20.0.0/16",
          tcpOptions: { destinationPortRange: { min: 443, max: 443 } },
        },
      );
    }
  }

  const vault = graph.add("sgc:oci:OciVault", "cloud-vault", cloud);
  graph.add(
    "oci:Kms/vault:Vault",
    "cloud-vault-vault",
    vault,
    { displayName: `${stack}-vault`, vaultType: "DEFAULT" },
    true,
  );
  for (const key of ["volumes", "objects", "cluster"]) {
    graph.add(
      "oci:Kms/key:Key",
      `cloud-vault-${key}`,
      vault,
      { displayName: `${stack}-${key}`, protectionMode: "HSM" },
      true,
    );
  }
  graph.add("oci:Identity/policy:Policy", "cloud-vault-services", vault, {
    statements: ["Allow service oke to use keys"],
  });

  const cluster = graph.add("sgc:oci:OciCluster", "cloud-cluster", cloud);
  graph.add("oci:ContainerEngine/cluster:Cluster", "cloud-cluster-cluster", cluster, {
    name: `${stack}-cluster`,
    kubernetesVersion: "v1.34.1",
    endpointConfig: { isPublicIpEnabled: false, subnetId: "[unknown]" },
  });
  for (const addon of ["CoreDNS", "NvidiaGpuPlugin", "ClusterAutoscaler"]) {
    graph.add("oci:ContainerEngine/addon:Addon", `cloud-cluster-${addon.toLowerCase()}`, cluster, { addonName: addon });
  }

  const pool = (type: string, name: string, shape: string, min: number, max: number) => {
    const component = graph.add(`sgc:oci:${type}`, `cloud-${name}`, cloud);
    graph.add("oci:ContainerEngine/nodePool:NodePool", `cloud-${name}-pool`, component, {
      name,
      nodeShape: shape,
      nodeMetadata: { user_data: "[secret]" },
      nodeConfigDetails: { size: min },
      freeformTags: {
        "eu-gpu-cloud-min-nodes": String(min),
        "eu-gpu-cloud-max-nodes": String(max),
      },
    });
  };
  pool("OciSystemPool", "system", "VM.Standard.E5.Flex", 3, 6);
  for (const { name, shape, max } of gpuPools) pool("OciGpuPool", name, shape, 0, max);

  const buckets = graph.add("sgc:oci:OciBuckets", "cloud-buckets", cloud);
  for (const purpose of ["images", "storage", "backups", "logs"]) {
    graph.add(
      "oci:ObjectStorage/bucket:Bucket",
      `cloud-buckets-${purpose}`,
      buckets,
      {
        name: `${stack}-${purpose}`,
        kmsKeyId: "[unknown]",
        accessType: "NoPublicAccess",
        ...(purpose === "backups"
          ? { retentionRules: [{ duration: { timeAmount: "30", timeUnit: "DAYS" } }] }
          : { versioning: "Enabled" }),
      },
      true,
    );
  }
  const bastion = graph.add("sgc:oci:OciBastion", "cloud-bastion", cloud);
  graph.add("oci:Bastion/bastion:Bastion", "cloud-bastion-bastion", bastion, { bastionType: "STANDARD" });
  const budget = graph.add("sgc:oci:OciBudget", "cloud-budget", cloud);
  graph.add("oci:Budget/budget:Budget", "cloud-budget-budget", budget, { amount: 60000 });
  graph.add("oci:Budget/rule:Rule", "cloud-budget-80", budget, { threshold: 80 });
  graph.add("oci:Budget/rule:Rule", "cloud-budget-100", budget, { threshold: 100 });

  graph.add("pulumi:providers:kubernetes", "cloud-kubernetes", cloud, { kubeconfig: "[secret]" });
  graph.add("kubernetes:storage.k8s.io/v1:StorageClass", "cloud-storage-encrypted", cloud, {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name: "encrypted" },
    provisioner: "blockvolume.csi.oraclecloud.com",
    parameters: { "kms-key-id": "[unknown]" },
  });
  return graph.resources;
}

const usResidency = (operator: string, region: string, posture: string): ResidencyReport => ({
  profile: "eu-residency",
  posture,
  residency: { countries: ["DE"], regions: [region] },
  jurisdiction: {
    operator,
    parentCompany: "Oracle Corporation",
    parentCountry: "US",
    acceptances: [
      {
        company: "Oracle Corporation",
        country: "US",
        by: "M. Weber, head of infrastructure",
        reason: "no owned capacity for L40S before 2027",
        date: "2026-09-01",
        until: "2027-08-31",
      },
    ],
  },
});

const hours = 730;

function costOf(resources: readonly Resource[]): Plan["cost"] {
  const items: CostItem[] = [];
  const unpriced: UnpricedItem[] = [];
  const hourly: Readonly<Record<string, number>> = {
    "VM.Standard.E5.Flex": 0.36,
    "BM.GPU.L40S.4": 14,
    "VM.GPU.A10.1": 2,
  };
  for (const { urn, type, name, properties } of resources) {
    if (type === "oci:ContainerEngine/cluster:Cluster") {
      items.push(item(urn, name, "cluster", "enhanced cluster", 0.1, 1, 1));
    }
    if (type === "oci:ObjectStorage/bucket:Bucket") {
      const reason = "the amount of data is not known before it is stored";
      unpriced.push({ urn, name, component: "buckets", what: "object storage", reason });
    }
    if (type !== "oci:ContainerEngine/nodePool:NodePool") continue;
    const {
      name: poolName,
      nodeShape,
      freeformTags: tags,
    } = properties as {
      name: string;
      nodeShape: string;
      freeformTags: Record<string, string>;
    };
    const component = `${nodeShape.includes("GPU") ? "gpu-pool" : "system-pool"} ${poolName}`;
    const price = hourly[nodeShape];
    if (price === undefined) {
      unpriced.push({ urn, name, component, what: `${nodeShape} node`, reason: "not in the price table" });
      continue;
    }
    const [min, max] = [Number(tags["eu-gpu-cloud-min-nodes"]), Number(tags["eu-gpu-cloud-max-nodes"])];
    items.push(item(urn, name, component, `${nodeShape} node`, price, min, max));
  }
  const sum = (pick: "monthlyIdle" | "monthlyActive") => items.reduce((total, entry) => total + entry[pick], 0);
  const monthly = { idle: sum("monthlyIdle"), active: sum("monthlyActive") };
  return { currency: "USD", asOf: "2026-09-14", source: "Oracle public price list", monthly, items, unpriced };
}

function item(
  urn: string,
  name: string,
  component: string,
  what: string,
  unitPrice: number,
  idle: number,
  active: number,
): CostItem {
  return {
    urn,
    name,
    component,
    what,
    unit: "per hour",
    unitPrice,
    quantityIdle: idle,
    quantityActive: active,
    monthlyIdle: idle * unitPrice * hours,
    monthlyActive: active * unitPrice * hours,
    source: "Oracle public price list",
  };
}

/** A plan around these resources in which nothing is wrong. */
function planOf(
  stack: string,
  resources: readonly Resource[],
  residency: ResidencyReport,
  rest: Partial<Plan> = {},
): Plan {
  const byType: Record<string, number> = {};
  for (const { type } of resources) byType[type] = (byType[type] ?? 0) + 1;
  const findings = rest.findings ?? [];
  const level = (name: string) => findings.filter((finding) => finding.level === name).length;
  return {
    stack,
    verdict: "pass",
    resources,
    counts: {
      resources: resources.length,
      components: resources.filter(({ type }) => type.startsWith("sgc:")).length,
      providers: resources.filter(({ type }) => type.startsWith("pulumi:providers:")).length,
      byType,
      findings: {
        mandatory: level("mandatory"),
        remediate: level("remediate"),
        advisory: level("advisory"),
        disabled: level("disabled"),
      },
    },
    cost: costOf(resources),
    findings: [],
    packs: [
      { name: "residency", version: "0.1.0", rules: 10 },
      { name: "subprocessors", version: "0.1.0", rules: 6 },
    ],
    assumed: [],
    unknown: [],
    outputs: {},
    residency,
    issues: [],
    times: { program: 2.1, policies: 1.42, cost: 0.01 },
    ...rest,
  };
}

const discovered: readonly OpenValue[] = [
  { where: "discovery.availabilityDomains", path: "", reason: "taken from the stack file; the cloud was not asked" },
  { where: "discovery.nodeImages", path: "", reason: "taken from the stack file; the cloud was not asked" },
];

function unknownsOf(resources: readonly Resource[]): readonly OpenValue[] {
  return resources.flatMap(({ urn, properties }) =>
    Object.entries(properties as Record<string, unknown>)
      .filter(([, value]) => value === "[unknown]")
      .map(([path]) => ({
        where: urn,
        path,
        reason: "the cloud gives this value when it creates the resource it refers to",
      })),
  );
}

const pool = (name: string, gpu: string, gpusPerNode: number, minNodes: number, maxNodes: number) => {
  return { name, kind: "cluster", gpu, gpusPerNode, minNodes, maxNodes, country: "DE", dataClass: "personal" };
};

const ociOutputs = ({ stack, region, gpuPools }: OciSample) => ({
  sdk: { context: stack, gatewayHost: `gateway.${stack}.example.eu`, gatewayPort: 443 },
  registry: { host: `registry.${stack}.example.eu`, mirror: `registry.${stack}.example.eu/mirror` },
  pools: gpuPools.map(({ name, gpu, shape, max }) => pool(name, gpu, Number(shape.at(-1)), 0, max)),
  contributors: { nodes: [] },
  objectStore: { endpoint: "[unknown]", region, buckets: { images: `${stack}-images`, storage: `${stack}-storage` } },
  kubeconfig: "[secret]",
});

const frankfurt: OciSample = {
  stack: "prod-fra",
  region: "eu-frankfurt-1",
  gpuPools: [
    { name: "l40s", shape: "BM.GPU.L40S.4", gpu: "L40S", max: 4 },
    { name: "a10", shape: "VM.GPU.A10.1", gpu: "A10G", max: 8 },
  ],
};

function ociPlan(sample: OciSample, residency: ResidencyReport, rest: Partial<Plan> = {}): Plan {
  const resources = ociResources(sample);
  return planOf(sample.stack, resources, residency, {
    assumed: discovered,
    unknown: unknownsOf(resources),
    outputs: ociOutputs(sample),
    ...rest,
  });
}

/** OCI Frankfurt, realm OC1: everything in order. */
export function prodFra(gpuPools = frankfurt.gpuPools): Plan {
  return ociPlan({ ...frankfurt, gpuPools }, usResidency("Oracle Corporation", "eu-frankfurt-1", "eu-resident"));
}

/** The same in EU Sovereign Cloud, realm OC19, where one price is not known. */
export function sovereignFra(): Plan {
  const gpuPools = [{ name: "h100", shape: "BM.GPU.H100.8", gpu: "H100", max: 2 }];
  const sample = { stack: "sovereign-fra", region: "eu-frankfurt-2", gpuPools } as const;
  return ociPlan(sample, usResidency("Oracle EU Sovereign Cloud entity", "eu-frankfurt-2", "eu-operated"));
}

/** Existing Kubernetes of a provider without a parent elsewhere. */
export function euOwned(): Plan {
  const graph = new Graph("eu-owned");
  const root = graph.add("pulumi:pulumi:Stack", "eu-gpu-cloud-eu-owned", undefined);
  const substrate = graph.add("sgc:existing:ExistingSubstrate", "cloud", root);
  graph.add("pulumi:providers:kubernetes", "cloud-kubernetes", substrate, { context: "hetzner-fsn1" });
  const data = graph.add("sgc:data:Redis", "redis", root);
  graph.kubernetes("core/v1", "Namespace", data, { name: "beta9-data" });
  graph.kubernetes(
    "core/v1",
    "Secret",
    data,
    { name: "redis", namespace: "beta9-data" },
    { stringData: { password: "hunter2" } },
  );
  graph.kubernetes(
    "apps/v1",
    "StatefulSet",
    data,
    { name: "redis-server", namespace: "beta9-data" },
    {
      spec: {
        volumeClaimTemplates: [{ metadata: { name: "data" }, spec: { resources: { requests: { storage: "20Gi" } } } }],
      },
    },
  );
  return planOf(
    "eu-owned",
    graph.resources,
    {
      profile: "eu-owned",
      posture: "eu-owned",
      residency: { countries: ["DE"], regions: ["fsn1"] },
      jurisdiction: {
        operator: "Hetzner Online GmbH",
        parentCompany: "Hetzner Online GmbH",
        parentCountry: "DE",
        acceptances: [],
      },
    },
    {
      outputs: {
        pools: [
          pool("rtx", "RTX4090", 2, 3, 3),
          { ...pool("macs", "", 0, 0, 0), kind: "contributor", gpu: null, gpusPerNode: null, country: "NL" },
        ],
        contributors: {
          nodes: [
            { name: "mac-utrecht-1", pool: "macs", kind: "mac", country: "NL", class: "contracted" },
            { name: "rtx-berlin-1", pool: "rtx-homes", kind: "rtx", country: "DE", class: "volunteer" },
          ],
        },
      },
    },
  );
}

/** `prod-fra` with its region changed to Ashburn, a copy to London and one piece of advice. */
export function withViolations(): Plan {
  const sample = { ...frankfurt, region: "us-ashburn-1" };
  const resources = ociResources(sample);
  const source = { file: "Pulumi.prod-fra.yaml", path: "cloud.region", line: 14, column: 13 };
  const residency = { pack: "residency", axis: "residency", level: "mandatory", severity: "critical" } as const;
  const regionFix = "use one of eu-frankfurt-1, eu-amsterdam-1, eu-paris-1, eu-marseille-1, eu-milan-1";
  const findings: Finding[] = resources
    .filter(({ type }) => type.startsWith("oci:"))
    .map(({ urn }) => ({
      ...residency,
      rule: "RES-001",
      title: "region-allow-list",
      urn,
      path: "",
      message: "us-ashburn-1 (Ashburn, US) is outside the profile eu-residency",
      fix: regionFix,
      why: "GDPR Art. 44",
      source,
    }));
  const bucket = resources.find(({ name }) => name === "cloud-buckets-backups");
  const copy = new Graph(sample.stack).add(
    "oci:ObjectStorage/replicationPolicy:ReplicationPolicy",
    "cloud-buckets-backups-copy",
    bucket,
    {
      bucket: "prod-fra-backups",
      destinationRegionName: "uk-london-1",
    },
  );
  findings.unshift({
    pack: "subprocessors",
    rule: "SUB-004",
    title: "floating-tag",
    level: "advisory",
    severity: "low",
    axis: "none",
    urn: resources.at(-1)?.urn ?? "",
    path: "parameters",
    message: "the image is named by a tag that can move",
    fix: "name it by digest",
    why: "",
  });
  findings.push({
    ...residency,
    rule: "RES-007",
    title: "cross-region-replication",
    urn: copy.urn,
    path: "destinationRegionName",
    message: "replicates to uk-london-1 (London, GB), outside the profile eu-residency",
    fix: "pick one of eu-frankfurt-1, eu-amsterdam-1, eu-paris-1",
    why: "GDPR Art. 44",
    source: { ...source, path: "buckets.backups.replicateTo.region", line: 88, column: 15 },
  });
  const report = usResidency("Oracle Corporation", "us-ashburn-1", "out-of-area");
  return planOf(
    sample.stack,
    [...resources, copy],
    { ...report, residency: { countries: ["US"], regions: ["us-ashburn-1"] } },
    {
      verdict: "violations",
      findings,
      assumed: discovered,
      unknown: unknownsOf(resources),
      outputs: ociOutputs(sample),
    },
  );
}

/** Twenty mistakes at once. */
export function invalid(): Plan {
  const file = "Pulumi.prod-fra.yaml";
  const mistakes: readonly (readonly [string, string, string, string, string?])[] = [
    [
      "cloud.region",
      "is no region of OCI",
      "eu-frankfurt1",
      "a region id such as eu-frankfurt-1",
      "did you mean eu-frankfurt-1?",
    ],
    [
      "cloud.tenancyOcid",
      "belongs to realm oc19, the region to oc1",
      "ocid1.tenancy.oc19..aaaa",
      "an OCID of realm oc1",
    ],
    ["cloud.kubernetesVersion", "is no version", "1.34", "a version such as v1.34.1", "did you mean v1.34.1?"],
    ["network.vcnCidr", "overlaps network.servicesCidr 10.20.0.0/16", "10.20.0.0/16", "a /16 to /20 apart from it"],
    ["gpuPools.l40s.shape", "is no GPU shape", "BM.GPU.L40.4", "a shape of the table", "did you mean BM.GPU.L40S.4?"],
    ["gpuPools.l40s.minNodes", "is above maxNodes 4", "9", "0 to 4"],
    [
      "budget.monthlyAmont",
      "is no setting",
      "60000",
      "monthlyAmount, alertPercents, recipients",
      "did you mean monthlyAmount?",
    ],
  ];
  const pools = Array.from(
    { length: 13 },
    (_, index) => [`gpuPools.pool-${index + 1}.maxNodes`, "is too large", String(1001 + index), "1 to 1000"] as const,
  );
  const issues = [...pools, ...mistakes].map(
    ([path, message, value, accepted, suggestion], index): Issue => ({
      path,
      message,
      value,
      accepted,
      ...(suggestion === undefined ? {} : { suggestion }),
      source: { file, path, line: index < 13 ? 60 + 5 * index : 14 + index, column: 5 },
    }),
  );
  const none = { residency: { countries: [], regions: [] }, profile: "", posture: "" };
  const nobody = { operator: "", parentCompany: "", parentCountry: "", acceptances: [] };
  const plan = planOf("prod-fra", [], { ...none, jurisdiction: nobody });
  return { ...plan, verdict: "invalid", issues, packs: [], times: { configuration: 0.2 } };
}
