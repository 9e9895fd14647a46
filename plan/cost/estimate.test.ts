import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FLEX_SHAPES, GPU_SHAPES } from "../../components/substrate/oci/shapes.ts";
import { SecretValue, UnknownValue } from "../engine/values.ts";
import type { CostReport, PlannedResource } from "../model.ts";
import { catalogue } from "./catalogue.ts";
import { estimateCost } from "./estimate.ts";
import { nodePoolOf, planned, runIn } from "./fixtures.ts";
import { hasNoBill, settingTypes } from "./settings.ts";

const unknown = UnknownValue.instance;
const frankfurt = "eu-frankfurt-1";
const estimate = (...resources: readonly PlannedResource[]) => estimateCost(runIn(frankfurt, ...resources));
const reasons = (report: CostReport) => report.unpriced.map(({ what, reason }) => `${what}: ${reason}`);
const amounts = ({ items }: CostReport) =>
  items.map(({ what, monthlyIdle, monthlyActive }) => [what, monthlyIdle, monthlyActive]);

describe("a GPU pool", () => {
  it("costs nothing idle and every node all month active when it scales from zero", () => {
    const report = estimate(nodePoolOf("BM.GPU.L40S.4", 0, { min: "0", max: "2" }));
    expect(amounts(report)).toEqual([
      ["BM.GPU.L40S.4 node, L40S GPU", 0, 2 * 4 * 3.5 * 730],
      ["boot volume, 10 VPU per GB", 0, 17],
      ["boot volume, 500 GB", 0, 25.5],
    ]);
    expect(report.monthly).toEqual({ idle: 0, active: 20_482.5 });
    expect(report.unpriced).toEqual([]);
  });

  it("is as large as its size when nothing says how it scales", () => {
    const [nodes] = estimate(nodePoolOf("VM.GPU.A10.2", 3)).items;
    expect(nodes).toMatchObject({ unit: "GPU-hour", unitPrice: 2, quantityIdle: 6, quantityActive: 6 });
  });

  it("is unpriced when the autoscaler sets its size and nothing says up to how many nodes", () => {
    const scaled = { ...nodePoolOf("BM.GPU.L40S.4", 0), ignoreChanges: ["nodeConfigDetails.size"] };
    expect(reasons(estimate(scaled))).toEqual([expect.stringContaining("eu-gpu-cloud-max-nodes does not say")]);
    const bounded = { ...nodePoolOf("BM.GPU.L40S.4", 0, { max: "2" }), ignoreChanges: ["nodeConfigDetails.size"] };
    expect(estimate(bounded).items[0]).toMatchObject({ quantityIdle: 0, quantityActive: 8 });
  });

  it("names what it belongs to, the part and the day of the price", () => {
    const component = planned("sgc:oci:OciGpuPool", "cloud-l40s", {}, { custom: false });
    const pool = { ...nodePoolOf("BM.GPU.L40S.4", 1), parent: component.urn };
    expect(estimate(component, pool).items[0]).toMatchObject({
      urn: pool.urn,
      name: pool.name,
      component: "gpu-pool cloud-l40s",
      source: expect.stringMatching(/B109479, 2026-09$/),
    });
  });

  it.each([
    ["a bound that is no number", "1", "four", "highest number of nodes (tag eu-gpu-cloud-max-nodes or size)"],
    ["half a node", "0.5", "1", "lowest number of nodes (tag eu-gpu-cloud-min-nodes or size)"],
    ["a negative bound", "-1", "1", "lowest number of nodes"],
    ["a bound that only the cloud knows", "0", unknown, "highest number of nodes"],
    ["a maximum below the minimum", "3", "2", "the highest number of nodes, 2, is below the lowest, 3"],
  ])("is unpriced with %s", (_, min, max, reason) => {
    const report = estimate(nodePoolOf("BM.GPU.L40S.4", 1, { min, max }));
    expect(report.items).toEqual([]);
    expect(reasons(report)).toEqual([expect.stringContaining(reason)]);
  });

  it("is unpriced when its size is unknown, when it is secret and when it is absent", () => {
    for (const size of [unknown, new SecretValue(3), null])
      expect(estimate(nodePoolOf("BM.GPU.L40S.4", size))).toMatchObject({ items: [], unpriced: [{ what: /nodes/ }] });
  });

  it("keeps the price of the nodes when only the boot volume's size is unknown", () => {
    const report = estimate(nodePoolOf("BM.GPU.L40S.4", 1, {}, { nodeSourceDetails: {} }));
    expect(report.monthly.idle).toBe(10_220);
    expect(reasons(report)).toEqual([expect.stringMatching(/^boot volumes: .*0\.0255 USD per GB-month \(B91961\)/)]);
  });

  it("says that a capacity reservation costs money even when no node uses it", () => {
    const details = { size: 0, placementConfigs: [{ capacityReservationId: "ocid1.capacityreservation.oc1..x" }] };
    const report = estimate(nodePoolOf("BM.GPU.H100.8", 0, {}, { nodeConfigDetails: details }));
    expect(reasons(report)).toEqual([expect.stringMatching(/^unused part of the capacity reservation: /)]);
  });

  it("does not price preemptible nodes at the full price", () => {
    const details = { size: 1, placementConfigs: [{ preemptibleNodeConfig: { preemptionAction: {} } }] };
    const report = estimate(nodePoolOf("VM.GPU3.1", 1, {}, { nodeConfigDetails: details }));
    expect(reasons(report)).toEqual([expect.stringContaining("preemptible")]);
  });

  it("names a shape that the price table does not have", () => {
    const report = estimate(nodePoolOf("BM.GPU.NEXT.8", 1));
    expect(reasons(report)).toEqual(["BM.GPU.NEXT.8 node: the price table has no row for shape BM.GPU.NEXT.8"]);
  });

  it.each(GPU_SHAPES.map(({ name, gpus }) => [name, gpus] as const))("of shape %s has a price", (name, gpus) => {
    expect(estimate(nodePoolOf(name, 1)).items[0]).toMatchObject({ unit: "GPU-hour", quantityIdle: gpus });
  });
});

