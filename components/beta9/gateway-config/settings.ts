import type { RunnerName } from "../../images/runner-images.ts";
import type { beta9GpuNames } from "../gpu-names.ts";

/** GPU name as Beta9 knows it. */
export type Beta9GpuName = (typeof beta9GpuNames)[number];

/** Pythons that the runner image comes in. */
export type RunnerPython = "python3.8" | "python3.9" | "python3.10" | "python3.11" | "python3.12";

/** Everything that the gateway's configuration depends on. Plain values: whoever has outputs resolves them first. */
export interface GatewaySettings {
  /** Name of the environment; part of the names that workers give their networks. */
  readonly clusterName: string;
  /** Public name of gRPC and HTTP, both on port 443 behind TLS. */
  readonly domain: string;
  /** Name of the gateway's Service inside the cluster, as workers in another namespace resolve it. */
  readonly serviceHost: string;
  /** Origins, as `https://host`, whose pages may call the API from a browser. */
  readonly browserOrigins: readonly string[];
  readonly redis: RedisSettings;
  readonly postgres: PostgresSettings;
  readonly objectStore: ObjectStoreSettings;
  readonly registry: RegistrySettings;
  readonly images: ImageSettings;
  readonly workers: WorkerSettings;
  /** Secret that cache servers show to the gateway. */
  readonly cacheCoordinatorToken: string;
  readonly limits: LimitSettings;
  /** The mesh that contributors' machines are reached through; `undefined` switches it off. */
  readonly mesh: MeshSettings | undefined;
  /** Where Beta9 sends its events as CloudEvents over HTTP: without S2 the only record of them outside Redis. */
  readonly events: EventSink | undefined;
}

/** Redis over TLS, database 0: Beta9 knows no other. */
export interface RedisSettings {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

export interface PostgresSettings {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly username: string;
  readonly password: string;
  readonly tls: boolean;
  /** `sk_` and the base64 of 32 bytes: encrypts workspaces' storage credentials. Changing it strands them. */
  readonly encryptionKey: string;
}

/** URLs without a trailing slash. */
export interface ObjectStoreSettings {
  /** As gateway and workers reach it. */
  readonly internalUrl: string;
  /** As users and contributors reach it: presigned URLs carry this host. */
  readonly publicUrl: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Bucket of image archives. */
  readonly imagesBucket: string;
  /** Buckets of workspaces are named `<prefix>-<workspace id>`. */
  readonly workspaceBucketPrefix: string;
}

/** Beta9 has one address and one account for pushing and pulling. */
export interface RegistrySettings {
  /** `host[:port]`, reachable by workers and contributors alike. */
  readonly host: string;
  readonly username: string;
  readonly password: string;
  /** Repository that every built image is a tag of. */
  readonly repository: string;
}

/** `registry/name:tag`, in the three keys in which Beta9 wants it. */
interface ImageInParts {
  readonly registry: string;
  readonly name: string;
  readonly tag: string;
}

export interface ImageSettings {
  readonly worker: ImageInParts;
  /** Base image of users' containers: one repository, one tag per Python. */
  readonly runner: Omit<ImageInParts, "tag"> & { readonly tags: Readonly<Partial<Record<RunnerName, string>>> };
  /** Python of a function that names none; one of the runner's. */
  readonly python: RunnerPython;
  /**
   * URL of a CPython build for images without Python, with the template fields `{{.PythonVersion}}` and
   * `{{.Architecture}}`; `undefined` where no mirror serves it, and then such an image fails to build and says why.
   */
  readonly pythonArchiveUrl: string | undefined;
}

export interface WorkerSettings {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Secret in the workers' namespace with `.dockerconfigjson`: what the mirror is pulled from with. */
  readonly pullSecret: string | undefined;
  /** Secret in the workers' namespace with `ca.crt`: authorities to trust beside the system's. */
  readonly caSecret: string | undefined;
  /** Whether workers serve Prometheus metrics on port 9090. */
  readonly metrics: boolean;
  /** How long a worker may wait for its node before it is given up, in minutes. */
  readonly nodeStartMinutes: number;
  /** CPU workers, for whatever asks for no GPU. */
  readonly cpu: CpuPool;
  /** Workers that build images. */
  readonly build: CpuPool;
  readonly gpuPools: readonly GpuPool[];
}

/** How large a worker is, and how much of the pool is kept free for the next caller. */
export interface PoolSizing {
  /** Least size of a worker. A larger request gets a larger worker. */
  readonly worker: { readonly cpuMillis: number; readonly memoryMiB: number };
  /** Kept free and running at all times; 0 means that the first call waits for a worker. */
  readonly warm: { readonly cpuMillis: number; readonly memoryMiB: number; readonly gpus: number };
}

export interface CpuPool extends PoolSizing {
  readonly nodeSelector: Readonly<Record<string, string>>;
}

export interface GpuPool extends PoolSizing {
  /** Part of Kubernetes names: lower case, digits and hyphens, at most 32 characters. */
  readonly name: string;
  readonly gpu: Beta9GpuName;
  /** GPUs of a worker that nobody asked for by size, 1 or more. */
  readonly gpusPerWorker: number;
  /** Labels of exactly this pool's nodes: the only placement that Beta9 can express. */
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** RuntimeClass of the worker pod; it brings the tolerations that Beta9 can not set. */
  readonly runtimeClass: string;
  /** What runs a user's container inside the worker. */
  readonly containerRuntime: "runc" | "gvisor";
  /** Only deployments that name the pool run in it. */
  readonly requiresPoolSelector: boolean;
  /** Pools with the same GPU are tried from the highest to the lowest. */
  readonly priority: number;
}

export interface LimitSettings {
  /** Most that one container may ask for. */
  readonly container: {
    readonly cpuMillis: number;
    readonly memoryMiB: number;
    readonly gpus: number;
    readonly replicas: number;
  };
  /** Most that a workspace without a limit of its own holds at once. */
  readonly workspace: { readonly cpuMillis: number; readonly gpus: number };
}

export interface MeshSettings {
  /** URL of the coordination server. Never left out: Beta9 then goes to a service outside the EU. */
  readonly controlUrl: string;
  readonly user: string;
  /** Reusable: every replica joins with it. */
  readonly gatewayKey: string;
  /** Reusable, ephemeral and tagged: Beta9 hands the same key to every agent. */
  readonly agentKey: string;
}

export interface EventSink {
  readonly url: string;
  /** Types of events; empty for all. */
  readonly types: readonly string[];
  /** Value of the header `Authorization`; secret. */
  readonly authorization: string | undefined;
}
