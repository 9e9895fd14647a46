import type * as pulumi from "@pulumi/pulumi";
import { allow, type Peer, type Port } from "../workload/network-policy.ts";
import { gatewayLabels, workerLabels } from "./control-plane-names.ts";
import { beta9Ports } from "./gateway-config/ports.ts";

/** Somewhere that pods must get to. */
export interface Destination {
  /** Short name for the policy, e.g. `mirror`. */
  readonly name: string;
  readonly peers: readonly [Peer, ...Peer[]];
  readonly ports: readonly [Port, ...Port[]];
  /** Why it must be possible; stands on the policy. */
  readonly reason: string;
}

export interface WorkerNetworkArgs {
  readonly environment: string;
  readonly namespace: pulumi.Input<string>;
  readonly controlPlaneNamespace: pulumi.Input<string>;
  readonly destinations: readonly Destination[];
  readonly metricsFrom: Peer | undefined;
}

/**
 * Ports on which workers listen for the gateway: the kernel hands them out (`net.ipv4.ip_local_port_range`, Linux'
 * default). The cache's port and the metrics' are not among them.
 */
const workerPorts = { port: 32768, endPort: 60999 };

/** Every way into and out of a worker, in both namespaces, each with its reason. */
export function allowWorkerTraffic(name: string, args: WorkerNetworkArgs, opts: pulumi.CustomResourceOptions): void {
  const { namespace, controlPlaneNamespace, metricsFrom } = args;
  const gateway = { pods: gatewayLabels(args.environment), namespace: controlPlaneNamespace };
  const workers = { pods: workerLabels, namespace };
  const atWorkers = { namespace, podLabels: workerLabels };
  const atGateway = { namespace: controlPlaneNamespace, podLabels: gateway.pods };

  const calls = "workers register, fetch their work and report through the gateway";
  const callPorts = [beta9Ports.grpc, beta9Ports.http] as const;
  allow(`${name}-to-gateway`, { ...atWorkers, to: [gateway], ports: callPorts, reason: calls }, opts);
  allow(`${name}-gateway-from-workers`, { ...atGateway, from: [workers], ports: callPorts, reason: calls }, opts);

  const serves = "the gateway carries calls to containers and streams their output";
  allow(`${name}-from-gateway`, { ...atWorkers, from: [gateway], ports: [workerPorts], reason: serves }, opts);
  allow(`${name}-gateway-to-workers`, { ...atGateway, to: [workers], ports: [workerPorts], reason: serves }, opts);

  const cache = "workers share image layers; the port knows no authentication, so nobody else may reach it";
  const among = { ...atWorkers, ports: [beta9Ports.cache] as const, reason: cache };
  allow(`${name}-cache-out`, { ...among, to: [{ pods: workerLabels }] }, opts);
  allow(`${name}-cache-in`, { ...among, from: [{ pods: workerLabels }] }, opts);

  for (const { name: destination, peers, ports, reason } of args.destinations) {
    allow(`${name}-to-${destination}`, { ...atWorkers, to: peers, ports, reason }, opts);
  }
  if (metricsFrom) {
    const reason = "metrics are scraped, by nobody else";
    allow(`${name}-metrics`, { ...atWorkers, from: [metricsFrom], ports: [beta9Ports.metrics], reason }, opts);
  }
}
