import type { Environment } from "../environment.ts";

/** Where dumps go: to an endpoint of their own, to the platform's object store, or nowhere. */
export function backupPlace(environment: Environment): "target" | "store" | "nowhere" {
  const { backup, redis, postgres } = environment;
  if (backup.enabled === false || (redis.mode !== "in-cluster" && postgres.mode !== "in-cluster")) return "nowhere";
  if (backup.target) return "target";
  return storeTakesDumps(environment) ? "store" : "nowhere";
}

function storeTakesDumps({ objectStore: { store, buckets } }: Environment): boolean {
  switch (store.mode) {
    case "oci":
      return buckets.backups !== undefined;
    case "external":
      return store.buckets.backups !== undefined;
    case "in-cluster":
      return true;
  }
}
