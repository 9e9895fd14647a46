import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { type Registration, registrationsOf } from "../../../test/mock-engine.ts";
import { frankfurtDiscovery, l40sPool } from "../../../test/oci-environment.ts";
import type { OciGpuPoolArgs } from "./args.ts";
import { OciGpuPool } from "./gpu-pool.ts";
import type { OciNodePoolEnvironment } from "./node-pool.ts";
import { OciSystemPool } from "./system-pool.ts";

const environment: OciNodePoolEnvironment = {
  compartmentId: "platform-id",
  clusterId: "cluster-id",
  kubernetesVersion: "v1.34.1",
  workerSubnetId: "workers-id",
  workerNsgId: "workers-nsg-id",
  podSubnetId: "pods-id",
  podNsgId: "pods-nsg-id",
  kmsKeyId: "volumes-key-id",
  availabilityDomainNames: frankfurtDiscovery.availabilityDomains ?? [],
  nodeImages: frankfurtDiscovery.nodeImages ?? [],
  mirror: "registry.example.eu/mirror",
  country: "DE",
  prerequisites: [],
};

async function gpuPool(changes: Partial<OciGpuPoolArgs> = {}, around: Partial<OciNodePoolEnvironment> = {}) {
  const all = await registrationsOf(() => {
    new OciGpuPool("gpu", {
      environment: { ...environment, ...around },
      name: "l40s",
      regionAvailabilityDomains: [1, 2, 3],
      pool: { ...l40sPool, ...changes },
    });
  });
  return nodePoolIn(all);
}

async function systemPool(bounds = { minNodes: 3, maxNodes: 6 }, shape = "VM.Standard.E5.Flex") {
  const all = await registrationsOf(() => {
    new OciSystemPool("system", {
      environment,
      availabilityDomains: [1, 2, 3],
      pool: { shape, ocpus: 4, memoryGiB: 32, bootVolumeGiB: 100, ...bounds },
    });
  });
  return nodePoolIn(all);
}

function nodePoolIn(all: Registration[]): Registration {
  const pool = all.find(({ type }) => type === "oci:ContainerEngine/nodePool:NodePool");
  if (!pool) throw new Error("no node pool was registered");
  return pool;
}

const labelsOf = (pool: Registration): Record<string, string> =>
  Object.fromEntries(
    pool.inputs.initialNodeLabels.map(({ key, value }: { key: string; value: string }) => [
      key.replace("eu-gpu-cloud.internal/", ""),
      value,
    ]),
  );
const userDataOf = (pool: Registration): string =>
  Buffer.from(pool.inputs.nodeMetadata.user_data, "base64").toString("utf8");
const domainsOf = (pool: Registration): string[] =>
  pool.inputs.nodeConfigDetails.placementConfigs.map(
    (place: { availabilityDomain: string }) => place.availabilityDomain,
  );

