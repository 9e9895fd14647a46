import type { Cluster } from "../cluster/cluster.ts";
import type { KubernetesObject, Objects } from "../cluster/objects.ts";

/**
 * Puts a quota into force with nothing used, as the controller-manager does in an empty namespace: until somebody has
 * counted, the API server refuses everything that the quota is about.
 */
export async function countFromZero(cluster: Cluster, objects: Objects, quota: KubernetesObject): Promise<void> {
  const { hard } = quota.spec;
  const used = Object.fromEntries(Object.keys(hard).map((resource) => [resource, "0"]));
  const path = `${await objects.path(quota)}/status`;
  const contentType = "application/merge-patch+json";
  const { status, body } = await cluster.request("PATCH", path, { status: { hard, used } }, { contentType });
  if (status !== 200) throw new Error(`quota ${quota.metadata.name}: ${body.message}`);
}
