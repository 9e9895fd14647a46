import type * as pulumi from "@pulumi/pulumi";
import { allow, anywhere, type Peer, publicInternet } from "../workload/network-policy.ts";
import { edgePorts, needsHttp } from "./pod.ts";
import type { EdgeSettings } from "./settings.ts";

/** Pods that the edge forwards to. */
export interface Backend {
  /** What they are, e.g. `gateway`. */
  readonly name: string;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly ports: readonly [number, ...number[]];
}

export interface EdgeNetworkArgs {
  readonly namespace: pulumi.Input<string>;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly settings: EdgeSettings;
  readonly backends: readonly Backend[];
  readonly metricsFrom: Peer | undefined;
}

/** Every way into and out of the edge, each with its reason. Both ends of a way are opened here. */
export function allowEdgeTraffic(args: EdgeNetworkArgs, opts: pulumi.CustomResourceOptions): void {
  const { namespace, podLabels, settings, metricsFrom } = args;
  const common = { namespace, podLabels };
  allow(
    "edge-from-clients",
    {
      ...common,
      from: anywhere,
      ports: needsHttp(settings) ? [edgePorts.https, edgePorts.http] : [edgePorts.https],
      reason: "the one public door: users, their SDKs and contributors' machines",
    },
    opts,
  );
  for (const backend of args.backends) allowForwarding(args, backend, opts);
  if (settings.acme) {
    const host = new URL(settings.acme.directoryUrl).host;
    allow(
      "edge-to-certificate-authority",
      {
        ...common,
        to: publicInternet,
        ports: [443],
        reason: `${host} issues the certificate`,
      },
      opts,
    );
  }
  if (metricsFrom) {
    const reason = "metrics are scraped, by nobody else";
    allow("edge-metrics", { ...common, from: [metricsFrom], ports: [edgePorts.private], reason }, opts);
  }
}

function allowForwarding(args: EdgeNetworkArgs, backend: Backend, opts: pulumi.CustomResourceOptions): void {
  const { namespace, podLabels } = args;
  const { name, ports } = backend;
  allow(
    `edge-to-${name}`,
    { namespace, podLabels, to: [{ pods: backend.podLabels }], ports, reason: `the edge forwards to the ${name}` },
    opts,
  );
  allow(
    `${name}-from-edge`,
    {
      namespace,
      podLabels: backend.podLabels,
      from: [{ pods: podLabels }],
      ports,
      reason: `what the ${name} is asked from outside comes through the edge`,
    },
    opts,
  );
}
