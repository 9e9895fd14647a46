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

/** Annotation that says why a namespace may ask more of its nodes than the strictest Pod Security level allows. */
export const podSecurityReason = `${domain}/pod-security-reason`;

/** Annotation that says why a network policy opens what default deny closes. */
export const networkPolicyReason = `${domain}/reason`;

/**
 * Free-form tags of a node pool in its cloud: the bounds that the autoscaler keeps to. A pool's own size says only how
 * many nodes it was made with.
 */
export const poolTags = { minNodes: "eu-gpu-cloud-min-nodes", maxNodes: "eu-gpu-cloud-max-nodes" } as const;
