import type { NetworkSecurityGroupSecurityRuleArgs } from "@pulumi/oci/core/networkSecurityGroupSecurityRule.js";
import type * as pulumi from "@pulumi/pulumi";
import type { NsgRole, NsgRule, SecurityRule } from "./nsg-matrix.ts";

/** Protocol numbers that the API wants as text. IANA, "Assigned Internet Protocol Numbers". */
const protocolNumbers = { tcp: "6", udp: "17", icmp: "1", all: "all" } as const;

/** Readable and stable name of a rule's resource, e.g. `api-ingress-tcp-6443-workers`. */
export function ruleName(rule: NsgRule): string {
  return [rule.nsg, rule.direction, rule.protocol, selector(rule), peerName(rule)].filter(Boolean).join("-");
}

/** The rule as the provider wants it. */
export function securityRuleArgs(
  rule: NsgRule,
  network: {
    readonly nsgIds: Readonly<Record<NsgRole, pulumi.Input<string>>>;
    readonly servicesCidrLabel: pulumi.Input<string>;
  },
): NetworkSecurityGroupSecurityRuleArgs {
  const { peer, ports, icmp } = rule;
  const [end, endType] =
    "nsg" in peer
      ? ([network.nsgIds[peer.nsg], "NETWORK_SECURITY_GROUP"] as const)
      : "cidr" in peer
        ? ([peer.cidr, "CIDR_BLOCK"] as const)
        : ([network.servicesCidrLabel, "SERVICE_CIDR_BLOCK"] as const);
  return {
    networkSecurityGroupId: network.nsgIds[rule.nsg],
    description: rule.reason,
    protocol: protocolNumbers[rule.protocol],
    ...(rule.direction === "ingress"
      ? { direction: "INGRESS", source: end, sourceType: endType }
      : { direction: "EGRESS", destination: end, destinationType: endType }),
    ...(ports && rule.protocol === "tcp" && { tcpOptions: { destinationPortRange: ports } }),
    ...(ports && rule.protocol === "udp" && { udpOptions: { destinationPortRange: ports } }),
    ...(icmp && { icmpOptions: icmp }),
  };
}

/** An egress rule of a security list: what is left for things that can not join a security group. */
export function securityListEgress(rule: SecurityRule) {
  if (rule.direction !== "egress" || !("cidr" in rule.peer)) {
    throw new TypeError(`"${rule.reason}" is no egress rule to a range`);
  }
  return {
    description: rule.reason,
    protocol: protocolNumbers[rule.protocol],
    destination: rule.peer.cidr,
    destinationType: "CIDR_BLOCK",
    ...(rule.ports && rule.protocol === "tcp" && { tcpOptions: rule.ports }),
  };
}

function selector({ ports, icmp }: NsgRule): string {
  if (ports) return ports.min === ports.max ? `${ports.min}` : `${ports.min}-${ports.max}`;
  if (icmp) return [icmp.type, icmp.code].filter((part) => part !== undefined).join("-");
  return "";
}

function peerName({ peer }: NsgRule): string {
  if ("nsg" in peer) return peer.nsg;
  if ("service" in peer) return peer.service;
  return peer.cidr.replace("/", "-");
}
