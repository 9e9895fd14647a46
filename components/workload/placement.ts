/** Labels of what a component runs; also its selector, so they never change during its life. */
export function labelsFor(component: string, environment: string) {
  return {
    "app.kubernetes.io/name": component,
    "app.kubernetes.io/instance": environment,
    "app.kubernetes.io/part-of": "eu-gpu-cloud",
  };
}

/**
 * Replicas apart from one another, by node and then by zone. A wish and no demand: on the one node of a laptop, or with
 * a node down, they run all the same. Pods of an older revision are not counted while a new one rolls out.
 */
export function spreadAcrossNodes(labels: Readonly<Record<string, string>>) {
  return ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: labels },
    matchLabelKeys: ["pod-template-hash"],
  }));
}
