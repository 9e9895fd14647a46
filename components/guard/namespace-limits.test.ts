import { Provider } from "@pulumi/kubernetes/provider.js";
import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../test/mock-engine.ts";
import { limitRangeSpec, quotaSpec } from "./limits.ts";
import { NamespaceLimits } from "./namespace-limits.ts";

const needs = { cpuMillis: 8000, memoryMiB: 16_384, pods: 40 };

describe("the limits of a namespace", () => {
  it("allow nothing that nobody asked for", () => {
    expect(quotaSpec(needs).hard).toMatchObject({
      "requests.nvidia.com/gpu": "0",
      "services.loadbalancers": "0",
      persistentvolumeclaims: "0",
      "requests.storage": "0Gi",
    });
  });

  it("bound requests and limits, so that memory is never promised twice", () => {
    const { hard } = quotaSpec(needs);
    expect(hard["limits.memory"]).toBe(hard["requests.memory"]);
    expect([hard["requests.cpu"], hard["limits.cpu"]]).toEqual(["8000m", "32000m"]);
  });

  it("give a container that says nothing what the quota counts", () => {
    const [container] = limitRangeSpec.limits;
    expect(Object.keys(container?.defaultRequest ?? {})).toEqual(expect.arrayContaining(["cpu", "memory"]));
    expect(Object.keys(container?.default ?? {})).toEqual(expect.arrayContaining(["cpu", "memory"]));
  });

  it.each([
    [{ ...needs, pods: 0 }, /pods is 0, accepted: a whole number of at least 1/],
    [{ ...needs, gpus: -1 }, /gpus is -1/],
    [{ ...needs, memoryMiB: 1.5 }, /memoryMiB is 1.5/],
    [{ ...needs, volumes: { count: 1, storageGiB: Number.NaN } }, /volumes.storageGiB is NaN/],
  ])("%o is refused", (wrong, message) => {
    expect(() => quotaSpec(wrong)).toThrow(message);
  });

  it("are a quota and a limit range in that namespace", async () => {
    const all = await registrationsOf(() => {
      const opts = { provider: new Provider("cluster", {}) };
      new NamespaceLimits("control", { namespace: "beta9", ...needs, loadBalancers: 1 }, opts);
    });
    const made = all.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(made.map(({ type, inputs }) => [type.split(":").at(-1), inputs.metadata.namespace])).toEqual([
      ["ResourceQuota", "beta9"],
      ["LimitRange", "beta9"],
    ]);
  });
});