describe("OciGpuPool", () => {
  it("labels nodes with what schedulers and auditors ask for", async () => {
    expect(labelsOf(await gpuPool())).toEqual({
      pool: "l40s",
      role: "gpu",
      gpu: "L40S",
      country: "DE",
      trust: "contracted",
      "data-class": "personal",
    });
  });

  it("gives no country label where no country is known, so that nothing matches it", async () => {
    expect(labelsOf(await gpuPool({}, { country: undefined }))).not.toHaveProperty("country");
  });

  it("taints nodes when they register, and tells the autoscaler of it while there are none", async () => {
    const taint = "--register-with-taints=nvidia.com/gpu=present:NoSchedule";
    const pool = await gpuPool();
    expect(userDataOf(pool)).toContain(taint);
    expect(pool.inputs.nodeMetadata["kubelet-extra-args"]).toBe(taint);
  });

  it("taints nothing when the pool takes everything", async () => {
    const pool = await gpuPool({ tainted: false });
    expect(userDataOf(pool)).not.toContain("taints");
    expect(pool.inputs.nodeMetadata).not.toHaveProperty("kubelet-extra-args");
  });

  it("starts at its minimum and leaves the size to the autoscaler from then on", async () => {
    const pool = await gpuPool({ minNodes: 1, maxNodes: 4 });
    expect(pool.inputs.nodeConfigDetails.size).toBe(1);
    expect(pool.ignoreChanges).toEqual(["nodeConfigDetails.size"]);
    expect(pool.inputs.freeformTags).toEqual({ "eu-gpu-cloud-min-nodes": "1", "eu-gpu-cloud-max-nodes": "4" });
  });

  it("keeps the size of a pool that does not scale", async () => {
    expect((await gpuPool({ minNodes: 2, maxNodes: 2 })).ignoreChanges).toEqual([]);
  });

  it("looks for machines in the order of availability domains that was asked for", async () => {
    expect(domainsOf(await gpuPool({ availabilityDomains: [3, 1] }))).toEqual([
      "Uocm:EU-FRANKFURT-1-AD-3",
      "Uocm:EU-FRANKFURT-1-AD-1",
    ]);
  });

  it("looks in every availability domain when none is named", async () => {
    expect(domainsOf(await gpuPool({ availabilityDomains: [] }))).toHaveLength(3);
  });

  it("pins a capacity reservation to its availability domain", async () => {
    const capacityReservationOcid = "ocid1.capacityreservation.oc1.eu-frankfurt-1.r";
    const pool = await gpuPool({ capacityReservationOcid, availabilityDomains: [2] });
    expect(pool.inputs.nodeConfigDetails.placementConfigs).toEqual([
      {
        availabilityDomain: "Uocm:EU-FRANKFURT-1-AD-2",
        subnetId: "workers-id",
        capacityReservationId: capacityReservationOcid,
      },
    ]);
  });

  it.each([[[]], [[1, 2]]])("refuses a reservation with availability domains %j", async (availabilityDomains) => {
    const pool = gpuPool({ capacityReservationOcid: "ocid1.capacityreservation.oc1..r", availabilityDomains });
    await expect(pool).rejects.toThrow("name exactly that one");
  });

  it("starts from the image with the GPU driver, or from the one that was named", async () => {
    expect((await gpuPool()).inputs.nodeSourceDetails.imageId).toBe("ocid1.image.oc1.eu-frankfurt-1.gpu");
    const named = await gpuPool({ imageOcid: "ocid1.image.oc1.eu-frankfurt-1.mine" }, { nodeImages: [] });
    expect(named.inputs.nodeSourceDetails).toEqual({
      sourceType: "IMAGE",
      imageId: "ocid1.image.oc1.eu-frankfurt-1.mine",
      bootVolumeSizeInGbs: "500",
    });
  });

  it("gives bare metal the time it needs, and no encryption in transit that it can not have", async () => {
    const bareMetal = await gpuPool();
    expect(bareMetal.createTimeout).toBe("3h");
    expect(bareMetal.inputs.nodeConfigDetails.isPvEncryptionInTransitEnabled).toBe(false);
    const virtual = await gpuPool({ shape: "VM.GPU.A10.1" });
    expect(virtual.createTimeout).toBe("1h");
    expect(virtual.inputs.nodeConfigDetails.isPvEncryptionInTransitEnabled).toBe(true);
  });

  it("renews disks instead of giving scarce machines back", async () => {
    expect((await gpuPool()).inputs.nodePoolCyclingDetails).toEqual({
      isNodeCyclingEnabled: true,
      cycleModes: ["BOOT_VOLUME_REPLACE"],
      maximumSurge: "0",
      maximumUnavailable: "1",
    });
  });

  it.each([
    ["BM.GPU.L40S.8", "did you mean BM.GPU.L40S.4"],
    ["BM.GPU.GB200.4", "a managed OKE node pool can not use"],
    ["VM.GPU2.1", "Beta9 does not know the GPU P100"],
  ])("refuses the shape %s", async (shape, message) => {
    await expect(gpuPool({ shape })).rejects.toThrow(message);
  });

  it("refuses a Kubernetes version that no image is for, and names what is near", async () => {
    await expect(gpuPool({}, { kubernetesVersion: "v1.33.0" })).rejects.toThrow(
      /l40s.*1\.33\.0.*nearest.*OKE-1\.34\.1/,
    );
  });

  it("refuses an availability domain that the tenancy does not list", async () => {
    await expect(gpuPool({ availabilityDomains: [4] })).rejects.toThrow("availability domain 4 is not among");
  });

  it("waits for answers that only the cloud has, with the same result", async () => {
    const asked = await gpuPool(
      {},
      {
        availabilityDomainNames: pulumi.output([...(environment.availabilityDomainNames as readonly string[])]),
        nodeImages: pulumi.output([...(frankfurtDiscovery.nodeImages ?? [])]),
      },
    );
    expect(asked.inputs).toEqual((await gpuPool()).inputs);
  });
});

describe("OciSystemPool", () => {
  it("encrypts boot volumes at rest and in transit and gives pods addresses of the VCN", async () => {
    expect((await systemPool()).inputs.nodeConfigDetails).toMatchObject({
      size: 3,
      kmsKeyId: "volumes-key-id",
      isPvEncryptionInTransitEnabled: true,
      nsgIds: ["workers-nsg-id"],
      nodePoolPodNetworkOptionDetails: {
        cniType: "OCI_VCN_IP_NATIVE",
        maxPodsPerNode: 93,
        podSubnetIds: ["pods-id"],
        podNsgIds: ["pods-nsg-id"],
      },
    });
  });

  it("takes a node with its size, without GPU driver and without taint", async () => {
    const pool = await systemPool();
    expect(pool.inputs.nodeShapeConfig).toEqual({ ocpus: 4, memoryInGbs: 32 });
    expect(pool.inputs.nodeSourceDetails.imageId).toBe("ocid1.image.oc1.eu-frankfurt-1.cpu");
    expect(pool.inputs.nodeMetadata).not.toHaveProperty("kubelet-extra-args");
    expect(labelsOf(pool)).toEqual({ pool: "system", role: "system", country: "DE", trust: "contracted" });
  });

  it("is spread over every availability domain and never loses capacity while nodes are renewed", async () => {
    const pool = await systemPool();
    expect(domainsOf(pool)).toHaveLength(3);
    expect(pool.inputs.nodePoolCyclingDetails).toMatchObject({ maximumSurge: "1", maximumUnavailable: "0" });
    expect(pool.ignoreChanges).toEqual(["nodeConfigDetails.size"]);
  });

  it("refuses a shape of fixed size", async () => {
    await expect(systemPool(undefined, "VM.Standard2.4")).rejects.toThrow("is not one of VM.Standard.E4.Flex");
  });
});
