import { Provider } from "@pulumi/oci/provider.js";
import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../../test/mock-engine.ts";
import { OciClusterAddons, type OciClusterAddonsArgs } from "./cluster-addons.ts";

async function addons(changes: Partial<OciClusterAddonsArgs> = {}) {
  return registrationsOf(() => {
    new OciClusterAddons(
      "addons",
      {
        clusterId: "cluster-id",
        platformCompartmentId: "platform-id",
        networkCompartmentId: "network-id",
        identityCompartmentId: "environment-id",
        homeProvider: new Provider("home", { region: "eu-amsterdam-1" }),
        autoscaledPools: [
          { id: "pool-a", minNodes: 0, maxNodes: 2 },
          { id: "pool-b", minNodes: 3, maxNodes: 9 },
        ],
        nvidia: true,
        ...changes,
      },
      { provider: new Provider("region", { region: "eu-frankfurt-1" }) },
    );
  });
}

const usual = await addons();
const named = (name: string) => usual.find((one) => one.name === name);

describe("OciClusterAddons", () => {
  it("gives the autoscaler the bounds of every pool and an identity of its own", () => {
    expect(named("addons-autoscaler")?.inputs).toMatchObject({
      addonName: "ClusterAutoscaler",
      configurations: [
        { key: "nodes", value: "0:2:pool-a, 3:9:pool-b" },
        { key: "authType", value: "workload" },
        { key: "numOfReplicas", value: "1" },
      ],
    });
  });

  it("starts the autoscaler after its rights are written, in the home region", () => {
    expect(named("addons-autoscaler")?.dependencies).toContain("addons-autoscaler-policy");
    expect(named("addons-autoscaler-policy")?.provider).toBe("home");
    for (const statement of named("addons-autoscaler-policy")?.inputs.statements ?? []) {
      expect(statement).toContain("request.principal.cluster_id = 'cluster-id'");
    }
  });

  it("runs the GPU plug-in on tainted nodes", () => {
    const [{ value }] = named("addons-nvidia")?.inputs.configurations ?? [];
    expect(JSON.parse(value)).toEqual([{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }]);
  });

  it("pins no version that only the service knows", () => {
    for (const one of usual.filter(({ type }) => type.endsWith(":Addon")))
      expect(one.inputs).not.toHaveProperty("version");
  });

  it("writes no policy for an autoscaler that has no pools", async () => {
    const made = await addons({ autoscaledPools: [], nvidia: false });
    expect(made.filter(({ type }) => type.startsWith("oci:"))).toEqual([]);
  });
});
