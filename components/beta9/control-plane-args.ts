import type * as pulumi from "@pulumi/pulumi";
import type { PostgresEndpoint, RedisEndpoint, RegistryEndpoint, S3Endpoint } from "../data/endpoints.ts";
import type { Images } from "../images/images.ts";
import type { GpuPoolFacts } from "../substrate/substrate.ts";
import type { KubernetesApi, Peer } from "../workload/network-policy.ts";
import type { LimitSettings } from "./gateway-config/settings.ts";
import type { WorkerPlace } from "./worker-namespace.ts";
import type { Destination } from "./worker-namespace-policies.ts";

export interface ControlPlaneArgs {
  readonly environment: string;
  readonly namespace: pulumi.Input<string>;
  /** Public name of gRPC and HTTP, on port 443. */
  readonly domain: string;
  readonly images: Images;
  /** Whether one replica may fail, or be upgraded, without anybody noticing. */
  readonly highAvailability: boolean;
  /** Gateways. @default 2 with high availability – one serves while the other starts; else 1 */
  readonly replicas?: number;
  readonly redis: RedisEndpoint;
  readonly postgres: PostgresEndpoint;
  readonly objectStore: S3Endpoint;
  readonly registry: RegistryEndpoint;
  /** Buckets of workspaces are named `<prefix>-<workspace id>`. @default `<environment>-workspace` */
  readonly workspaceBucketPrefix?: string;
  /** PEM of authorities to trust beside the system's and Redis' own: of object store and registry. */
  readonly authorities?: readonly pulumi.Input<string>[];
  readonly workers: WorkerPlace;
  readonly gpuPools: readonly GpuPoolFacts[];
  /** Workers of a GPU pool, by the pool's name. */
  readonly gpuWorkers?: Readonly<Record<string, GpuWorkerOptions>>;
  /** Workers for whatever asks for no GPU. @default 1 core and 1 GiB each, none warm */
  readonly cpuWorkers?: CpuWorkerOptions;
  /** Workers that build images. @default 2 cores and 6 GiB, none warm – layers are kept in memory; Beta9's own 8 cores and 32 GiB, always warm, fill a small cluster */
  readonly buildWorkers?: CpuWorkerOptions;
  /** How long a worker may wait for its node, in minutes. @default 30 – a bare-metal GPU node starts in 15 to 20 */
  readonly nodeStartMinutes?: number;
  /** Name of a `kubernetes.io/dockerconfigjson` Secret in the workers' namespace that opens the mirror. @default none */
  readonly pullSecret?: string;
  /** URL template of a CPython archive in a mirror. @default none – images without Python then fail to build and say why */
  readonly pythonArchiveUrl?: string;
  /** Origins of web pages that call the API. @default `https://<domain>` */
  readonly browserOrigins?: readonly string[];
  /** @default 128 cores, 256 GiB, 10 replicas and a node's GPUs per container; 512 cores and all GPUs per workspace */
  readonly limits?: LimitSettings;
  /** Mesh that contributors' machines are reached through. @default none */
  readonly mesh?: MeshArgs;
  /** Where events go as CloudEvents. @default nowhere */
  readonly events?: EventSinkArgs;
  readonly kubernetesApi: KubernetesApi;
  /** Where the gateway gets to beside stores and workers: mirror, mesh, event sinks. Stores open their own doors. */
  readonly destinations?: readonly Destination[];
  /** Who calls the gateway inside the cluster beside workers and edge: the admin claim, pool reconciliation. */
  readonly clients?: readonly GatewayClient[];
  /** Who scrapes metrics. @default nobody */
  readonly metricsFrom?: Peer;
  /** Labels of the nodes that gateways run on. @default any */
  readonly nodeSelector?: Readonly<Record<string, string>>;
}

/** Least size of a worker and whether one always waits for work. */
export interface CpuWorkerOptions {
  readonly cpuMillis?: number | undefined;
  readonly memoryMiB?: number | undefined;
  /** @default false */
  readonly warm?: boolean;
  /** @default any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
}

export interface GpuWorkerOptions {
  /** GPUs of the smallest worker. @default 1 */
  readonly gpus?: number | undefined;
  /** Least CPU of a worker. @default 4000 */
  readonly cpuMillis?: number | undefined;
  /** Least memory of a worker, in MiB. @default 16384 */
  readonly memoryMiB?: number | undefined;
  /** GPUs that wait for work. @default 1 when the pool always has a node, which is paid for anyway; else 0 */
  readonly warmGpus?: number | undefined;
  /** Only deployments that name the pool run there. @default false */
  readonly onlyByName?: boolean;
  /** Higher is tried first. @default 1 */
  readonly priority?: number | undefined;
}

export interface MeshArgs {
  /** `https://` URL of the coordination server. */
  readonly controlUrl: string;
  readonly user: string;
  /** Reusable key for gateways. Becomes secret. */
  readonly gatewayKey: pulumi.Input<string>;
  /** Reusable, ephemeral, tagged key that every agent gets. Becomes secret. */
  readonly agentKey: pulumi.Input<string>;
}

export interface EventSinkArgs {
  readonly url: string;
  /** @default all */
  readonly types?: readonly string[];
  /** Value of the header `Authorization`. Becomes secret. */
  readonly authorization?: pulumi.Input<string>;
}

/** Pods of the control plane's namespace that call the gateway. */
export interface GatewayClient {
  /** Short name for the policies, e.g. `admin-claim`. */
  readonly name: string;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly ports: readonly [number, ...number[]];
  readonly reason: string;
}
