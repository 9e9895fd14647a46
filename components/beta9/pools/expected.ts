import type { ManagedPool, PrivatePool } from "./desired.ts";

export type Fields = Readonly<Record<string, unknown>>;

/**
 * What is sent for a private pool. All that the kit means is said: what is left out gets a default, and the default
 * of `fallback` lets work spill to other pools, which a residency boundary must not.
 */
export function privateRequest({ name, gpu, priority = 1000, containerRuntime = "gvisor" }: PrivatePool): Fields {
  return {
    name,
    gpu: gpu === undefined ? [] : [gpu],
    selector: name,
    mode: "private",
    transport: "tsnet_restricted",
    fallback: "fail",
    priority,
    containerRuntime,
  };
}

/** The whole configuration that such a pool must read back with, the fields that only bought machines have included. */
export function privateExpected(pool: PrivatePool): Fields {
  return {
    ...privateRequest(pool),
    nodes: 0,
    ttl: "",
    maxSpend: 0,
    providers: [],
    regions: [],
    minReliability: 0,
    offerId: "",
  };
}

/** What is sent for a managed pool. */
export function managedRequest(pool: ManagedPool): Fields {
  const { gpu = "", priority = 0, preemptable = false, containerRuntime = "gvisor" } = pool;
  return { mode: "external", gpu_type: gpu, priority, preemptable, container_runtime: containerRuntime };
}

/**
 * The whole configuration that such a pool must read back with: what was sent, Beta9's defaults, and what it makes of
 * them by itself (`runtime: nvidia` beside a GPU; bound to a selector never). As seen on 0b79dfe.
 */
export function managedExpected(pool: ManagedPool): Fields {
  return {
    ...managedDefaults,
    ...managedRequest(pool),
    runtime: pool.gpu === undefined ? "" : "nvidia",
    requires_pool_selector: false,
  };
}

const managedDefaults: Fields = {
  container_runtime_config: { gvisor_platform: "", gvisor_root: "", gvisor_extra_args: null },
  cpu_affinity_enforced: false,
  gpu_virtualized: false,
  container_start_concurrency: 0,
  network_preallocation: null,
  network_slot_pool_size: 0,
  provider: null,
  job_spec: { node_selector: null, env: null, volumes: null, volume_mounts: null },
  pool_sizing: {
    default_worker_cpu: "",
    default_worker_memory: "",
    default_worker_gpu_type: "",
    default_worker_gpu_count: "",
    min_free_cpu: "",
    min_free_memory: "",
    min_free_gpu: "",
    shared_memory_limit_pct: "",
  },
  user_data: "",
  criu_enabled: false,
  tmp_size_limit: "",
  config_group: "",
  k3s_install_dir: "",
  storage_path: "",
  storage_mode: "",
  images_path: "",
  durable_disks_path: "",
  cache: {
    enabled: null,
    disk: { enabled: null, host_path: "", mount_path: "", max_usage_pct: 0, min_free_bytes: 0 },
  },
  hourly_cost_cents: 0,
};
