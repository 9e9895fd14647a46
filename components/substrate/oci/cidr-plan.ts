import { addressCount, type Cidr, formatCidr, overlaps, parseCidr } from "./cidr.ts";

/** Subnets of an environment. All are regional; only `lb-public` may hold public addresses. */
export const SUBNET_ROLES = ["api", "workers", "pods", "lb-internal", "lb-public", "bastion", "data"] as const;
export type SubnetRole = (typeof SUBNET_ROLES)[number];

/** Role → range of its subnet. */
export type SubnetPlan = Readonly<Record<SubnetRole, string>>;

/** Shortest and longest prefix that a plan can be made for. OCI allows no VCN larger than /16. */
const shortestPrefix = 16;
const longestPrefix = 20;

/**
 * Carves the subnets out of a VCN of /16 to /20. Pods get half of it, because VCN-native networking gives each pod an
 * address of the VCN, 31 at a time for every VNIC; workers get a sixteenth; the API endpoint and the bastion a /28
 * each (Oracle asks for /29 or larger). The same VCN always gives the same plan.
 * @throws RangeError with the numbers and the remedy if `vcnCidr` is no range of that size
 */
export function planSubnets(vcnCidr: string): SubnetPlan {
  const vcn = parseCidr(vcnCidr);
  if (vcn.kind !== "cidr") throw new RangeError(`VCN range "${vcnCidr}" ${vcn.message}; write e.g. 10.0.0.0/16`);
  if (vcn.prefix < shortestPrefix || vcn.prefix > longestPrefix) throw new RangeError(sizeMessage(vcn));

  const small = Math.min(vcn.prefix + 8, 27);
  const prefixes: Record<SubnetRole, number> = {
    pods: vcn.prefix + 1,
    workers: vcn.prefix + 4,
    "lb-public": small,
    "lb-internal": small,
    data: small,
    api: 28,
    bastion: 28,
  };
  return allocate(vcn, prefixes);
}

/** Two ranges that share addresses. */
export interface CidrConflict {
  readonly a: string;
  readonly b: string;
  readonly aCidr: string;
  readonly bCidr: string;
}

/** Pairs of names whose ranges overlap, in the order given. Text that is no range is left out: its own check reports it. */
export function cidrConflicts(named: Readonly<Record<string, string>>): CidrConflict[] {
  const blocks = Object.entries(named).flatMap(([name, text]) => {
    const block = parseCidr(text);
    return block.kind === "cidr" ? [{ name, text, block }] : [];
  });
  return blocks.flatMap((a, index) =>
    blocks
      .slice(index + 1)
      .filter((b) => overlaps(a.block, b.block))
      .map((b) => ({ a: a.name, b: b.name, aCidr: a.text, bCidr: b.text })),
  );
}

/** Largest first: then each block begins where the one before ends and is aligned by itself. */
function allocate(vcn: Cidr, prefixes: Readonly<Record<SubnetRole, number>>): SubnetPlan {
  const plan: Partial<Record<SubnetRole, string>> = {};
  let next = vcn.base;
  for (const role of [...SUBNET_ROLES].sort((a, b) => prefixes[a] - prefixes[b])) {
    const block: Cidr = { kind: "cidr", base: next, prefix: prefixes[role] };
    plan[role] = formatCidr(block);
    next += addressCount(block);
  }
  return plan as SubnetPlan;
}

function sizeMessage(vcn: Cidr): string {
  const found = `VCN range ${formatCidr(vcn)} has ${addressCount(vcn)} addresses`;
  if (vcn.prefix < shortestPrefix) return `${found}, more than the 65536 of a /16 that OCI allows; use a /16 of it`;
  return `${found}, fewer than the 4096 of a /20 that the subnets need; use a /20 or larger, best a /16`;
}
