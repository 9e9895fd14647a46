/** What a namespace may take in all. */
export interface NamespaceNeeds {
  /** Sum of requests, in thousandths of a core; limits may be four times as much in sum. */
  readonly cpuMillis: number;
  /** Sum of requests and of limits, in MiB. */
  readonly memoryMiB: number;
  readonly pods: number;
  /** Volume claims and their size together. @default none */
  readonly volumes?: { readonly count: number; readonly storageGiB: number };
  /** GPUs requested at once (`nvidia.com/gpu`). @default 0 */
  readonly gpus?: number;
  /** Services of type LoadBalancer. @default 0 – only the edge's namespace has one */
  readonly loadBalancers?: number;
}

/**
 * Spec of the ResourceQuota. Each of its resources must be requested by every pod, which the LimitRange sees to for
 * pods that do not. A load balancer takes node ports, so their number follows; Services of type NodePort are refused by
 * admission.
 * @throws RangeError for numbers that are not whole, or negative, or zero where nothing could run
 */
export function quotaSpec(needs: NamespaceNeeds) {
  const { cpuMillis, memoryMiB, pods, volumes = { count: 0, storageGiB: 0 }, gpus = 0, loadBalancers = 0 } = needs;
  const positive = { cpuMillis, memoryMiB, pods };
  const counts = {
    ...positive,
    "volumes.count": volumes.count,
    "volumes.storageGiB": volumes.storageGiB,
    gpus,
    loadBalancers,
  };
  for (const [name, value] of Object.entries(counts)) {
    const least = name in positive ? 1 : 0;
    if (!Number.isInteger(value) || value < least) {
      throw new RangeError(`${name} is ${value}, accepted: a whole number of at least ${least}`);
    }
  }
  return {
    hard: {
      "requests.cpu": `${cpuMillis}m`,
      "limits.cpu": `${4 * cpuMillis}m`,
      "requests.memory": `${memoryMiB}Mi`,
      "limits.memory": `${memoryMiB}Mi`,
      "requests.nvidia.com/gpu": String(gpus),
      pods: String(pods),
      persistentvolumeclaims: String(volumes.count),
      "requests.storage": `${volumes.storageGiB}Gi`,
      "services.loadbalancers": String(loadBalancers),
    },
  };
}

/** What a container gets that says nothing: little, so that who needs more says so. */
export const limitRangeSpec = {
  limits: [
    {
      type: "Container",
      defaultRequest: { cpu: "50m", memory: "64Mi", "ephemeral-storage": "64Mi" },
      default: { cpu: "500m", memory: "128Mi", "ephemeral-storage": "128Mi" },
    },
  ],
};
