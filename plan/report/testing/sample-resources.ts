import type { Plan } from "../../model.ts";

export type Resource = Plan["resources"][number];

/** Collects resources as a program would register them. */
export class Graph {
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

/** What differs between the samples in OCI. */
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

/** Everything of an environment in OCI, from the compartments to the workloads. */
export function ociResources({ stack, region, gpuPools }: OciSample): readonly Resource[] {
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
