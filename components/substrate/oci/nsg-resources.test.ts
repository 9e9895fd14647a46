import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NSG_ROLES, type NsgRole, type NsgRule } from "./nsg-matrix.ts";
import { ruleName, securityListEgress, securityRuleArgs } from "./nsg-resources.ts";

const nsgIds = Object.fromEntries(NSG_ROLES.map((role) => [role, `${role}-id`])) as Record<NsgRole, string>;
const network = { nsgIds, servicesCidrLabel: "all-fra-services" };

const port = fc.integer({ min: 1, max: 65_535 });
const selector = fc.oneof(
  fc.record({ protocol: fc.constantFrom("tcp" as const, "udp" as const), ports: fc.record({ min: port, max: port }) }),
  fc.record({ protocol: fc.constant("icmp" as const), icmp: fc.record({ type: fc.nat(16), code: fc.nat(16) }) }),
  fc.record({ protocol: fc.constant("all" as const) }),
);
const peer = fc.oneof(
  fc.record({ nsg: fc.constantFrom(...NSG_ROLES) }),
  fc.record({ cidr: fc.tuple(fc.ipV4(), fc.nat(32)).map(([address, prefix]) => `${address}/${prefix}`) }),
  fc.constant({ service: "oracle-services" as const }),
);
const rule: fc.Arbitrary<NsgRule> = fc
  .record({
    nsg: fc.constantFrom(...NSG_ROLES),
    direction: fc.constantFrom("ingress" as const, "egress" as const),
    peer,
    selector,
  })
  .map(({ selector: what, ...rest }) => ({ ...rest, ...what, reason: "reason" }));

describe("ruleName", () => {
  it("differs for rules that differ", () => {
    fc.assert(
      fc.property(rule, rule, (a, b) => {
        const same = JSON.stringify(securityRuleArgs(a, network)) === JSON.stringify(securityRuleArgs(b, network));
        expect(ruleName(a) === ruleName(b)).toBe(same);
      }),
      { numRuns: 500 },
    );
  });
});

describe("securityRuleArgs", () => {
  it("names one end only, on the side that the direction asks for", () => {
    fc.assert(
      fc.property(rule, (row) => {
        const args = securityRuleArgs(row, network);
        const [given, absent] = row.direction === "ingress" ? ["source", "destination"] : ["destination", "source"];
        expect(args).toHaveProperty(given as string);
        expect(args).toHaveProperty(`${given}Type`);
        expect(args).not.toHaveProperty(absent as string);
      }),
    );
  });

  it("keeps ports with their protocol", () => {
    const row = { nsg: "api", direction: "egress", peer: { nsg: "pods" }, reason: "why" } as const;
    const ports = { min: 1, max: 2 };
    expect(securityRuleArgs({ ...row, protocol: "udp", ports }, network)).toMatchObject({
      protocol: "17",
      udpOptions: { destinationPortRange: ports },
    });
    expect(securityRuleArgs({ ...row, protocol: "icmp", icmp: { type: 3, code: 4 } }, network)).toMatchObject({
      protocol: "1",
      icmpOptions: { type: 3, code: 4 },
    });
  });
});

describe("securityListEgress", () => {
  it("refuses what a security list of the bastion can not say", () => {
    const row = { direction: "ingress", protocol: "tcp", peer: { cidr: "10.0.0.0/28" }, reason: "why" } as const;
    expect(() => securityListEgress(row)).toThrow('"why" is no egress rule to a range');
  });
});
