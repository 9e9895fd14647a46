import type { Draft } from "../draft.ts";
import type { Issue } from "../issue.ts";

/** Who asks for backups gets some, or hears why not. */
export function backupsHaveAPlace(config: Draft): Issue[] {
  const enabled = config.at("backup", "enabled");
  const store = config.at("objectStore", "store");
  const mode = store.at("mode").text ?? "oci";
  const [bucket, keys] = [store.at("buckets", "backups"), store.at("keys", "backups")];
  const half =
    mode === "external" && bucket.isPresent !== keys.isPresent
      ? [
          (bucket.isPresent ? keys : bucket).issue("is missing: the dumps' bucket has keys of its own", {
            accepted: "both of buckets.backups and keys.backups, or none",
          }),
        ]
      : [];
  if (enabled.value !== true) return half;
  const inCluster = ["redis", "postgres"].filter(
    (name) => (config.at(name, "mode").text ?? "in-cluster") === "in-cluster",
  );
  if (inCluster.length === 0) {
    return [
      ...half,
      enabled.issue("has nothing to dump: Redis and PostgreSQL are run by others, who back them up", {
        accepted: "false, or no key",
      }),
    ];
  }
  const ofOci = config.at("objectStore", "buckets", "backups");
  const known = mode === "in-cluster" || (mode === "oci" ? ofOci.isPresent : bucket.isPresent || keys.isPresent);
  return known || config.at("backup", "target").isPresent
    ? half
    : [
        enabled.issue("has no bucket that dumps could go to", {
          accepted: `backup.target, or ${mode === "oci" ? "objectStore.buckets.backups" : "buckets.backups and keys.backups of objectStore.store"}`,
        }),
      ];
}

/** A bucket that keeps objects longer than the dumps are wanted refuses every deletion, and each run would fail by it. */
export function dumpsMayGoWhenTheyAreOld(config: Draft): Issue[] {
  const store = config.at("objectStore", "store", "mode").text ?? "oci";
  const backup = config.at("backup");
  const retention = config.at("objectStore", "buckets", "backups", "retentionDays").number;
  const keepDays = backup.at("keepDays");
  const days = keepDays.number ?? 35;
  return store === "oci" &&
    !backup.at("target").isPresent &&
    backup.at("enabled").value !== false &&
    retention !== undefined &&
    days < retention
    ? [
        keepDays.issue(`of ${days} is less than the ${retention} days for which the bucket refuses to delete`, {
          accepted: `${retention} or more`,
        }),
      ]
    : [];
}
