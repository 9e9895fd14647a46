import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressCount, type Cidr, contains, formatCidr, parseCidr } from "./cidr.ts";
import { cidrConflicts, planSubnets, SUBNET_ROLES } from "./cidr-plan.ts";

const vcn = fc
  .integer({ min: 16, max: 20 })
  .chain((prefix) =>
    fc
      .integer({ min: 0, max: 2 ** prefix - 1 })
      .map((index) => formatCidr({ kind: "cidr", base: index * 2 ** (32 - prefix), prefix })),
  );

function parsed(text: string): Cidr {
  const result = parseCidr(text);
  if (result.kind !== "cidr") throw new Error(`${text} ${result.message}`);
  return result;
}

describe("planSubnets", () => {
  it("plans a /16 like this", () => {
    expect(planSubnets("10.0.0.0/16")).toEqual({
      pods: "10.0.0.0/17",
      workers: "10.0.128.0/20",
      "lb-internal": "10.0.144.0/24",
      "lb-public": "10.0.145.0/24",
      data: "10.0.146.0/24",
      api: "10.0.147.0/28",
      bastion: "10.0.147.16/28",
    });
  });

  it("plans a /20, the smallest, with room for a dozen load balancers", () => {
    expect(planSubnets("172.16.16.0/20")).toMatchObject({
      pods: "172.16.16.0/21",
      workers: "172.16.24.0/24",
      "lb-public": "172.16.25.32/27",
      bastion: "172.16.25.112/28",
    });
  });

  it("gives every role a range of the VCN that no other role shares", () => {
    fc.assert(
      fc.property(vcn, (cidr) => {
        const plan = planSubnets(cidr);
        expect(Object.keys(plan).sort()).toEqual([...SUBNET_ROLES].sort());
        expect(cidrConflicts(plan)).toEqual([]);
        for (const role of SUBNET_ROLES) expect(contains(parsed(cidr), parsed(plan[role]))).toBe(true);
      }),
    );
  });

  it("gives pods the most addresses and everybody enough for what OCI reserves", () => {
    fc.assert(
      fc.property(vcn, (cidr) => {
        const plan = planSubnets(cidr);
        const sizes = SUBNET_ROLES.map((role) => addressCount(parsed(plan[role])));
        expect(addressCount(parsed(plan.pods))).toBe(Math.max(...sizes));
        expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16);
      }),
    );
  });

  it.each([
    ["10.0.0.0/22", "VCN range 10.0.0.0/22 has 1024 addresses, fewer than the 4096 of a /20 that the subnets need"],
    ["10.0.0.0/8", "VCN range 10.0.0.0/8 has 16777216 addresses, more than the 65536 of a /16 that OCI allows"],
    ["10.0.0.1/16", 'VCN range "10.0.0.1/16" has host bits set; the block is 10.0.0.0/16'],
  ])("refuses %s with the numbers and a remedy", (cidr, message) => {
    expect(() => planSubnets(cidr)).toThrow(message);
    expect(() => planSubnets(cidr)).toThrow(/; (use|write) /);
  });
});

describe("cidrConflicts", () => {
  it("names both ranges of each pair that overlaps, in the order given", () => {
    const named = { vcn: "10.0.0.0/16", services: "10.96.0.0/16", mesh: "10.0.64.0/18", office: "10.0.0.0/8" };
    expect(cidrConflicts(named)).toEqual([
      { a: "vcn", b: "mesh", aCidr: "10.0.0.0/16", bCidr: "10.0.64.0/18" },
      { a: "vcn", b: "office", aCidr: "10.0.0.0/16", bCidr: "10.0.0.0/8" },
      { a: "services", b: "office", aCidr: "10.96.0.0/16", bCidr: "10.0.0.0/8" },
      { a: "mesh", b: "office", aCidr: "10.0.64.0/18", bCidr: "10.0.0.0/8" },
    ]);
  });

  it("leaves text that is no range to its own check", () => {
    expect(cidrConflicts({ vcn: "10.0.0.0/16", mesh: "everything" })).toEqual([]);
  });
});
