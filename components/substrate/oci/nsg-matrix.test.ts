import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bastionSubnetRules, NSG_ROLES, NSG_RULES, type NsgOptions, type NsgRule, nsgRules } from "./nsg-matrix.ts";

const closed: NsgOptions = {
  apiEndpointCidrs: [],
  publicLbPorts: [],
  internalLbPorts: [],
  internalLbCidrs: [],
  egressCidrs: [],
};

const cidr = fc
  .tuple(fc.integer({ min: 1, max: 223 }), fc.integer({ min: 0, max: 255 }))
  .map(([a, b]) => `${a}.${b}.0.0/16`);
const cidrs = fc.uniqueArray(cidr, { maxLength: 3 });
const ports = fc.uniqueArray(fc.integer({ min: 1, max: 65535 }), { maxLength: 3 });
const anyOptions: fc.Arbitrary<NsgOptions> = fc.record(
  {
    apiEndpointCidrs: cidrs,
    bastionSubnetCidr: fc.constant("224.0.0.0/28"),
    publicLbPorts: ports,
    internalLbPorts: ports,
    internalLbCidrs: cidrs,
    egressCidrs: cidrs,
  },
  { requiredKeys: ["apiEndpointCidrs", "publicLbPorts", "internalLbPorts", "internalLbCidrs", "egressCidrs"] },
);

/** What a rule lets through, without its reason. */
function identity({ reason: _, ...rule }: NsgRule): string {
  return JSON.stringify(rule, Object.keys(rule).sort().concat("nsg", "cidr", "service", "min", "max", "type", "code"));
}

function allows(rules: readonly NsgRule[], wanted: Partial<NsgRule>): boolean {
  return rules.some((rule) =>
    Object.entries(wanted).every(
      ([key, value]) => JSON.stringify(rule[key as keyof NsgRule]) === JSON.stringify(value),
    ),
  );
}

