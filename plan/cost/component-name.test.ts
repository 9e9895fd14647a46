import { describe, expect, it } from "vitest";
import { componentNames } from "./component-name.ts";
import { planned } from "./fixtures.ts";

const stack = planned("pulumi:pulumi:Stack", "kit-test", {}, { custom: false });
const cloud = planned("sgc:oci:OciSubstrate", "cloud", {}, { custom: false, parent: stack.urn });
const component = (type: string, name: string) => planned(type, name, {}, { custom: false, parent: cloud.urn });
const inside = (parent: string) => planned("oci:Core/vcn:Vcn", "vcn", {}, { parent });

function nameIn(...above: readonly (typeof stack)[]): string {
  const all = [stack, cloud, ...above];
  return componentNames(new Map(all.map((resource) => [resource.urn, resource])))(inside(all.at(-1)?.urn ?? ""));
}

describe("the component of a resource", () => {
  it("reads as its kind and what tells it from its siblings", () => {
    expect(nameIn(component("sgc:oci:OciGpuPool", "cloud-gpu-pool-l40s"))).toBe("gpu-pool l40s");
    expect(nameIn(component("sgc:oci:OciGpuPool", "cloud-l40s"))).toBe("gpu-pool l40s");
    expect(nameIn(component("sgc:oci:OciGpuPool", "cloud-gpu-l40s"))).toBe("gpu-pool l40s");
    expect(nameIn(component("sgc:oci:OciSystemPool", "cloud-system"))).toBe("system-pool");
    expect(nameIn(component("sgc:oci:OciNetwork", "cloud-network"))).toBe("network");
    expect(nameIn(component("sgc:data:Redis", "queue"))).toBe("redis queue");
  });

  it("is the nearest component, also across a resource that is none", () => {
    const pool = component("sgc:oci:OciGpuPool", "cloud-a10");
    const between = planned("oci:Core/vcn:Vcn", "between", {}, { parent: pool.urn });
    expect(nameIn(pool, between)).toBe("gpu-pool a10");
  });

  it("is the stack when no component is above", () => {
    const resources = new Map([[stack.urn, stack]]);
    expect(componentNames(resources)(inside(stack.urn))).toBe("stack");
    expect(componentNames(resources)(inside(""))).toBe("stack");
  });

  it("ends when a broken plan names a resource as its own ancestor", () => {
    const a = planned("oci:Core/vcn:Vcn", "a", {}, { parent: "urn:pulumi:test::kit::oci:Core/vcn:Vcn::b" });
    const b = planned("oci:Core/vcn:Vcn", "b", {}, { parent: a.urn });
    expect(componentNames(new Map([a, b].map((r) => [r.urn, r])))(inside(a.urn))).toBe("stack");
  });
});
