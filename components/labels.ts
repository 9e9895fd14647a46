/**
 * Node labels that the kit sets and reads. The domain ends in `.internal`, which is reserved for private use, so that
 * no label ever claims a name that somebody else may own.
 */
const domain = "eu-gpu-cloud.internal";

export const nodeLabels = {
  /** Name of the node pool. */
  pool: `${domain}/pool`,
  /** `system` or `gpu`. */
  role: `${domain}/role`,
  /** GPU name as Beta9 knows it. */
  gpu: `${domain}/gpu`,
  /** ISO 3166-1 alpha-2 code of the country that the node stands in. */
  country: `${domain}/country`,
  /** Who holds the machine: `owned`, `contracted` or `volunteer`. */
  trust: `${domain}/trust`,
  /** Highest data class that may run on the node. */
  dataClass: `${domain}/data-class`,
} as const;

/** Taint of GPU nodes. The device plug-ins of NVIDIA and of clouds tolerate this key by default. */
export const gpuTaint = { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" } as const;

/** Annotations that the kit writes: reasons for whoever audits, facts for the policy packs, marks that restart a pod. */
export const kitAnnotations = {
  /** Why a namespace may ask more of its nodes than the strictest Pod Security level allows. */
  podSecurityReason: `${domain}/pod-security-reason`,
  /** Why a network policy opens what default deny closes, or an admission policy refuses something. */
  reason: `${domain}/reason`,
  /** Why a disk without encryption was accepted. */
  unencryptedReason: `${domain}/unencrypted-reason`,
  /** Where the edge's keys are certified: a fact for the residency packs, who can not read the Secret. */
  acmeDirectory: `${domain}/acme-directory`,
  /** Where Beta9's events go: a fact for the packs as well. */
  eventSink: `${domain}/event-sink`,
  /** Digest of everything that a pod reads once, when it starts: another one restarts it. */
  configDigest: `${domain}/config-digest`,
  /** Who holds the admin claim's lease on its Secret, and until when. */
  adminClaimLease: `${domain}/admin-claim-lease`,
  /** Hours after which the newest dump of a backup's job is too old. */
  backupMaxAgeHours: `${domain}/backup-max-age-hours`,
} as const;

/**
 * Free-form tags of a node pool in its cloud: the bounds that the autoscaler keeps to. A pool's own size says only how
 * many nodes it was made with.
 */
export const poolTags = { minNodes: "eu-gpu-cloud-min-nodes", maxNodes: "eu-gpu-cloud-max-nodes" } as const;