describe("security group matrix", () => {
  it("opens nothing to everybody but the ports of the public load balancer", () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const open = nsgRules(options).filter((rule) => "cidr" in rule.peer && rule.peer.cidr.endsWith("/0"));
        expect(open.map((rule) => rule.ports?.min)).toEqual(options.publicLbPorts);
        for (const rule of open)
          expect(rule).toMatchObject({ nsg: "lb-public", direction: "ingress", protocol: "tcp" });
      }),
    );
  });

  it("does not open port 80 when 443 is asked for", () => {
    const rules = nsgRules({ ...closed, publicLbPorts: [443] }).filter((rule) => "cidr" in rule.peer);
    expect(rules.map((rule) => rule.ports)).toEqual([{ min: 443, max: 443 }]);
  });

  it("gives each rule between two groups its twin at the other end", () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const rules = nsgRules(options);
        const all = new Set(rules.map(identity));
        for (const rule of rules) {
          if (!("nsg" in rule.peer)) continue;
          const direction = rule.direction === "ingress" ? "egress" : "ingress";
          expect(all).toContain(identity({ ...rule, nsg: rule.peer.nsg, direction, peer: { nsg: rule.nsg } }));
        }
      }),
    );
  });

  it("says why for each rule and has none twice", () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const rules = nsgRules(options);
        expect(new Set(rules.map(identity)).size).toBe(rules.length);
        for (const rule of rules) expect(rule.reason).toMatch(/\w+ \w+/);
      }),
    );
  });

  it("gives ports to TCP and UDP alone, and type and code to ICMP alone", () => {
    for (const rule of NSG_RULES) {
      expect(rule.ports !== undefined).toBe(rule.protocol === "tcp" || rule.protocol === "udp");
      expect(rule.icmp !== undefined).toBe(rule.protocol === "icmp");
      if (rule.ports) expect(rule.ports.min).toBeLessThanOrEqual(rule.ports.max);
    }
  });

  it("has every rule that Oracle asks for with VCN-native pods", () => {
    const api = { min: 6443, max: 6443 };
    const oke = { min: 12250, max: 12250 };
    const kubelet = { min: 10250, max: 10250 };
    const health = { min: 10256, max: 10256 };
    const nodePorts = { min: 30000, max: 32767 };
    const required: Partial<NsgRule>[] = [
      { nsg: "api", direction: "ingress", peer: { nsg: "workers" }, protocol: "tcp", ports: api },
      { nsg: "api", direction: "ingress", peer: { nsg: "workers" }, protocol: "tcp", ports: oke },
      { nsg: "api", direction: "ingress", peer: { nsg: "workers" }, icmp: { type: 3, code: 4 } },
      { nsg: "api", direction: "ingress", peer: { nsg: "pods" }, protocol: "tcp", ports: api },
      { nsg: "api", direction: "ingress", peer: { nsg: "pods" }, protocol: "tcp", ports: oke },
      { nsg: "api", direction: "egress", peer: { service: "oracle-services" }, protocol: "tcp" },
      { nsg: "api", direction: "egress", peer: { service: "oracle-services" }, icmp: { type: 3, code: 4 } },
      { nsg: "api", direction: "egress", peer: { nsg: "workers" }, protocol: "tcp", ports: kubelet },
      { nsg: "api", direction: "egress", peer: { nsg: "workers" }, icmp: { type: 3, code: 4 } },
      { nsg: "api", direction: "egress", peer: { nsg: "pods" }, protocol: "all" },
      { nsg: "workers", direction: "ingress", peer: { nsg: "lb-public" }, protocol: "tcp", ports: nodePorts },
      { nsg: "workers", direction: "ingress", peer: { nsg: "lb-public" }, protocol: "tcp", ports: health },
      { nsg: "workers", direction: "egress", peer: { nsg: "pods" }, protocol: "all" },
      { nsg: "workers", direction: "egress", peer: { service: "oracle-services" }, protocol: "tcp" },
      { nsg: "pods", direction: "ingress", peer: { nsg: "api" }, protocol: "all" },
      { nsg: "pods", direction: "ingress", peer: { nsg: "pods" }, protocol: "all" },
      { nsg: "pods", direction: "egress", peer: { service: "oracle-services" }, protocol: "tcp" },
      { nsg: "pods", direction: "egress", peer: { service: "oracle-services" }, icmp: { type: 3, code: 4 } },
    ];
    for (const rule of required) expect(allows(NSG_RULES, rule), JSON.stringify(rule)).toBe(true);
  });

  it("lets nothing out of the VCN and nobody into it until ranges are named", () => {
    expect(nsgRules(closed).filter((rule) => "cidr" in rule.peer)).toEqual([]);
    expect(nsgRules(closed)).toEqual(NSG_RULES);
  });

  it("lets nodes and pods out to the named ranges on 443 alone", () => {
    const out = nsgRules({ ...closed, egressCidrs: ["192.0.2.0/24"] }).filter((rule) => "cidr" in rule.peer);
    expect(out.map(({ nsg, direction, protocol, ports }) => ({ nsg, direction, protocol, ports }))).toEqual(
      ["workers", "pods"].map((nsg) => ({ nsg, direction: "egress", protocol: "tcp", ports: { min: 443, max: 443 } })),
    );
  });

  it("lets the bastion's subnet reach the API endpoint, and that subnet nothing else", () => {
    const rules = nsgRules({ ...closed, bastionSubnetCidr: "10.0.147.16/28" });
    const peer = { cidr: "10.0.147.16/28" };
    expect(allows(rules, { nsg: "api", direction: "ingress", peer, ports: { min: 6443, max: 6443 } })).toBe(true);
    expect(bastionSubnetRules("10.0.147.0/28")).toMatchObject([
      { direction: "egress", protocol: "tcp", ports: { min: 6443, max: 6443 }, peer: { cidr: "10.0.147.0/28" } },
    ]);
  });

  it("uses every group that it declares", () => {
    expect(new Set(NSG_RULES.map((rule) => rule.nsg))).toEqual(new Set(NSG_ROLES));
  });
});
