import { type RunnerName, runnerImages } from "../images/runner-images.ts";
import { nodeLabels } from "../labels.ts";
import type { GpuPoolFacts } from "../substrate/substrate.ts";
import type { ControlPlaneArgs, CpuWorkerOptions, GpuWorkerOptions } from "./control-plane-args.ts";
import { gatewayNames } from "./control-plane-names.ts";
import { gatewaySettingsProblems } from "./gateway-config/check-settings.ts";
import type {
  Beta9GpuName,
  CpuPool,
  GatewaySettings,
  GpuPool,
  LimitSettings,
  RunnerPython,
} from "./gateway-config/settings.ts";

/** What is known only when others exist, or never to be seen. */
export interface ResolvedInputs {
  readonly namespace: string;
  readonly redis: { readonly host: string; readonly password: string };
  readonly postgres: { readonly host: string; readonly password: string; readonly encryptionKey: string };
  readonly objectStore: Pick<
    GatewaySettings["objectStore"],
    "internalUrl" | "publicUrl" | "accessKeyId" | "secretAccessKey" | "imagesBucket"
  >;
  readonly registryPassword: string;
  readonly cacheCoordinatorToken: string;
  readonly workers: { readonly namespace: string; readonly serviceAccount: string };
  readonly mesh: { readonly gatewayKey: string; readonly agentKey: string } | undefined;
  readonly eventAuthorization: string | undefined;
}

/** Python of the runner image that the catalogue has, and of a function that names none. */
const python: RunnerPython = "python3.12";

const cpuWorkerSize = { cpuMillis: 1000, memoryMiB: 1024 };
const buildWorkerSize = { cpuMillis: 2000, memoryMiB: 6144 };

/** The gateway's settings for these args, once what they wait for is known. */
export function controlPlaneSettings(args: ControlPlaneArgs, known: ResolvedInputs): GatewaySettings {
  const { domain, environment, images, mesh } = args;
  const runner = images.parts("beta9-runner");
  const worker = images.parts("beta9-worker");
  return {
    clusterName: environment,
    domain,
    serviceHost: `${gatewayNames.service}.${known.namespace}.svc`,
    browserOrigins: args.browserOrigins ?? [`https://${domain}`],
    redis: { ...known.redis, port: args.redis.port, username: args.redis.username },
    postgres: {
      ...known.postgres,
      port: args.postgres.port,
      database: args.postgres.database,
      username: args.postgres.username,
      tls: args.postgres.tls,
    },
    objectStore: {
      ...known.objectStore,
      region: args.objectStore.region,
      workspaceBucketPrefix: args.workspaceBucketPrefix ?? `${environment}-workspace`,
    },
    // Beta9 has one address for pushing and pulling: the one that contributors reach as well.
    registry: {
      host: args.registry.host,
      username: args.registry.username,
      password: known.registryPassword,
      repository: "workspaces",
    },
    images: {
      // With its digest behind it, by which kubelets pull; runners go through skopeo, which refuses both together.
      worker: { ...worker, tag: worker.pinnedTag },
      runner: { registry: runner.registry, name: runner.name, tags: runnerTags(images) },
      python,
      pythonArchiveUrl: args.pythonArchiveUrl,
    },
    workers: {
      ...known.workers,
      pullSecret: args.pullSecret,
      caSecret: args.workers.caSecret,
      metrics: args.metricsFrom !== undefined,
      nodeStartMinutes: args.nodeStartMinutes ?? 30,
      cpu: cpuPool(args.cpuWorkers ?? {}, cpuWorkerSize),
      build: cpuPool(args.buildWorkers ?? {}, buildWorkerSize),
      gpuPools: args.gpuPools.map((pool) => gpuPool(pool, args.gpuWorkers?.[pool.name], args.workers.runtimeClass)),
    },
    cacheCoordinatorToken: known.cacheCoordinatorToken,
    limits: args.limits ?? defaultLimits(args.gpuPools),
    mesh: mesh && known.mesh ? { controlUrl: mesh.controlUrl, user: mesh.user, ...known.mesh } : undefined,
    events: args.events && {
      url: args.events.url,
      types: args.events.types ?? [],
      authorization: known.eventAuthorization,
    },
  };
}

