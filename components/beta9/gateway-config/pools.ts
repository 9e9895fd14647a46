import type { PoolSizingConfig, WorkerPoolConfig } from "./config.ts";
import type { CpuPool, GpuPool, PoolSizing, WorkerSettings } from "./settings.ts";

/**
 * Pools that Beta9's own defaults bring. Maps are merged key by key, so these two can not be removed: both are always
 * written out, or the default `build` keeps 8 cores and 32 GiB warm on a laptop.
 */
export const builtInPools = { cpu: "default", build: "build" } as const;

/** Where a worker finds the authorities that it trusts beside the system's. */
const workerCaDirectory = "/etc/eu-gpu-cloud/ca";
/** Where a worker finds the login of the mirror. */
const workerLoginDirectory = "/etc/eu-gpu-cloud/mirror";

/** Environment that makes an S3 client of Beta9's SDK version work with servers that know no trailing checksums. */
export const s3ChecksumEnvironment = [
  { name: "AWS_REQUEST_CHECKSUM_CALCULATION", value: "when_required" },
  { name: "AWS_RESPONSE_CHECKSUM_VALIDATION", value: "when_required" },
] as const;

/** Directories that Go programs read authorities from, the system's own first. */
export function certificateEnvironment(directory: string) {
  return { name: "SSL_CERT_DIR", value: `/etc/ssl/certs:${directory}` };
}

/** Every pool of the cluster by name. */
export function workerPools(workers: WorkerSettings): Readonly<Record<string, WorkerPoolConfig>> {
  return {
    [builtInPools.cpu]: cpuPool(workers, workers.cpu, { containerRuntime: "gvisor", requiresPoolSelector: false }),
    // A build runs buildah, which needs a plain runtime and keeps its layers in shared memory.
    [builtInPools.build]: cpuPool(workers, workers.build, {
      containerRuntime: "runc",
      requiresPoolSelector: true,
      sharedMemoryLimitPct: "100%",
    }),
    ...Object.fromEntries(
      [...workers.gpuPools]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((pool) => [pool.name, gpuPool(workers, pool)]),
    ),
  };
}

interface CpuPoolKind extends Pick<WorkerPoolConfig, "containerRuntime" | "requiresPoolSelector"> {
  readonly sharedMemoryLimitPct?: string;
}

function cpuPool(workers: WorkerSettings, pool: CpuPool, kind: CpuPoolKind): WorkerPoolConfig {
  const { sharedMemoryLimitPct, ...rest } = kind;
  return {
    mode: "local",
    gpuType: "",
    runtime: "",
    ...rest,
    preemptable: false,
    priority: 1,
    jobSpec: jobSpec(workers, pool.nodeSelector),
    poolSizing: poolSizing(pool, { gpuType: "", gpus: 0, sharedMemoryLimitPct }),
  };
}

function gpuPool(workers: WorkerSettings, pool: GpuPool): WorkerPoolConfig {
  return {
    mode: "local",
    gpuType: pool.gpu,
    runtime: pool.runtimeClass,
    containerRuntime: pool.containerRuntime,
    requiresPoolSelector: pool.requiresPoolSelector,
    preemptable: false,
    priority: pool.priority,
    jobSpec: jobSpec(workers, pool.nodeSelector),
    poolSizing: poolSizing(pool, { gpuType: pool.gpu, gpus: pool.gpusPerWorker, sharedMemoryLimitPct: undefined }),
  };
}

/** Secrets that workers mount, each with the variable by which programs in them find it. */
function jobSpec({ caSecret, pullSecret }: WorkerSettings, nodeSelector: Readonly<Record<string, string>>) {
  const mounted = [
    {
      name: "trusted-authorities",
      secretName: caSecret,
      mountPath: workerCaDirectory,
      variable: certificateEnvironment(workerCaDirectory),
    },
    // Builds pull their bases with buildah, which is given no login by Beta9 and reads this file.
    {
      name: "mirror-login",
      secretName: pullSecret,
      mountPath: workerLoginDirectory,
      variable: { name: "REGISTRY_AUTH_FILE", value: `${workerLoginDirectory}/.dockerconfigjson` },
    },
  ].flatMap(({ secretName, ...rest }) => (secretName === undefined ? [] : [{ secretName, ...rest }]));
  return {
    nodeSelector: sortedByKey(nodeSelector),
    env: [...s3ChecksumEnvironment, ...mounted.map(({ variable }) => variable)],
    volumes: mounted.map(({ name, secretName }) => ({ name, secret: { secretName } })),
    volumeMounts: mounted.map(({ name, mountPath }) => ({ name, mountPath, readOnly: true as const })),
  };
}

interface SizingKind {
  readonly gpuType: string;
  readonly gpus: number;
  readonly sharedMemoryLimitPct: string | undefined;
}

function poolSizing({ worker, warm }: PoolSizing, kind: SizingKind): PoolSizingConfig {
  return {
    defaultWorkerCPU: `${worker.cpuMillis}m`,
    defaultWorkerMemory: `${worker.memoryMiB}Mi`,
    defaultWorkerGPUType: kind.gpuType,
    defaultWorkerGpuCount: String(kind.gpus),
    minFreeCPU: `${warm.cpuMillis}m`,
    minFreeMemory: `${warm.memoryMiB}Mi`,
    minFreeGPU: String(warm.gpus),
    // Half of the memory is what Beta9 takes by itself.
    sharedMemoryLimitPct: kind.sharedMemoryLimitPct ?? "50%",
  };
}

function sortedByKey(map: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
