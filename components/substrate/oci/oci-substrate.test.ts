import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it, vi } from "vitest";
import { type Call, type Registration, registrationsOf } from "../../../test/mock-engine.ts";
import { frankfurt, frankfurtAnswers, l40sPool } from "../../../test/oci-environment.ts";
import type { OciSubstrateArgs } from "./args.ts";
import { OciSubstrate } from "./oci-substrate.ts";

interface Made {
  readonly substrate: OciSubstrate;
  readonly resources: Registration[];
  readonly calls: Call[];
}

async function made(changes: Partial<OciSubstrateArgs> = {}): Promise<Made> {
  const calls: Call[] = [];
  let substrate: OciSubstrate | undefined;
  const resources = await registrationsOf(
    () => {
      substrate = new OciSubstrate("prod-fra", frankfurt(changes));
    },
    { ...frankfurtAnswers, onCall: (call) => calls.push(call) },
  );
  if (!substrate) throw new Error("the program made no substrate");
  return { substrate, resources, calls };
}

const ofType = (resources: Registration[], end: string) => resources.filter(({ type }) => type.endsWith(`:${end}`));
const only = (resources: Registration[], end: string): Registration => {
  const [one, ...others] = ofType(resources, end);
  if (!one || others.length > 0) throw new Error(`${others.length + (one ? 1 : 0)} resources are a ${end}`);
  return one;
};
const isComponent = ({ type }: Registration) => type.startsWith("sgc:");
const isProvider = ({ type }: Registration) => type.startsWith("pulumi:providers:");

/** The environment as it stands in most stack files. */
const usual = await made();

