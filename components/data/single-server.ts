import { createHash } from "node:crypto";
import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet.js";
import type { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget.js";
import type * as inputs from "@pulumi/kubernetes/types/input.js";
import * as pulumi from "@pulumi/pulumi";
import { kitAnnotations } from "../labels.ts";

export interface SingleServerSpec {
  /** Name of the StatefulSet, the Service and the budget in the cluster. */
  readonly server: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
  /** Digest of everything that the server reads once, when it starts: another one restarts it. */
  readonly configDigest: pulumi.Input<string>;
  readonly pod: pulumi.Input<inputs.core.v1.PodSpec>;
}

/**
 * One server that owns its disk: a StatefulSet of one pod, its Service, and a budget. Beta9 knows no Sentinel and no
 * read replicas; a restart takes seconds, and the gateway stays up and finds its way back.
 */
export function createSingleServer(
  name: string,
  spec: SingleServerSpec,
  opts: pulumi.CustomResourceOptions,
): StatefulSet {
  const { server, namespace, labels, port } = spec;
  const metadata = { name: server, namespace, labels };
  new Service(
    `${name}-service`,
    { metadata, spec: { selector: labels, ports: [{ name: server, port, targetPort: port }] } },
    opts,
  );
  new PodDisruptionBudget(
    `${name}-budget`,
    {
      metadata,
      spec: {
        selector: { matchLabels: labels },
        // One pod, so a budget that keeps it would block every upgrade of a node. An engineer's drain may move it;
        // the autoscaler may not (annotation below).
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: "AlwaysAllow",
      },
    },
    opts,
  );
  return new StatefulSet(
    `${name}-server`,
    {
      metadata,
      spec: {
        replicas: 1,
        serviceName: server,
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels,
            annotations: {
              "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
              [kitAnnotations.configDigest]: spec.configDigest,
            },
          },
          spec: spec.pod,
        },
      },
    },
    opts,
  );
}

/** Digest of what a server reads when it starts, its certificate included. */
export function digestOf(...parts: readonly pulumi.Input<string>[]): pulumi.Output<string> {
  return pulumi.all([...parts]).apply((texts) => {
    const hash = createHash("sha256");
    for (const text of texts) hash.update(`${text.length}:${text}`);
    return hash.digest("hex");
  });
}

/**
 * Certificate in a TLS Secret, from `data`: `stringData` is never read back, so that with it every preview would want to
 * start the servers anew.
 */
export function certificateOf(secret: Secret): pulumi.Output<string> {
  return secret.data.apply((data) => Buffer.from(data["tls.crt"] ?? "", "base64").toString());
}
