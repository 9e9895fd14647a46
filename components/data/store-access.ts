import type * as pulumi from "@pulumi/pulumi";
import { allow, type Peers } from "../workload/network-policy.ts";

/** Pods that may reach a store. */
export interface StoreClient {
  /** Short name for the policies, e.g. `gateway`. */
  readonly name: string;
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
  /** Why it must be possible; stands on both policies. */
  readonly reason: string;
}

/** Lets each client out to a store that lies at addresses outside the cluster. */
export function letClientsOut(
  name: string,
  { server, peers, port }: { readonly server: string; readonly peers: Peers; readonly port: number },
  clients: readonly StoreClient[],
  opts: pulumi.CustomResourceOptions,
): void {
  for (const { name: client, namespace, podLabels, reason } of clients) {
    allow(`${name}-${client}-to-${server}`, { namespace, podLabels, to: peers, ports: [port], reason }, opts);
  }
}

/** Default deny holds at both ends: lets each client out and into a server of the cluster. */
export function connectClients(
  name: string,
  store: {
    readonly server: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly port: number;
  },
  clients: readonly StoreClient[],
  opts: pulumi.CustomResourceOptions,
): void {
  const { server, namespace, labels, port } = store;
  letClientsOut(name, { server, port, peers: [{ pods: labels, namespace }] }, clients, opts);
  for (const { name: client, namespace: from, podLabels, reason } of clients) {
    allow(
      `${name}-${server}-from-${client}`,
      { namespace, podLabels: labels, from: [{ pods: podLabels, namespace: from }], ports: [port], reason },
      opts,
    );
  }
}