describe("OciSubstrate", () => {
  it("is made of these kinds of resources", () => {
    const { resources } = usual;
    const counts: Record<string, number> = {};
    for (const type of resources.map((one) => one.type).sort()) counts[type] = (counts[type] ?? 0) + 1;
    expect(counts).toMatchSnapshot();
  });

  it("keeps the name of every resource, because a new name means a new resource", () => {
    const { resources } = usual;
    const rules = ({ type }: Registration) => type.endsWith(":NetworkSecurityGroupSecurityRule");
    expect(
      resources
        .filter((one) => !rules(one))
        .map(({ type, name }) => `${type} ${name}`)
        .sort(),
    ).toMatchSnapshot();
  });

  it("gives every resource of a cloud its provider", () => {
    const { resources } = usual;
    const without = resources.filter((one) => !isComponent(one) && !isProvider(one) && one.provider === "");
    expect(without.map(({ type, name }) => `${type} ${name}`)).toEqual([]);
  });

  it("uses one provider when the tenancy's home is the region", () => {
    const { resources } = usual;
    expect(ofType(resources, "oci").map(({ name }) => name)).toEqual(["prod-fra-region"]);
  });

  it("writes identity, budget and tenancy settings in the home region and everything else in the region", async () => {
    const { resources } = await made({ homeRegion: "eu-amsterdam-1" });
    const home = resources.filter(({ provider }) => provider === "prod-fra-home").map(({ type }) => type);
    expect([...new Set(home)].sort()).toEqual([
      "oci:Audit/configuration:Configuration",
      "oci:Budget/budget:Budget",
      "oci:Budget/rule:Rule",
      "oci:Identity/compartment:Compartment",
      "oci:Identity/policy:Policy",
      "oci:Limits/quota:Quota",
    ]);
    const identity = resources.filter(({ type }) => type.startsWith("oci:Identity/"));
    expect(new Set(identity.map(({ provider }) => provider))).toEqual(new Set(["prod-fra-home"]));
    expect(ofType(resources, "oci").map(({ inputs }) => inputs.region)).toEqual(["eu-frankfurt-1", "eu-amsterdam-1"]);
  });

  it("leaves alone the tags that a tenancy sets by itself", () => {
    const { resources } = usual;
    // Providers take everything but strings as JSON.
    expect(JSON.parse(only(resources, "oci").inputs.ignoreDefinedTags)).toEqual([
      "Oracle-Tags.CreatedBy",
      "Oracle-Tags.CreatedOn",
    ]);
  });

  it("asks the cloud for nothing that the stack file states", async () => {
    const { calls } = await made({ cloudGuard: false });
    expect(calls.map(({ token }) => token)).toEqual(["oci:ContainerEngine/getClusterKubeConfig:getClusterKubeConfig"]);
  });

  it("asks the regional provider, once for each fact, when the stack file states none", async () => {
    const asked = await made({ discovery: {} });
    expect(asked.calls.map(({ token }) => token.split(":").at(-1)).sort()).toEqual([
      "getAvailabilityDomains",
      "getClusterKubeConfig",
      "getDetectorRecipes",
      "getNamespace",
      "getNodePoolOption",
      "getServices",
    ]);
    expect(new Set(asked.calls.map(({ provider }) => provider))).toEqual(new Set(["prod-fra-region"]));
    expect(asked.resources.map(({ name }) => name).sort()).toEqual(usual.resources.map(({ name }) => name).sort());
    expect(ofType(asked.resources, "NodePool").map(({ inputs }) => inputs.nodeConfigDetails.placementConfigs)).toEqual(
      ofType(usual.resources, "NodePool").map(({ inputs }) => inputs.nodeConfigDetails.placementConfigs),
    );
  });

  it("gives nothing a public address but what enters through the load balancer's subnet", () => {
    const { resources } = usual;
    const open = ofType(resources, "Subnet").filter(({ inputs }) => !inputs.prohibitPublicIpOnVnic);
    expect(open.map(({ name }) => name)).toEqual(["prod-fra-network-lb-public"]);
    expect(only(resources, "Cluster").inputs.endpointConfig.isPublicIpEnabled).toBe(false);
    expect(ofType(resources, "PublicIp")).toEqual([]);
  });

  it("makes the API endpoint public for named ranges only", async () => {
    const { resources } = await made({ apiEndpointCidrs: ["198.51.100.7/32"] });
    expect(only(resources, "Cluster").inputs.endpointConfig.isPublicIpEnabled).toBe(true);
    const api = resources.find(({ name }) => name === "prod-fra-network-api");
    expect(api?.inputs).toMatchObject({
      prohibitPublicIpOnVnic: false,
      routeTableId: "prod-fra-network-public-routes-id",
    });
    const sources = ofType(resources, "NetworkSecurityGroupSecurityRule")
      .filter(({ inputs }) => inputs.networkSecurityGroupId === "prod-fra-network-nsg-api-id")
      .map(({ inputs }) => inputs.source);
    expect(sources).toContain("198.51.100.7/32");
    expect(sources).not.toContain("0.0.0.0/0");
  });

  it("encrypts boot volumes, volumes, buckets and Secrets, each with the key made for it", () => {
    const { resources } = usual;
    for (const pool of ofType(resources, "NodePool")) {
      expect(pool.inputs.nodeConfigDetails.kmsKeyId).toBe("prod-fra-vault-volumes-id");
    }
    expect(only(resources, "StorageClass").inputs.parameters["kms-key-id"]).toBe("prod-fra-vault-volumes-id");
    expect(only(resources, "Bucket").inputs.kmsKeyId).toBe("prod-fra-vault-objects-id");
    expect(only(resources, "Cluster").inputs.kmsKeyId).toBe("prod-fra-vault-cluster-id");
  });

  it("makes the cluster and the nodes after the policies that let them use their keys", () => {
    const { resources } = usual;
    expect(only(resources, "Cluster").dependencies).toContain("prod-fra-vault-key-users");
    for (const pool of ofType(resources, "NodePool")) {
      expect(pool.dependencies).toEqual(
        expect.arrayContaining(["prod-fra-vault-key-users", "prod-fra-cluster-network-policy"]),
      );
    }
  });

  it("protects what can not be made again without loss", () => {
    const { resources } = usual;
    expect([...new Set(resources.filter(({ protect }) => protect).map(({ type }) => type))].sort()).toEqual([
      "oci:ContainerEngine/cluster:Cluster",
      "oci:Core/vcn:Vcn",
      "oci:Kms/key:Key",
      "oci:Kms/vault:Vault",
      "oci:ObjectStorage/bucket:Bucket",
    ]);
  });

  it("hands the kubeconfig on as a secret only", () => {
    const { resources, substrate } = usual;
    const kubernetes = only(resources, "kubernetes");
    expect(kubernetes.inputs.kubeconfig).toEqual({ secret: expect.stringContaining("kind: Config") });
    expect(kubernetes.inputs.clusterIdentifier).toBe("prod-fra-cluster-cluster-id");
    expect(resources.filter((one) => JSON.stringify(one.inputs).includes("kind: Config"))).toEqual([kubernetes]);
    expect(substrate.kubernetes).toBeDefined();
  });

  it("tells a scheduler how to reach each GPU pool and where it stands", () => {
    const { substrate } = usual;
    expect(substrate.gpuPools).toEqual({
      l40s: {
        name: "l40s",
        gpu: "L40S",
        gpusPerNode: 4,
        minNodes: 0,
        maxNodes: 2,
        nodeSelector: { "eu-gpu-cloud.internal/pool": "l40s" },
        taint: "nvidia.com/gpu=present:NoSchedule",
        country: "DE",
        dataClass: "personal",
      },
    });
  });

  it("scales only pools whose bounds differ", async () => {
    const { resources } = await made({
      gpuPools: { l40s: l40sPool, fixed: { ...l40sPool, minNodes: 1, maxNodes: 1 } },
    });
    const autoscaler = resources.find(({ inputs }) => inputs.addonName === "ClusterAutoscaler");
    expect(autoscaler?.inputs.configurations).toContainEqual({
      key: "nodes",
      value: "0:2:prod-fra-gpu-l40s-pool-id",
    });
  });

  it("has no autoscaler, GPU plug-in, bastion, budget or Cloud Guard that nobody asked for", async () => {
    const { resources } = await made({ gpuPools: {}, bastionCidrs: [], cloudGuard: false, budget: undefined });
    expect(ofType(resources, "Addon")).toEqual([]);
    expect(ofType(resources, "Bastion")).toEqual([]);
    expect(ofType(resources, "SecurityList")).toEqual([]);
    expect(ofType(resources, "Budget")).toEqual([]);
    expect(resources.filter(({ type }) => type.startsWith("oci:CloudGuard/"))).toEqual([]);
  });

  it("limits the environment to its region after its compartment is there", () => {
    const { resources } = usual;
    const quota = only(resources, "Quota");
    expect(quota.dependencies).toContain("prod-fra-compartments-environment");
    expect(quota.inputs.statements.join()).toContain("compartment prod-fra where request.region != 'eu-frankfurt-1'");
  });

  it("says what it can not do for a compartment below the root: a quota names compartments by path", async () => {
    const warnings = vi.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
    const { resources } = await made({ parentCompartmentOcid: "ocid1.compartment.oc1..parent" });
    expect(warnings).toHaveBeenCalledWith(expect.stringContaining("no quota"), expect.anything());
    warnings.mockRestore();
    expect(ofType(resources, "Quota")).toEqual([]);
    const environment = resources.find(({ name }) => name === "prod-fra-compartments-environment");
    expect(environment?.inputs.compartmentId).toBe("ocid1.compartment.oc1..parent");
  });

  it("authenticates as the stack file says and holds no credential", async () => {
    const { resources } = await made({
      auth: { method: "SecurityToken", profile: "eu" },
      gpuPools: {},
      cloudGuard: false,
    });
    const { ignoreDefinedTags, ...inputs } = only(resources, "oci").inputs;
    expect(inputs).toEqual({
      region: "eu-frankfurt-1",
      tenancyOcid: "ocid1.tenancy.oc1..tenancy",
      auth: "SecurityToken",
      configFileProfile: "eu",
    });
  });

  it("opens the way to a mirror outside, and warns when nobody named it", async () => {
    const warnings = vi.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
    const mirror = "registry.example.eu/mirror";
    const network = frankfurt().network;
    await made({ mirror, gpuPools: {} });
    expect(warnings).toHaveBeenCalledWith(expect.stringContaining("no node will pull an image"), expect.anything());
    warnings.mockClear();
    const { resources } = await made({
      mirror,
      gpuPools: {},
      network: { ...network, egressCidrs: ["198.51.100.9/32"] },
    });
    expect(warnings).not.toHaveBeenCalled();
    warnings.mockRestore();
    const ways = ofType(resources, "NetworkSecurityGroupSecurityRule").filter(
      ({ inputs }) => inputs.destination === "198.51.100.9/32",
    );
    expect(ways.map(({ inputs }) => inputs.networkSecurityGroupId).sort()).toEqual([
      "prod-fra-network-nsg-pods-id",
      "prod-fra-network-nsg-workers-id",
    ]);
  });

  it("lets node pools use a capacity reservation before the first node asks for it, and only when there is one", async () => {
    const reserved = {
      ...l40sPool,
      capacityReservationOcid: "ocid1.capacityreservation.oc1.eu-frankfurt-1.r",
      availabilityDomains: [2],
    };
    const { resources } = await made({ gpuPools: { l40s: reserved } });
    const policy = resources.find(({ name }) => name === "prod-fra-reservation-policy");
    expect(policy?.inputs.compartmentId).toBe(frankfurt().tenancyOcid);
    const pools = ofType(resources, "NodePool");
    expect(pools.every(({ dependencies }) => dependencies.includes("prod-fra-reservation-policy"))).toBe(true);
    const without = await made({ gpuPools: { l40s: l40sPool } });
    expect(without.resources.map(({ name }) => name)).not.toContain("prod-fra-reservation-policy");
  });

  it("refuses a region that does not exist before anything is registered", async () => {
    const registered: Registration[] = [];
    const program = registrationsOf(() => {
      new OciSubstrate("prod-fra", frankfurt({ region: "eu-frankfurt1" }));
    }).then((all) => registered.push(...all));
    await expect(program).rejects.toThrow("eu-frankfurt1 is no region of OCI; did you mean eu-frankfurt-1");
    expect(registered).toEqual([]);
  });

  it("grows by the same number of resources with every GPU pool", async () => {
    const size = async (count: number) => {
      const pools = Array.from({ length: count }, (_, index) => [`pool-${index}`, l40sPool] as const);
      return (await made({ gpuPools: Object.fromEntries(pools) })).resources.length;
    };
    const one = await size(1);
    expect((await size(2)) - one).toBe(2);
    expect((await size(8)) - one).toBe(7 * 2);
  });
});