describe("a pool of a flexible shape", () => {
  it.each(FLEX_SHAPES.map(({ name }) => name))("of shape %s is billed by its OCPUs and its memory", (name) => {
    const report = estimate(nodePoolOf(name, 2, {}, { nodeShapeConfig: { ocpus: 4, memoryInGbs: 32 } }));
    const compute = report.items.filter(({ what }) => what.startsWith(name));
    expect(compute.map(({ unit, quantityIdle }) => [unit, quantityIdle])).toEqual([
      ["OCPU-hour", 8],
      ["GB-hour", 64],
    ]);
  });

  it("costs the OCPUs, the memory and the boot volumes of all its nodes", () => {
    const report = estimate(
      nodePoolOf("VM.Standard.E5.Flex", 2, {}, { nodeShapeConfig: { ocpus: 4, memoryInGbs: 32 } }),
    );
    expect(report.monthly.idle).toBe(2 * (4 * 0.03 * 730 + 32 * 0.002 * 730 + 500 * 0.0255 + 500 * 10 * 0.0017));
  });

  it("prices the OCPUs when only the memory is unknown", () => {
    const report = estimate(
      nodePoolOf("VM.Standard.E5.Flex", 1, {}, { nodeShapeConfig: { ocpus: 4, memoryInGbs: unknown } }),
    );
    expect(report.items.map(({ unit }) => unit)).toContain("OCPU-hour");
    expect(reasons(report)).toEqual([expect.stringContaining("nodeShapeConfig.memoryInGbs is not known")]);
  });
});

