import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import { networkPolicyReason } from "../labels.ts";

/** Who may talk, or be talked to. */
export type Peer =
  | {
      /** Pods with these labels; with `namespace` there, else in the policy's own namespace. */
      readonly pods: Readonly<Record<string, string>>;
      readonly namespace?: pulumi.Input<string>;
    }
  | {
      /** Every pod of this namespace. */
      readonly namespace: pulumi.Input<string>;
    }
  | {
      /** Addresses in CIDR notation, without those in `except`. */
      readonly cidr: pulumi.Input<string>;
      readonly except?: readonly string[];
    };

/** A TCP port, or one with its protocol, or a range of ports. */
export type Port =
  | number
  | { readonly port: number; readonly endPort?: number; readonly protocol?: "TCP" | "UDP" | "SCTP" };

interface CommonArgs {
  readonly namespace: pulumi.Input<string>;
  /** Pods that the policy is about. */
  readonly podLabels: Readonly<Record<string, string>>;
  readonly ports: readonly [Port, ...Port[]];
  /** Why this must be possible; stands on the object for whoever audits it. */
  readonly reason: string;
}

export type AllowArgs = CommonArgs &
  (
    | { /** Who may open connections to these pods. */ readonly from: readonly [Peer, ...Peer[]]; readonly to?: never }
    | { /** Whom these pods may open connections to. */ readonly to: readonly [Peer, ...Peer[]]; readonly from?: never }
  );

/** All of IPv4 and IPv6: for a door to the public. */
export const anywhere: readonly [Peer, Peer] = [{ cidr: "0.0.0.0/0" }, { cidr: "::/0" }];

/**
 * The public internet and nothing inside: no private ranges (RFC 1918), no shared or mesh addresses (RFC 6598), no
 * link-local ones, where clouds serve instance metadata.
 */
export const publicInternet: readonly [Peer, Peer] = [
  { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"] },
  { cidr: "::/0", except: ["fc00::/7", "fe80::/10"] },
];

/** One named and reasoned exception from default deny, in one direction. */
export function allow(name: string, args: AllowArgs, opts?: pulumi.CustomResourceOptions): NetworkPolicy {
  const { namespace, podLabels, reason } = args;
  if (reason.trim() === "") throw new pulumi.RunError(`network policy ${name} needs a reason`);
  const ports = args.ports.map((port) => ({ protocol: "TCP", ...(typeof port === "number" ? { port } : port) }));
  const direction = args.from
    ? { policyTypes: ["Ingress"], ingress: [{ from: args.from.map(peer), ports }] }
    : { policyTypes: ["Egress"], egress: [{ to: args.to.map(peer), ports }] };
  return new NetworkPolicy(
    name,
    {
      metadata: { name, namespace, annotations: { [networkPolicyReason]: reason } },
      spec: { podSelector: { matchLabels: podLabels }, ...direction },
    },
    opts,
  );
}

function peer(peer: Peer) {
  if ("cidr" in peer) return { ipBlock: { cidr: peer.cidr, ...(peer.except ? { except: [...peer.except] } : {}) } };
  return {
    ...("pods" in peer ? { podSelector: { matchLabels: peer.pods } } : {}),
    ...(peer.namespace === undefined
      ? {}
      : { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": peer.namespace } } }),
  };
}
