import { describe, expect, it } from "vitest";
import { brokenOrders, parseState, unprotected } from "./state.ts";

const urn = (type: string, name: string) => `urn:pulumi:s::p::${type}::${name}`;
const vault = { urn: urn("oci:Kms/vault:Vault", "vault"), type: "oci:Kms/vault:Vault", custom: true, protect: true };
const policy = {
  urn: urn("oci:Identity/policy:Policy", "key-users"),
  type: "oci:Identity/policy:Policy",
  custom: true,
};
const component = { urn: urn("sgc:oci:OciCluster", "cluster"), type: "sgc:oci:OciCluster", dependencies: [policy.urn] };
const cluster = {
  urn: urn("oci:ContainerEngine/cluster:Cluster", "made"),
  type: "oci:ContainerEngine/cluster:Cluster",
  custom: true,
  protect: true,
};

const resourcesOf = (...resources: unknown[]) => parseState(JSON.stringify({ deployment: { resources } })).resources;
const order = [{ earlier: /^key-users$/, later: /^made$/, because: "OCI asks once" }];

describe("a state's order", () => {
  it("is kept by a dependency, by one of a single property, and by what an ancestor waits for", () => {
    const ways = [
      { dependencies: [policy.urn] },
      { propertyDependencies: { kmsKeyId: [policy.urn] } },
      { parent: component.urn },
    ];
    for (const way of ways)
      expect(brokenOrders(resourcesOf(policy, component, { ...cluster, ...way }), order)).toEqual([]);
  });

  it("is broken by a missing dependsOn", () => {
    expect(brokenOrders(resourcesOf(policy, component, cluster), order)).toEqual([
      "made does not wait for key-users: OCI asks once",
    ]);
  });

  it("proves nothing of what is not there", () => {
    expect(() => brokenOrders(resourcesOf(policy), order)).toThrow("no resource is called /^made$/");
  });
});

describe("what holds data", () => {
  it("is named when its protection was dropped", () => {
    expect(unprotected(resourcesOf(vault, policy, cluster))).toEqual([]);
    expect(unprotected(resourcesOf({ ...vault, protect: false }, policy, cluster))).toEqual(["vault"]);
  });
});