describe("other resources of OCI", () => {
  it("counts the control plane of an enhanced cluster for every hour and a basic one as free", () => {
    const cluster = (type: string | null) => planned("oci:ContainerEngine/cluster:Cluster", "c", { type });
    expect(estimate(cluster("ENHANCED_CLUSTER")).monthly).toEqual({ idle: 73, active: 73 });
    expect(estimate(cluster(null)).items).toMatchObject([{ unitPrice: 0, monthlyActive: 0 }]);
    expect(reasons(estimate(cluster("FUTURE_CLUSTER")))).toHaveLength(1);
  });

  it("counts an HSM key by its version, a software key as free and an external key at its own price", () => {
    const vault = planned("oci:Kms/vault:Vault", "v", { vaultType: "DEFAULT" });
    const key = (protectionMode: string | null) =>
      planned(
        "oci:Kms/key:Key",
        "k",
        { protectionMode },
        { propertyDependencies: { managementEndpoint: [vault.urn] } },
      );
    const price = (mode: string | null) => estimate(vault, key(mode)).items.map(({ unitPrice }) => unitPrice);
    expect([price("HSM"), price(null), price("SOFTWARE"), price("EXTERNAL")]).toEqual([[0.5334], [0.5334], [0], [3]]);
  });

  it("does not guess the price of a key when its vault is private or not in the plan", () => {
    const vault = planned("oci:Kms/vault:Vault", "v", { vaultType: "VIRTUAL_PRIVATE" });
    const inVault = { propertyDependencies: { managementEndpoint: [vault.urn] } };
    const report = estimate(vault, planned("oci:Kms/key:Key", "k", {}, inVault), planned("oci:Kms/key:Key", "l"));
    expect(amounts(report)).toEqual([["virtual private vault", 2718.52, 2718.52]]);
    expect(reasons(report)).toEqual([
      expect.stringContaining("virtual private vault"),
      expect.stringContaining("is not known"),
    ]);
  });

  it("counts a flexible load balancer between its lowest and highest bandwidth", () => {
    const shapeDetails = { minimumBandwidthInMbps: 10, maximumBandwidthInMbps: 100 };
    const report = estimate(
      planned("oci:LoadBalancer/loadBalancer:LoadBalancer", "lb", { shape: "flexible", shapeDetails }),
    );
    expect(report.monthly).toEqual({ idle: 8.979, active: 15.549 });
  });

  it("says what stored objects and log lines would cost without inventing how many there are", () => {
    const report = estimate(planned("oci:ObjectStorage/bucket:Bucket", "b"), planned("oci:Logging/log:Log", "l"));
    expect(report.items).toEqual([]);
    expect(reasons(report)).toEqual([
      expect.stringContaining("list price: 0.05 USD per GB-month (B92593)"),
      expect.stringContaining(
        "list price: 0.0255 USD per GB-month (B91628) and 0.0034 USD per 10,000 requests (B91627)",
      ),
    ]);
  });

  it("names a type that the catalogue does not know", () => {
    const report = estimate(planned("oci:Psql/dbSystem:DbSystem", "db"), planned("aws:s3/bucket:Bucket", "copies"));
    expect(reasons(report)).toEqual([
      "aws:s3/bucket:Bucket: not in the price catalogue",
      "oci:Psql/dbSystem:DbSystem: not in the price catalogue",
    ]);
  });

  it("leaves out rules, policies, components and generated values", () => {
    const report = estimate(
      planned("oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule", "r"),
      planned("oci:Identity/policy:Policy", "p"),
      planned("random:index/randomPassword:RandomPassword", "s"),
      planned("sgc:oci:OciNetwork", "n", {}, { custom: false }),
    );
    expect([report.items, report.unpriced]).toEqual([[], []]);
  });
});

