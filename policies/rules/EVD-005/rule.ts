import { entries, fields, get, isSet, textOf } from "../../engine/extract/reader.ts";
import type { Subject } from "../../engine/extract/subject.ts";
import { at, atNode, outside } from "../../engine/judge.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";

export const auditImmutability: ResourceRule = {
  id: "EVD-005",
  title: "audit-immutability",
  severity: "high",
  axis: "evidence",
  description:
    "Where audit logs are kept nobody can change or delete them before their time, and it is inside the profile.",
  law: "GDPR Art. 32; NIS2 Art. 21",
  check: (subject, settings) => {
    const { type, root, places } = subject;
    const trail = TRAILS.find(([of]) => of.test(type));
    if (trail) return trail[1](subject);
    const bucket = BUCKETS.find((row) => row.type.test(type));
    if (!bucket || !isAudit(subject)) return [];
    const found: Violation[] = [];
    if (!bucket.isLocked(subject)) {
      const node = get(root, bucket.field);
      found.push({
        path: node ? atNode(node) : "",
        what: "this keeps audit logs and is under no lock, so they can be deleted",
        fix: bucket.fix,
      });
    }
    for (const place of places.filter(({ role }) => role === "primary")) {
      const violation = outside(place, settings, "keeps audit logs in");
      if (violation) found.push({ ...violation, path: at(place) });
    }
    return found;
  },
};

/** Words by which people say that a bucket keeps audit logs: in its name, in the resource's, in its tags. */
const AUDIT = /(^|[^a-z])(audit|audits|auditlogs?|audit-?trail|cloudtrail|access-?logs?|worm)([^a-z]|$)/i;

function isAudit({ name, root }: Subject): boolean {
  const names = ["name", "bucket", "bucketName", "bucketId", "accountName"].map((key) => textOf(get(root, key)) ?? "");
  const tags = ["freeformTags", "tags", "labels"]
    .flatMap((key) => fields(root, key))
    .flatMap((holder) => entries(holder));
  const tagged = tags.some(
    ([key, value]) => /^(purpose|data-?class|content|role|use)$/i.test(key) && AUDIT.test(textOf(value) ?? ""),
  );
  return tagged || [name, ...names].some((text) => AUDIT.test(inWords(text)));
}

/** `jenkinsAuditBucket` as `jenkins-Audit-Bucket`. */
function inWords(name: string): string {
  return name.replace(/([a-z])(?=[A-Z])/g, "$1-");
}

interface Bucket {
  readonly type: RegExp;
  readonly field: string;
  readonly isLocked: (subject: Subject) => boolean;
  readonly fix: string;
}

/** What a policy of Azure's says of itself when it can still be taken away. */
const OPEN = new Set<string | undefined>(["unlocked", "disabled", "false"]);

const BUCKETS: readonly Bucket[] = [
  {
    type: /^oci:ObjectStorage\/bucket:/,
    field: "retentionRules",
    isLocked: ({ root }) => fields(root, "retentionRules").some((rule) => isSet(get(rule, "timeRuleLocked"))),
    fix: "add a retention rule with a duration and timeRuleLocked",
  },
  {
    type: /^aws:s3\/bucket(V2)?:|^aws-native:s3:Bucket$/,
    field: "objectLockConfiguration",
    isLocked: ({ root }) => ["objectLockEnabled", "objectLockConfiguration"].some((key) => isSet(get(root, key))),
    fix: "set objectLockEnabled and a default retention in COMPLIANCE mode",
  },
  {
    type: /^gcp:storage\/bucket:/,
    field: "retentionPolicy",
    isLocked: ({ root }) => isSet(get(get(root, "retentionPolicy"), "isLocked")),
    fix: "set retentionPolicy with isLocked",
  },
  {
    type: /^azure-native:storage:(StorageAccount|BlobContainer)$|^azure:storage\/(account|container):/,
    field: "immutableStorageWithVersioning",
    isLocked: ({ root }) =>
      ["immutableStorageWithVersioning", "immutabilityPolicy"].some((key) => {
        const policy = get(root, key);
        const states = ["state", "immutabilityPolicy.state", "enabled"].flatMap((field) => fields(policy, field));
        return isSet(policy) && !states.some((state) => OPEN.has(textOf(state)?.toLowerCase()));
      }),
    fix: "set immutableStorageWithVersioning with a locked policy",
  },
  {
    type: /^scaleway:(object\/bucket|index\/objectBucket):/,
    field: "objectLockEnabled",
    isLocked: ({ root }) => isSet(get(root, "objectLockEnabled")),
    fix: "set objectLockEnabled and a lock configuration",
  },
  {
    type: /^ionoscloud:(objectstorage\/bucket|index\/s3Bucket):/,
    field: "objectLockEnabled",
    isLocked: ({ root }) => isSet(get(root, "objectLockEnabled")),
    fix: "set objectLockEnabled and a lock configuration",
  },
  {
    type: /^gcp:logging\/\w*BucketConfig:/,
    field: "locked",
    isLocked: ({ root }) => isSet(get(root, "locked")),
    fix: "set locked",
  },
  {
    type: /^minio:index\/s3Bucket:/,
    field: "objectLocking",
    isLocked: ({ root }) => isSet(get(root, "objectLocking")),
    fix: "set objectLocking",
  },
];

/** Days that a cloud's own audit trail is kept at least. */
const TRAIL_DAYS = 365;

const TRAILS: readonly (readonly [type: RegExp, check: (subject: Subject) => readonly Violation[]])[] = [
  [
    /^oci:Audit\/configuration:/,
    ({ root }) => {
      const kept = get(root, "retentionPeriodDays");
      return Number(textOf(kept) ?? 0) >= TRAIL_DAYS
        ? []
        : [
            {
              path: kept ? atNode(kept) : "",
              what: "the tenancy's audit log is kept for less than a year",
              fix: `set retentionPeriodDays to ${TRAIL_DAYS}`,
            },
          ];
    },
  ],
  [
    /^aws:cloudtrail\/trail:/,
    ({ root }) =>
      isSet(get(root, "enableLogFileValidation"))
        ? []
        : [
            {
              path: "",
              what: "nobody can tell whether this audit trail was changed",
              fix: "set enableLogFileValidation",
            },
          ],
  ],
];
