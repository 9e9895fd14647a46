/** Network security groups of an environment. A bastion has none: the service attaches it to a subnet only. */
export const NSG_ROLES = ["api", "workers", "pods", "lb-public", "lb-internal", "data"] as const;
export type NsgRole = (typeof NSG_ROLES)[number];

export type NsgProtocol = "tcp" | "udp" | "icmp" | "all";

/** The other end of a rule. */
export type NsgPeer =
  | { readonly nsg: NsgRole }
  | { readonly cidr: string }
  /** All services of the region behind the service gateway; the component puts in their CIDR label. */
  | { readonly service: "oracle-services" };

/** One stateful security rule: replies need no rule of their own. */
export interface SecurityRule {
  readonly direction: "ingress" | "egress";
  readonly protocol: NsgProtocol;
  /** Destination ports, both included; absent: every port. */
  readonly ports?: PortRange;
  readonly icmp?: { readonly type: number; readonly code?: number };
  readonly peer: NsgPeer;
  /** One clause for whoever reviews the rule. */
  readonly reason: string;
}

export interface NsgRule extends SecurityRule {
  /** Group that the rule belongs to. */
  readonly nsg: NsgRole;
}

interface PortRange {
  readonly min: number;
  readonly max: number;
}

/** Traffic between two groups. Each becomes an egress rule of `from` and an ingress rule of `to`. */
interface Flow {
  readonly from: NsgRole;
  readonly to: NsgRole;
  readonly protocol: NsgProtocol;
  readonly ports?: PortRange;
  readonly icmp?: { readonly type: number; readonly code?: number };
  readonly reason: string;
}

const tcp = { protocol: "tcp" } as const;
const pathMtu = { protocol: "icmp", icmp: { type: 3, code: 4 }, reason: "path MTU discovery" } as const;
const nodePorts = { min: 30000, max: 32767 };

/**
 * What a cluster with VCN-native pods needs between its own groups. Source: Oracle, "Example Network Resource
 * Configurations", example 4. Beyond it: workers to workers, the kubelet's metrics, and the data services. Short of
 * it: no ICMP from everywhere, which Oracle's "Security Rules" asks for with stateless rules only.
 */
const flows: readonly Flow[] = [
  { from: "workers", to: "api", ...tcp, ports: port(6443), reason: "kubelet and kube-proxy reach the API server" },
  { from: "workers", to: "api", ...tcp, ports: port(12250), reason: "nodes reach the control plane's OKE port" },
  { from: "workers", to: "api", ...pathMtu },
  { from: "pods", to: "api", ...tcp, ports: port(6443), reason: "controllers in pods reach the API server" },
  { from: "pods", to: "api", ...tcp, ports: port(12250), reason: "pods reach the control plane's OKE port" },
  { from: "api", to: "workers", ...tcp, ports: port(10250), reason: "logs, exec and probes through the kubelet" },
  { from: "api", to: "workers", ...pathMtu },
  { from: "api", to: "pods", protocol: "all", reason: "admission webhooks, aggregated APIs and port-forward" },
  { from: "workers", to: "pods", protocol: "all", reason: "kubelet's probes and services that a node forwards" },
  { from: "workers", to: "workers", protocol: "all", reason: "node ports that are forwarded to another node" },
  { from: "pods", to: "pods", protocol: "all", reason: "pods talk to each other; network policies narrow it" },
  { from: "pods", to: "workers", ...tcp, ports: port(10250), reason: "metrics are read from the kubelet" },
  { from: "pods", to: "workers", ...pathMtu },
  { from: "pods", to: "data", ...tcp, ports: port(5432), reason: "PostgreSQL clients" },
  { from: "pods", to: "data", ...tcp, ports: port(6379), reason: "Redis-protocol clients" },
  ...(["lb-public", "lb-internal"] as const).flatMap((from): Flow[] => [
    { from, to: "workers", ...tcp, ports: nodePorts, reason: "load balancer to the node port of a service" },
    { from, to: "workers", ...tcp, ports: port(10256), reason: "load balancer asks kube-proxy for a node's health" },
  ]),
];

