import type { Place } from "../../engine/extract/places.ts";
import { fields, get, isSet, textOf } from "../../engine/extract/reader.ts";
import { under } from "../../engine/extract/where.ts";
import { at, atNode, outside, regionFix } from "../../engine/judge.ts";
import { allowsPlace } from "../../engine/profile.ts";
import { regionLabel, resolveRegion } from "../../engine/resolve/regions.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";

export const secretReplication: ResourceRule = {
  id: "KEY-003",
  title: "secret-replication",
  severity: "critical",
  axis: "residency",
  description: "Keys and secrets are neither copied to nor read from places outside the profile.",
  law: "GDPR Art. 44",
  check: ({ type, root, places, inherited }, settings) => {
    if (!KEEPS_SECRETS.test(type)) return [];
    const found: Violation[] = places.flatMap((place) => {
      const copied =
        place.role === "replica" ||
        place.role === "backup" ||
        place.role === "source" ||
        place.role === "standby" ||
        (place.role === "primary" && (REPLICAS.includes(type) || SYNC.test(type))) ||
        isRead(place, type);
      if (!copied) return [];
      if (place.certainty === "unknown")
        return {
          path: at(place),
          what: "where this secret is copied to can not be known before the cloud answers",
          fix: "write the region into the program",
        };
      return (
        outside(
          place,
          settings,
          place.role === "source" ? "is copied from" : isRead(place, type) ? "reads secrets in" : "is copied to",
        ) ?? []
      );
    });
    const copy = REPLICAS.includes(type) && !places.some(({ role }) => role === "primary") ? inherited : undefined;
    const elsewhere = copy && outside(copy, settings, "is copied to");
    if (elsewhere) found.push({ ...elsewhere, path: "" });
    const location = STORE.test(type) ? fields(root, "spec.provider.gcpsm.location") : [];
    for (const node of location) {
      const row = resolveRegion("gcp", textOf(node) ?? "");
      if (!row || allowsPlace(settings.profile, row)) continue;
      found.push({
        path: atNode(node),
        what: `reads secrets in ${regionLabel(row)}, which is outside the profile ${settings.profile.name}`,
        fix: regionFix({ provider: "gcp", row }, settings),
      });
    }
    const everywhere = type === "gcp:secretmanager/secret:Secret" ? fields(root, "replication.auto") : [];
    for (const node of everywhere)
      found.push({
        path: atNode(node),
        what: "the cloud copies this secret to places of its own choice",
        fix: "use userManaged replication with regions inside the profile",
      });
    const multi = KEYS.includes(type) ? get(root, "multiRegion") : undefined;
    if (multi && isSet(multi))
      found.push({
        path: atNode(multi),
        what: "this key can be copied to any region of the cloud",
        fix: "use a key of one region",
        advisory: true,
      });
    return found;
  },
};

/** The region of a store, or of a secret that it names. */
function isRead(place: Place, type: string): boolean {
  const isNamed = place.role === "mention" && place.region !== "";
  return STORE.test(type) && (place.role === "primary" || isNamed) && !isSignIn(place);
}

/** A region at which the store only proves who it is. */
function isSignIn({ where }: Place): boolean {
  return where !== undefined && under(where, (key) => key === "auth");
}

/** Keys that may be made so that other regions can hold them as well. */
const KEYS = ["aws:kms/key:Key", "aws:kms/externalKey:ExternalKey"];
/** Resources that are copies as a whole. */
const REPLICAS = [
  "aws:kms/replicaKey:ReplicaKey",
  "aws:kms/replicaExternalKey:ReplicaExternalKey",
  "aws-native:kms:ReplicaKey",
];
/** Stores of a cloud's that Vault copies its secrets to. */
const SYNC = /^vault:secrets\/sync\w+Destination:/;
/** Stores of secrets that the cluster reads by itself. */
const STORE = /^kubernetes:(external-secrets\.io|secrets-store\.csi\.x-k8s\.io|vault\.banzaicloud\.com)\//;
const KEEPS_SECRETS = new RegExp(
  `${STORE.source}|${SYNC.source}|^oci:(Vault|Kms)/|^aws:(secretsmanager|kms|ssm)/|^aws-native:(secretsmanager|kms):|^gcp:(secretmanager|kms)/|^azure(-native)?:keyvault[/:]|^scaleway:.*[sS]ecret|^kubernetes:(secretsmanager|kms)\\.(aws\\.\\w+\\.io|services\\.k8s\\.aws)/`,
);
