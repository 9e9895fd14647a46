import { regionById } from "../../../components/substrate/oci/regions.ts";
import type { Draft } from "../draft.ts";
import type { Issue } from "../issue.ts";
import { regionOf } from "./region.ts";

export function externalKeysAreComplete(config: Draft): Issue[] {
  const keys = config.at("cloud", "keys");
  const external = keys.at("vault").text === "EXTERNAL";
  const manager = keys.at("externalKeyManager");
  if (external && !manager.isPresent) {
    return [
      manager.issue("is missing: an EXTERNAL vault has its keys elsewhere", {
        accepted: "the key manager's address and credentials",
      }),
    ];
  }
  return !external && manager.isPresent
    ? [
        keys.at("vault").issue("is not EXTERNAL, but an external key manager is configured", {
          accepted: "EXTERNAL, or no externalKeyManager",
        }),
      ]
    : [];
}

export function retentionExcludesVersioning(config: Draft): Issue[] {
  return config.at("objectStore", "buckets").members.flatMap((bucket) => {
    const retention = bucket.at("retentionDays");
    return retention.isPresent && bucket.at("versioning").value !== false
      ? [
          retention.issue("can not stand beside versioning: OCI refuses retention rules on versioned buckets", {
            suggestion: "set versioning: false on this bucket",
          }),
        ]
      : [];
  });
}

export function replicationLeavesTheRegion(config: Draft): Issue[] {
  const region = regionOf(config);
  return config.at("objectStore", "buckets").members.flatMap((bucket) => {
    const target = bucket.at("replicateTo", "region");
    const targetRegion = target.text === undefined ? undefined : regionById(target.text);
    if (!region || !targetRegion) {
      return [];
    }
    if (targetRegion.id === region.id) {
      return [target.issue("is the region that the bucket is in", { accepted: "another region of the same realm" })];
    }
    return targetRegion.realm === region.realm
      ? []
      : [
          target.issue(`is in realm ${targetRegion.realm}; nothing replicates out of ${region.realm}`, {
            accepted: `another region of ${region.realm}`,
          }),
        ];
  });
}
