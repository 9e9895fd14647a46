import type { Deployment } from "../deployment.ts";

/** Kinds of which a namespace or a cluster has its own; anything else in these lists is the stack's. */
const ownNamespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];
const clusterWide = [
  "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies",
  "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings",
  "/apis/node.k8s.io/v1/runtimeclasses",
  "/apis/storage.k8s.io/v1/storageclasses",
  "/api/v1/persistentvolumes",
];

/** What the environment leaves to its tenancy on purpose: others may count on it by now. */
const kept = ["oci:CloudGuard/cloudGuardConfiguration:CloudGuardConfiguration"];

/** Objects of a stack that are still there, in the clouds and in the cluster. */
export async function leftovers(deployment: Deployment): Promise<string[]> {
  const { cluster } = deployment;
  const names = async (path: string) => {
    const { items } = (await cluster.request("GET", path)).body as { items: { metadata: { name: string } }[] };
    return items.map(({ metadata }) => `${path.split("/").at(-1)} ${metadata.name}`);
  };
  const namespaces = await names("/api/v1/namespaces");
  return [
    ...cloudLeftovers(deployment),
    ...namespaces.filter((name) => !ownNamespaces.includes(name.replace("namespaces ", ""))),
    ...(await Promise.all(clusterWide.map(names))).flat(),
  ];
}

export function cloudLeftovers({ workspace }: Deployment): string[] {
  return workspace.clouds.objects("oci").flatMap(({ type, id }) => (kept.includes(type) ? [] : [`${type} ${id}`]));
}
