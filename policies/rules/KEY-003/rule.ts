import { fields, get, isSet } from "../../engine/extract/reader.ts";
import { at, atNode, outside } from "../../engine/judge.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";

export const secretReplication: ResourceRule = {
  id: "KEY-003",
  title: "secret-replication",
  severity: "critical",
  axis: "residency",
  description: "Keys and secrets are neither copied to nor read from places outside the profile.",
  law: "GDPR Art. 44",
  check: ({ type, root, places }, settings) => {
    if (!KEEPS_SECRETS.test(type)) return [];
    const found: Violation[] = places.flatMap((place) => {
      const copied =
        place.role === "replica" ||
        place.role === "backup" ||
        place.role === "source" ||
        (place.role === "primary" && STORE.test(type));
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
          place.role === "source" ? "is copied from" : place.role === "primary" ? "reads secrets in" : "is copied to",
        ) ?? []
      );
    });
    const everywhere = /^gcp:secretmanager\/secret:/.test(type) ? fields(root, "replication.auto") : [];
    for (const node of everywhere)
      found.push({
        path: atNode(node),
        what: "the cloud copies this secret to places of its own choice",
        fix: "use userManaged replication with regions inside the profile",
      });
    const multi = /^aws:kms\/(key|externalKey):/.test(type) ? get(root, "multiRegion") : undefined;
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

/** Stores of secrets that the cluster reads by itself. */
const STORE = /^kubernetes:(external-secrets\.io|secrets-store\.csi\.x-k8s\.io)\//;
const KEEPS_SECRETS = new RegExp(
  `${STORE.source}|^oci:(Vault|Kms)/|^aws:(secretsmanager|kms|ssm)/|^aws-native:(secretsmanager|kms):|^gcp:(secretmanager|kms)/|^azure(-native)?:keyvault[/:]|^scaleway:.*[sS]ecret`,
);