/** What is wrong with args before anything else exists: secrets and addresses of others are taken to be fine. */
export function controlPlaneProblems(args: ControlPlaneArgs): string[] {
  const { highAvailability, replicas, objectStore, gpuWorkers = {}, gpuPools } = args;
  const pools = gpuPools.map(({ name }) => name);
  return [
    ...(replicas !== undefined && (!Number.isInteger(replicas) || replicas < 1)
      ? [`replicas ${replicas} is no whole number from 1`]
      : []),
    ...(highAvailability && replicas === 1
      ? ["replicas is 1: high availability takes 2 or more, or is switched off"]
      : []),
    ...(objectStore.buckets.images === undefined
      ? ["objectStore.buckets.images is missing: image archives need it"]
      : []),
    ...Object.keys(gpuWorkers)
      .filter((name) => !pools.includes(name))
      .map((name) => `gpuWorkers.${name}: there is no such GPU pool; there are ${pools.join(", ") || "none"}`),
    ...gatewaySettingsProblems(controlPlaneSettings(args, plausible(args))),
  ];
}

/** Every base that the SDK may ask for, by the names of the mirror's copies. */
function runnerTags(images: ControlPlaneArgs["images"]): Record<RunnerName, string> {
  const tags = Object.entries(runnerImages).map(([name, image]) => [name, images.parts(image).tag]);
  return Object.fromEntries(tags) as Record<RunnerName, string>;
}

/** Container limits that leave room for GPU workloads, and a workspace limit of everything that the cluster has. */
function defaultLimits(gpuPools: readonly GpuPoolFacts[]): LimitSettings {
  const perNode = Math.max(1, ...gpuPools.map(({ gpusPerNode }) => gpusPerNode));
  const inAll = gpuPools.reduce((sum, { maxNodes, gpusPerNode }) => sum + maxNodes * gpusPerNode, 0);
  return {
    // Beta9's own 32 GiB forbid what an accelerator node is bought for.
    container: { cpuMillis: 128_000, memoryMiB: 262_144, gpus: perNode, replicas: 10 },
    workspace: { cpuMillis: 512_000, gpus: Math.max(1, inAll) },
  };
}

function cpuPool(
  { cpuMillis, memoryMiB, warm = false, nodeSelector = {} }: CpuWorkerOptions,
  size: CpuPool["worker"],
): CpuPool {
  const worker = { cpuMillis: cpuMillis ?? size.cpuMillis, memoryMiB: memoryMiB ?? size.memoryMiB };
  return { nodeSelector, worker, warm: { ...(warm ? worker : { cpuMillis: 0, memoryMiB: 0 }), gpus: 0 } };
}

function gpuPool(pool: GpuPoolFacts, options: GpuWorkerOptions = {}, runtimeClass: string): GpuPool {
  return {
    name: pool.name,
    gpu: pool.gpu as Beta9GpuName,
    gpusPerWorker: options.gpus ?? 1,
    nodeSelector: { ...pool.nodeSelector, ...placeOf(pool) },
    runtimeClass,
    // GPUs in gVisor need a driver version that its nvproxy knows, and fail with any other.
    containerRuntime: "runc",
    requiresPoolSelector: options.onlyByName ?? false,
    priority: options.priority ?? 1,
    worker: { cpuMillis: options.cpuMillis ?? 4000, memoryMiB: options.memoryMiB ?? 16_384 },
    warm: { cpuMillis: 0, memoryMiB: 0, gpus: options.warmGpus ?? (pool.minNodes > 0 ? 1 : 0) },
  };
}

/** Workers of a pool for personal data demand what admission demands of them: nodes that say where they are and may hold it. */
function placeOf({ country, dataClass }: GpuPoolFacts): Record<string, string> {
  if (dataClass !== "personal") return {};
  return {
    ...(country !== undefined && { [nodeLabels.country]: country }),
    [nodeLabels.dataClass]: dataClass,
  };
}

/** Well-formed stand-ins for what is not known yet; used for checking only. */
function plausible(args: ControlPlaneArgs): ResolvedInputs {
  const [host, secret, url] = ["host.invalid", "not known yet", "https://host.invalid"];
  return {
    namespace: "namespace",
    redis: { host, password: secret },
    postgres: { host, password: secret, encryptionKey: `sk_${Buffer.alloc(32).toString("base64")}` },
    objectStore: {
      internalUrl: url,
      publicUrl: url,
      accessKeyId: secret,
      secretAccessKey: secret,
      imagesBucket: "bucket",
    },
    registryPassword: secret,
    cacheCoordinatorToken: secret,
    workers: { namespace: "namespace", serviceAccount: "account" },
    mesh: args.mesh && { gatewayKey: secret, agentKey: secret },
    eventAuthorization: args.events?.authorization === undefined ? undefined : secret,
  };
}
