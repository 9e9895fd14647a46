import { labelsFor } from "../workload/hardened.ts";

/** Names in the cluster that others refer to before the objects are made. */
export const gatewayNames = {
  service: "beta9-gateway",
  metricsService: "beta9-gateway-metrics",
  serviceAccount: "beta9-gateway",
  workerServiceAccount: "beta9-worker",
} as const;

/** Labels of the gateway's pods: what the policies of stores, edge and workers select. */
export function gatewayLabels(environment: string) {
  return labelsFor("beta9-gateway", environment);
}

/** Label that Beta9 gives the pods of its workers. Source: beam-cloud/beta9 `pkg/scheduler/pool.go` at 0b79dfe. */
export const workerLabels = { "run.beam.cloud/role": "worker" } as const;
