import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import { kitAnnotations } from "../labels.ts";

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
    | { /** Who may open connections to these pods. */ readonly from: Peers; readonly to?: never }
    | { /** Whom these pods may open connections to. */ readonly to: Peers; readonly from?: never }
  );

/** One end of a policy, with at least one peer. */
export type Peers = readonly [Peer, ...Peer[]];

/** The Kubernetes API server as pods see it after address translation: its endpoints, not its Service. */
export interface KubernetesApi {
  readonly peers: Peers;
  readonly port: number;
}

/** All of IPv4 and IPv6: for a door to the public. */
export const anywhere: Peers = [{ cidr: "0.0.0.0/0" }, { cidr: "::/0" }];

/**
 * Where clouds serve credentials of the node to whoever asks. Link-local: nearly all of them (169.254.169.254,
 * fe80::a9fe:a9fe). Others: Azure 168.63.129.16, Alibaba Cloud 100.100.100.200; by IPv6 AWS fd00:ec2::254, Google
 * fd20:ce::254, Oracle fd00:c1::a9fe:a9fe, Scaleway fd00:42::42.
 */
const metadata = {
  v4: ["100.100.100.200/32", "168.63.129.16/32", "169.254.0.0/16"],
  v6: ["fd00:42::42/128", "fd00:c1::a9fe:a9fe/128", "fd00:ec2::254/128", "fd20:ce::254/128", "fe80::/10"],
};

/** Any address but instance metadata: for a server that may be inside or outside and that nobody placed. */
export const anywhereButMetadata: Peers = [
  { cidr: "0.0.0.0/0", except: metadata.v4 },
  { cidr: "::/0", except: metadata.v6 },
];

/**
 * The public internet and nothing inside: no private ranges (RFC 1918), no shared or mesh addresses (RFC 6598), no
 * instance metadata.
 */
export const publicInternet: Peers = [
  {
    cidr: "0.0.0.0/0",
    except: ["10.0.0.0/8", "100.64.0.0/10", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
  },
  { cidr: "::/0", except: ["fc00::/7", "fe80::/10"] },
];

/** Ranges as peers; `undefined` for none, which a policy would read as everybody. */
export function peersOf(cidrs: readonly [string, ...string[]]): Peers;
export function peersOf(cidrs: readonly string[]): Peers | undefined;
export function peersOf(cidrs: readonly string[]): Peers | undefined {
  const [first, ...others] = cidrs.map((cidr) => ({ cidr }));
  return first ? [first, ...others] : undefined;
}

/** What a reason for a way out does not say by itself. */
const openness = "its addresses are not known, so every address that is not excepted may be reached on these ports";

function isOpen(peer: Peer): boolean {
  return "cidr" in peer && typeof peer.cidr === "string" && peer.cidr.endsWith("/0");
}

/** One named and reasoned exception from default deny, in one direction. */
export function allow(name: string, args: AllowArgs, opts?: pulumi.CustomResourceOptions): NetworkPolicy {
  const { namespace, podLabels, reason } = args;
  if (reason.trim() === "") throw new pulumi.RunError(`network policy ${name} needs a reason`);
  const why = args.to?.some(isOpen) ? `${reason}; ${openness}` : reason;
  const ports = args.ports.map((port) => ({ protocol: "TCP", ...(typeof port === "number" ? { port } : port) }));
  const direction = args.from
    ? { policyTypes: ["Ingress"], ingress: [{ from: args.from.map(peer), ports }] }
    : { policyTypes: ["Egress"], egress: [{ to: args.to.map(peer), ports }] };
  return new NetworkPolicy(
    name,
    {
      metadata: { name, namespace, annotations: { [kitAnnotations.reason]: why } },
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
