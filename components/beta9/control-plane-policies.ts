import type * as pulumi from "@pulumi/pulumi";
import { allow } from "../workload/network-policy.ts";
import type { ControlPlaneArgs } from "./control-plane-args.ts";
import { gatewayLabels } from "./control-plane-names.ts";
import { beta9Ports } from "./gateway-config/ports.ts";

/**
 * Ways into and out of the gateway that are nobody else's to open: stores, edge and workers open theirs at both ends.
 */
export function allowGatewayTraffic(name: string, args: ControlPlaneArgs, opts: pulumi.CustomResourceOptions): void {
  const { namespace, kubernetesApi, metricsFrom, destinations = [], clients = [] } = args;
  const podLabels = gatewayLabels(args.environment);
  const common = { namespace, podLabels };

  const reason = "the gateway starts workers as Jobs; what it may do there is its Role's to say";
  allow(`${name}-to-kubernetes`, { ...common, to: kubernetesApi.peers, ports: [kubernetesApi.port], reason }, opts);
  for (const to of destinations) {
    allow(`${name}-to-${to.name}`, { ...common, to: to.peers, ports: to.ports, reason: to.reason }, opts);
  }
  for (const client of clients) {
    const both = { namespace, ports: client.ports, reason: client.reason };
    const from = { pods: client.podLabels };
    allow(`${name}-from-${client.name}`, { ...both, podLabels, from: [from] }, opts);
    allow(`${client.name}-to-${name}`, { ...both, podLabels: client.podLabels, to: [{ pods: podLabels }] }, opts);
  }
  if (metricsFrom) {
    const scraped = "metrics are scraped, by nobody else";
    allow(`${name}-metrics`, { ...common, from: [metricsFrom], ports: [beta9Ports.metrics], reason: scraped }, opts);
  }
}