/** Rules that every environment has, whatever its options. */
export const NSG_RULES: readonly NsgRule[] = [
  ...flows.flatMap(bothEnds),
  ...(["api", "workers", "pods"] as const).flatMap((nsg): NsgRule[] => {
    const toServices = { nsg, direction: "egress", peer: { service: "oracle-services" } } as const;
    const reason = "OKE, object storage, keys and OKE's own images through the service gateway, all of them HTTPS";
    return [
      { ...toServices, ...tcp, ports: port(443), reason },
      { ...toServices, ...pathMtu },
    ];
  }),
];

/** What differs between environments. Every list may be empty. */
export interface NsgOptions {
  /** Ranges that may reach the API endpoint on port 6443 from outside the VCN. Empty: none, the endpoint is private. */
  readonly apiEndpointCidrs: readonly string[];
  /** Range of the bastion's subnet, which sessions come from; absent without a bastion. */
  readonly bastionSubnetCidr?: string;
  /** TCP ports that the public load balancer serves to everybody, e.g. `[443]`. Empty: no public entry at all. */
  readonly publicLbPorts: readonly number[];
  /** TCP ports of internal load balancers. */
  readonly internalLbPorts: readonly number[];
  /** Ranges that may use internal load balancers besides the pods and workers. */
  readonly internalLbCidrs: readonly string[];
  /**
   * Ranges outside the VCN that nodes and pods may reach on TCP 443 through the NAT gateway: the mirror, the second
   * backup site. Empty: nothing leaves but traffic to Oracle services, so the mirror must then be inside the VCN or
   * behind the service gateway, or no node will pull an image and none becomes ready.
   */
  readonly egressCidrs: readonly string[];
}

/** The whole matrix of an environment: {@link NSG_RULES} and what its options add. */
export function nsgRules(options: NsgOptions): NsgRule[] {
  return [
    ...NSG_RULES,
    ...options.apiEndpointCidrs.map((cidr) => ingress("api", { cidr }, 6443, "operators reach the API endpoint")),
    ...(options.bastionSubnetCidr === undefined
      ? []
      : [ingress("api", { cidr: options.bastionSubnetCidr }, 6443, "operators reach the API endpoint by the bastion")]),
    ...options.publicLbPorts.map((number) =>
      ingress("lb-public", { cidr: anywhere }, number, "the platform's public entry"),
    ),
    ...options.internalLbPorts.flatMap((number) => internalLbRules(number, options.internalLbCidrs)),
    ...options.egressCidrs.flatMap((cidr) =>
      (["workers", "pods"] as const).map(
        (nsg): NsgRule => ({
          nsg,
          direction: "egress",
          peer: { cidr },
          ...tcp,
          ports: port(443),
          reason: "named exception: the mirror or another declared endpoint, through the NAT gateway",
        }),
      ),
    ),
  ];
}

/**
 * Rules of the security list of the bastion's subnet, where no security group can be attached: out to the API
 * endpoint and nowhere else.
 */
export function bastionSubnetRules(apiSubnetCidr: string): SecurityRule[] {
  const reason = "sessions reach the API endpoint";
  return [{ direction: "egress", peer: { cidr: apiSubnetCidr }, ...tcp, ports: port(6443), reason }];
}

const anywhere = "0.0.0.0/0";

function internalLbRules(number: number, cidrs: readonly string[]): NsgRule[] {
  const reason = "clients of internal services";
  return [
    ...cidrs.map((cidr) => ingress("lb-internal", { cidr }, number, reason)),
    ...(["workers", "pods"] as const).flatMap((from) =>
      bothEnds({ from, to: "lb-internal", ...tcp, ports: port(number), reason }),
    ),
  ];
}

/** Both ends need a rule: a stateful rule admits the replies, not the request at the other end. */
function bothEnds({ from, to, ...what }: Flow): NsgRule[] {
  return [
    { nsg: from, direction: "egress", peer: { nsg: to }, ...what },
    { nsg: to, direction: "ingress", peer: { nsg: from }, ...what },
  ];
}

function ingress(nsg: NsgRole, peer: NsgPeer, number: number, reason: string): NsgRule {
  return { nsg, direction: "ingress", peer, ...tcp, ports: port(number), reason };
}

function port(number: number): PortRange {
  return { min: number, max: number };
}
