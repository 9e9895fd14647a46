import { BlockList, isIP } from "node:net";
import {
  type NetworkPolicyManifest,
  type PolicyPeer,
  type PolicyPort,
  parseNetworkPolicy,
  type Selector,
} from "./network-policy-manifest.ts";

/** A pod as network policies see it. */
export interface PodParty {
  /** As the table calls it. */
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Labels of its namespace beside `kubernetes.io/metadata.name`. */
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  /** An address of it, for policies that name addresses. Without one, no such policy matches it. */
  readonly address?: string;
  /** Ports that it listens on, by container port name. */
  readonly ports?: Readonly<Record<string, number>>;
}

/** Somebody outside the cluster. */
export interface AddressParty {
  readonly name: string;
  readonly address: string;
  /** Ports that it listens on, by any name. */
  readonly ports?: Readonly<Record<string, number>>;
}

export type Party = PodParty | AddressParty;
type Protocol = "TCP" | "UDP" | "SCTP";

/**
 * Whether policies let a connection through: the sender's must let it out and the receiver's must let it in. A pod that
 * no policy of a direction selects is open in that direction; parties outside have no policies
 * (networking.k8s.io/v1, "The two sorts of pod isolation").
 */
function mayReach(
  policies: readonly NetworkPolicyManifest[],
  from: Party,
  to: Party,
  port: number,
  protocol: Protocol = "TCP",
): boolean {
  const target = { to, port, protocol };
  return allows(policies, "Egress", from, to, target) && allows(policies, "Ingress", to, from, target);
}

/**
 * Every allowed connection between two different parties, as sorted lines `sender → receiver:port`. Receivers answer on
 * the ports that they name.
 * @param manifests NetworkPolicy objects as they go to the API server; a field that is not read here is refused
 */
export function reachability(manifests: readonly unknown[], parties: readonly Party[]): string[] {
  const policies = manifests.map(parseNetworkPolicy);
  const lines = parties.flatMap((from) =>
    parties
      .filter((to) => to !== from && ("namespace" in from || "namespace" in to))
      .flatMap((to) =>
        [...new Set(Object.values(to.ports ?? {}))]
          .filter((port) => mayReach(policies, from, to, port))
          .map((port) => `${from.name} → ${to.name}:${port}`),
      ),
  );
  return lines.sort();
}

interface Target {
  readonly to: Party;
  readonly port: number;
  readonly protocol: Protocol;
}

function allows(
  policies: readonly NetworkPolicyManifest[],
  direction: "Ingress" | "Egress",
  subject: Party,
  peer: Party,
  target: Target,
): boolean {
  if (!("namespace" in subject)) return true;
  const selecting = policies.filter(
    (policy) =>
      policy.metadata.namespace === subject.namespace &&
      directionsOf(policy).includes(direction) &&
      selects(policy.spec.podSelector, subject.labels),
  );
  return (
    selecting.length === 0 ||
    selecting.some((policy) =>
      rulesOf(policy, direction).some(
        (rule) =>
          (rule.peers.length === 0 || rule.peers.some((each) => isPeer(each, peer, policy.metadata.namespace))) &&
          (rule.ports.length === 0 || rule.ports.some((each) => isPort(each, target))),
      ),
    )
  );
}

/** Left out, a policy is about ingress, and about egress when it has a rule for it. */
function directionsOf({ spec }: NetworkPolicyManifest): readonly string[] {
  return spec.policyTypes ?? ["Ingress", ...(spec.egress ? ["Egress"] : [])];
}

/** Rules of one direction. No peers or no ports means any. */
function rulesOf({ spec }: NetworkPolicyManifest, direction: "Ingress" | "Egress") {
  return direction === "Ingress"
    ? (spec.ingress ?? []).map(({ from = [], ports = [] }) => ({ peers: from, ports }))
    : (spec.egress ?? []).map(({ to = [], ports = [] }) => ({ peers: to, ports }));
}

function isPeer({ ipBlock, namespaceSelector, podSelector }: PolicyPeer, party: Party, namespace: string): boolean {
  if (ipBlock) {
    return (
      party.address !== undefined &&
      inRange(party.address, ipBlock.cidr) &&
      !(ipBlock.except ?? []).some((range) => inRange(party.address ?? "", range))
    );
  }
  if (!("namespace" in party)) return false;
  const inNamespace = namespaceSelector
    ? selects(namespaceSelector, { ...party.namespaceLabels, "kubernetes.io/metadata.name": party.namespace })
    : party.namespace === namespace;
  return inNamespace && (podSelector === undefined || selects(podSelector, party.labels));
}

function isPort({ protocol = "TCP", port, endPort }: PolicyPort, target: Target): boolean {
  if (protocol !== target.protocol) return false;
  if (port === undefined) return true;
  // A name means whatever the receiving pod calls so.
  if (typeof port === "string") return target.to.ports?.[port] === target.port;
  return target.port >= port && target.port <= (endPort ?? port);
}

/** An empty selector selects everything. */
function selects(
  { matchLabels = {}, matchExpressions = [] }: Selector,
  labels: Readonly<Record<string, string>>,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === "Exists") return value !== undefined;
      if (operator === "DoesNotExist") return value === undefined;
      if (operator === "In") return value !== undefined && values.includes(value);
      return value === undefined || !values.includes(value);
    })
  );
}

function inRange(address: string, cidr: string): boolean {
  const [network = "", bits = ""] = cidr.split("/");
  const family = isIP(network) === 6 ? "ipv6" : "ipv4";
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  // A BlockList reads IPv4 addresses as mapped IPv6 ones, a network policy does not.
  return isIP(address) === isIP(network) && list.check(address, family);
}
