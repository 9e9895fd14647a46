import { nameOf, type Order, type StateResource } from "../state.ts";

/** Orders that no value carries from one resource to the next: somebody has to have written them down. */
const named: readonly Order[] = [
  {
    earlier: /-claim-job$/,
    later: /-edge-(deployment|service)$/,
    because: "whoever reaches a gateway without an owner first owns it",
  },
  {
    earlier: /-vault-key-users$/,
    later: /-cluster-cluster$|-buckets-(?!namespace$)[a-z]+$|-(system|gpu-\w+)-pool$/,
    because: "OCI asks once, when the thing is made, whether it may use the key",
  },
  {
    earlier: /-cluster-network-policy$/,
    later: /-(system|gpu-\w+)-pool$/,
    because: "a node that may take no address of the VCN stays without pods",
  },
  {
    earlier: /-cloud-guard-configuration$/,
    later: /-cloud-guard-target$/,
    because: "a target needs a tenancy in which Cloud Guard is on",
  },
];

/** The orders above for what is there, and that each object waits for its namespace. */
export function ordersOf(resources: readonly StateResource[]): Order[] {
  const isThere = (pattern: RegExp) => resources.some((each) => pattern.test(nameOf(each)));
  return [...named.filter(({ earlier }) => isThere(earlier)), ...namespaceOrders(resources)];
}

function namespaceOrders(resources: readonly StateResource[]): Order[] {
  const metadata = ({ inputs }: StateResource) => (inputs.metadata ?? {}) as { name?: string; namespace?: string };
  const spaces = resources.filter(({ type }) => type === "kubernetes:core/v1:Namespace");
  return spaces.map((space) => {
    const inside = resources.filter((each) => metadata(each).namespace === metadata(space).name);
    return {
      earlier: exactly([space]),
      later: exactly(inside),
      because: "the API server refuses objects of a namespace that is not there",
    };
  });
}

function exactly(resources: readonly StateResource[]): RegExp {
  return new RegExp(`^(${resources.map(nameOf).join("|")})$`);
}