describe("the realm", () => {
  const resources = [
    nodePoolOf("BM.GPU.L40S.4", 1),
    planned("oci:Core/serviceGateway:ServiceGateway", "sg"),
    planned("oci:ObjectStorage/bucket:Bucket", "b"),
    planned("oci:Identity/policy:Policy", "p"),
  ];

  it("leaves everything in the EU Sovereign Cloud unpriced and gives the price in OC1 as a hint", () => {
    const report = estimateCost(runIn("eu-frankfurt-2", ...resources));
    expect(report.items).toEqual([]);
    expect(report.monthly).toEqual({ idle: 0, active: 0 });
    expect(reasons(report)).toContain(
      "BM.GPU.L40S.4 node, L40S GPU: list prices of realm OC19 (EU Sovereign Cloud) are not verified; list price in OC1: 3.5 USD per GPU-hour (B109479)",
    );
    expect(reasons(report)).toContain(
      "service gateway: list prices of realm OC19 (EU Sovereign Cloud) are not verified; list price in OC1: free",
    );
    expect(reasons(report)).toContainEqual(expect.stringMatching(/^stored objects.*; list price in OC1: 0\.0255/));
    expect(report.unpriced).toHaveLength(5);
  });

  it.each([unknown, "eu-atlantis-1", null])("is not guessed when the provider's region is %s", (region) => {
    const report = estimateCost(runIn(region, ...resources));
    expect(report.items).toEqual([]);
    expect(reasons(report)).toContainEqual(expect.stringContaining("the region of its provider is not known"));
  });

  it("is found when the provider is named with its id, as the engine does", () => {
    const pool = nodePoolOf("BM.GPU.L40S.4", 1);
    expect(estimate({ ...pool, provider: `${pool.provider}::0a1b2c` }).items).toHaveLength(3);
  });
});

describe("an existing cluster", () => {
  const kubernetes = planned("pulumi:providers:kubernetes", "cluster", {}, { provider: "" });
  const service = planned("kubernetes:core/v1:Service", "edge", { spec: { type: "LoadBalancer" } });
  const claim = planned("kubernetes:core/v1:PersistentVolumeClaim", "data", {
    spec: { resources: { requests: { storage: "20Gi" } } },
  });
  const run = (...resources: readonly PlannedResource[]) => ({ ...runIn(frankfurt), resources });

  it("has no price, and the report says that its machines are not in the plan", () => {
    const report = estimateCost(run(kubernetes, planned("kubernetes:apps/v1:Deployment", "web")));
    expect(report.monthly).toEqual({ idle: 0, active: 0 });
    expect(report.unpriced).toMatchObject([{ what: "machines of the existing cluster", component: "stack" }]);
  });

  it("makes load balancers and volumes at its operator's price", () => {
    expect(reasons(estimateCost(run(service, claim)))).toEqual([
      "volume of 20Gi: the existing cluster makes it, at the price of its operator",
      "load balancer: the existing cluster makes it, at the price of its operator",
    ]);
  });

  it("is not assumed when the plan makes its own cluster", () => {
    const cluster = planned("oci:ContainerEngine/cluster:Cluster", "c", { type: "ENHANCED_CLUSTER" });
    const found = reasons(estimate(cluster, kubernetes, service, planned("kubernetes:core/v1:Service", "inner")));
    expect(found).toEqual([expect.stringMatching(/^load balancer: the cluster makes it .* price: 0\.0113 USD/)]);
  });

  it("counts the volumes that a StatefulSet asks for", () => {
    const set = planned("kubernetes:apps/v1:StatefulSet", "redis", {
      spec: { replicas: 3, volumeClaimTemplates: [{}] },
    });
    expect(reasons(estimateCost(run(set)))).toEqual([expect.stringMatching(/^volumes of 3 replicas/)]);
  });
});

