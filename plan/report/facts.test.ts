import { describe, expect, it } from "vitest";
import { factsOf } from "./facts.ts";
import { euOwned, prodFra, withViolations } from "./testing/sample-plan.ts";

describe("facts of an environment", () => {
  it("state the pools of outputs and resources once, with the size that is created", () => {
    const { pools } = factsOf(prodFra());
    expect(pools.map(({ name, gpus, shape, nodes }) => ({ name, gpus, shape, nodes }))).toEqual([
      { name: "system", gpus: undefined, shape: "VM.Standard.E5.Flex", nodes: { min: 3, max: 6 } },
      { name: "l40s", gpus: "4 × L40S", shape: "BM.GPU.L40S.4", nodes: { min: 0, max: 4 } },
      { name: "a10", gpus: "1 × A10G", shape: "VM.GPU.A10.1", nodes: { min: 0, max: 8 } },
    ]);
  });

  it("find pools and volumes on existing machines", () => {
    const facts = factsOf(euOwned());
    expect(facts.pools[0]).toMatchObject({ name: "rtx", gpus: "2 × RTX4090", nodes: { min: 3, max: 3 } });
    expect(facts.pools).toHaveLength(1);
    expect(facts.contributors[0]).toEqual({ name: "mac-utrecht-1", kind: "mac", country: "NL", terms: "contracted" });
    expect(facts.stores).toMatchObject([{ name: "redis-server", noun: "volume", traits: ["20Gi"] }]);
    expect(facts.namespaces).toEqual([{ name: "beta9-data", workloads: 1 }]);
  });

  it("say what the internet reaches and where copies go", () => {
    const facts = factsOf(withViolations());
    expect(facts.openPorts).toEqual(["TCP 443"]);
    expect(facts.zones.filter(({ internet }) => internet).map(({ name }) => name)).toEqual([
      "prod-fra-network-lb-public",
    ]);
    expect(facts.copies).toMatchObject([{ name: "prod-fra-backups", region: "uk-london-1" }]);
  });

  it("do not call a network closed when a rule's source is not known", () => {
    const plan = prodFra();
    const withSource = (source: string, sourceType: string) => ({
      ...plan,
      resources: plan.resources.map((resource) =>
        resource.type.endsWith("NetworkSecurityGroupSecurityRule")
          ? { ...resource, properties: { direction: "INGRESS", protocol: "6", source, sourceType } }
          : resource,
      ),
    });
    expect(factsOf(withSource("[unknown]", "CIDR_BLOCK")).openPorts).toBeUndefined();
    expect(factsOf(withSource("[unknown]", "NETWORK_SECURITY_GROUP")).openPorts).toEqual([]);
    expect(factsOf(withSource("[unknown]", "SERVICE_CIDR_BLOCK")).openPorts).toEqual([]);
    expect(factsOf(withSource("0.0.0.0/0", "CIDR_BLOCK")).openPorts).toEqual(["TCP"]);
    expect(factsOf(euOwned()).openPorts).toBeUndefined();
  });

  it("never guess what is unknown or secret", () => {
    const plan = prodFra();
    const resources = plan.resources.map((resource) => ({
      ...resource,
      properties: Object.fromEntries(Object.keys(resource.properties as object).map((key) => [key, "[unknown]"])),
    }));
    const facts = factsOf({ ...plan, resources, outputs: { pools: "[secret]" } });
    expect(facts.zones.every(({ cidr, internet }) => cidr === undefined && internet === undefined)).toBe(true);
    expect(facts.pools.every(({ nodes, shape }) => nodes === undefined && shape === undefined)).toBe(true);
    expect(JSON.stringify(facts)).not.toMatch(/\[unknown\]|\[secret\]/);
  });
});