describe("the sum", () => {
  const bound = fc.oneof(
    fc.integer({ min: 0, max: 1000 }).map(String),
    fc.constantFrom("", "many", "-1", unknown, new SecretValue("2")),
  );
  const pool = fc
    .record({
      shape: fc.constantFrom("BM.GPU.L40S.4", "VM.GPU.A10.1", "VM.Standard.E5.Flex", "BM.GPU.NEXT.8"),
      size: fc.oneof(fc.nat(1000), fc.constant(unknown)),
      min: bound,
      max: bound,
      ocpus: fc.oneof(fc.integer({ min: 1, max: 64 }), fc.constant(unknown)),
      gb: fc.oneof(fc.integer({ min: 50, max: 32_768 }).map(String), fc.constant(unknown)),
    })
    .map(({ shape, size, min, max, ocpus, gb }) =>
      nodePoolOf(
        shape,
        size,
        { min, max },
        {
          nodeShapeConfig: { ocpus, memoryInGbs: 64 },
          nodeSourceDetails: { bootVolumeSizeInGbs: gb },
        },
      ),
    );
  const other = fc.constantFrom(
    planned("oci:ContainerEngine/cluster:Cluster", "c", { type: "ENHANCED_CLUSTER" }),
    planned("oci:ObjectStorage/bucket:Bucket", "b"),
    planned("oci:Core/volume:Volume", "v", { sizeInGbs: "100" }),
    planned("oci:Core/volume:Volume", "w", { sizeInGbs: unknown }),
    planned("oci:Future/thing:Thing", "t"),
  );
  const resources = fc
    .array(fc.oneof(pool, other), { maxLength: 12 })
    .map((list) => list.map((resource, i) => ({ ...resource, urn: `${resource.urn}-${i}` })));
  const cents = (amount: number) => Math.round(amount * 1e6);

  it("is exactly what the items add up to, and active is never less than idle", () => {
    fc.assert(
      fc.property(resources, (list) => {
        const { items, monthly } = estimate(...list);
        expect(cents(monthly.idle)).toBe(items.reduce((sum, item) => sum + cents(item.monthlyIdle), 0));
        expect(cents(monthly.active)).toBe(items.reduce((sum, item) => sum + cents(item.monthlyActive), 0));
        for (const item of items) expect(item.monthlyActive).toBeGreaterThanOrEqual(item.monthlyIdle);
      }),
    );
  });

  it("does not depend on the order in which the program registered its resources", () => {
    const shuffled = resources.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(estimate(...other)).toEqual(estimate(...list));
      }),
    );
  });

  it("never counts an unknown as zero: every billed resource has an amount or a reason", () => {
    fc.assert(
      fc.property(resources, (list) => {
        const { items, unpriced } = estimate(...list);
        const mentioned = new Set([...items, ...unpriced].map(({ urn }) => urn));
        expect(mentioned).toEqual(new Set(list.map(({ urn }) => urn)));
        for (const { quantityIdle, quantityActive } of items) expect(quantityIdle + quantityActive).not.toBeNaN();
      }),
    );
  });

  it("doubles when everything is there twice", () => {
    fc.assert(
      fc.property(resources, (list) => {
        const twice = list.flatMap((resource) => [resource, { ...resource, urn: `${resource.urn}-again` }]);
        expect(cents(estimate(...twice).monthly.active)).toBe(2 * cents(estimate(...list).monthly.active));
      }),
    );
  });
});

describe("the catalogue", () => {
  const types = [...Object.keys(catalogue), ...settingTypes].filter((type) => type.startsWith("oci:"));

  it.each(types)("%s is a type of the OCI provider", (type) => {
    const [, module = "", className = ""] = /^oci:(\w+)\/(\w+):/.exec(type) ?? [];
    const file = new URL(`../../node_modules/@pulumi/oci/${module.toLowerCase()}/${className}.js`, import.meta.url);
    expect(existsSync(file) && readFileSync(file, "utf8")).toContain(`'${type}'`);
  });

  it("has no type that is a setting as well", () => {
    expect(Object.keys(catalogue).filter((type) => settingTypes.includes(type))).toEqual([]);
  });

  it("does not take a resource of an unknown cloud for free", () => {
    expect(hasNoBill("ovh:index/server:Server")).toBe(false);
  });
});
