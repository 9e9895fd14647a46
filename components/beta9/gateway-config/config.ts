/**
 * The keys of Beta9's configuration that the kit sets, in Beta9's own spelling. Beta9 ignores a key that it does not
 * know, so a misspelt one is a type error here and every key is checked against `known-keys.json` in the tests.
 * Source: beam-cloud/beta9 `pkg/types/config.go` and `pkg/cache/types.go` at 0b79dfe.
 */
export interface GatewayConfig {
  readonly clusterName: string;
  readonly debugMode: false;
  readonly prettyLogs: false;
  readonly database: DatabaseConfig;
  readonly events: { readonly callbacks: readonly EventCallback[] };
  readonly storage: StorageConfig;
  readonly gateway: GatewayServiceConfig;
  readonly fileService: FileServiceConfig;
  readonly imageService: ImageServiceConfig;
  readonly worker: WorkerConfig;
  readonly cache: CacheConfig;
  readonly scheduling: { readonly failover: { readonly enabled: false } };
  readonly providers: ProviderConfig;
  readonly tailscale: TailscaleConfig;
  readonly monitoring: MonitoringConfig;
  readonly managedCompute: {
    readonly billing: { readonly mode: "noop" };
    readonly ssh: { readonly enabled: false };
  };
  readonly abstractions: { readonly pod: { readonly tcp: { readonly enabled: false; readonly externalHost: string } } };
}

export interface DatabaseConfig {
  readonly redis: {
    readonly mode: "single";
    readonly addrs: readonly [string];
    readonly username: string;
    readonly password: string;
    readonly enableTLS: true;
    readonly insecureSkipVerify: false;
  };
  readonly postgres: {
    readonly host: string;
    readonly port: number;
    readonly name: string;
    readonly username: string;
    readonly password: string;
    readonly enableTLS: true;
    readonly encryptionKey: string;
  };
  readonly s2: { readonly apiKey: ""; readonly logApiKey: ""; readonly eventApiKey: "" };
}

export interface EventCallback {
  readonly url: string;
  readonly format: "cloud_event";
  readonly eventTypes: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

export interface StorageConfig {
  readonly mode: "local";
  readonly fsPath: string;
  readonly objectPath: string;
  readonly juicefs: {
    readonly redisURI: "";
    readonly awsS3Bucket: "";
    readonly awsAccessKey: "";
    readonly awsSecretKey: "";
  };
  readonly workspaceStorage: {
    readonly defaultStorageMode: "geese";
    readonly defaultBucketPrefix: string;
    readonly defaultAccessKey: string;
    readonly defaultSecretKey: string;
    readonly defaultEndpointUrl: string;
    readonly defaultPresignedEndpointUrl: string;
    readonly defaultRegion: string;
  };
}

export interface GatewayServiceConfig {
  readonly host: string;
  readonly invokeURLType: "path";
  readonly shutdownTimeout: string;
  readonly grpc: {
    readonly externalHost: string;
    readonly externalPort: 443;
    readonly tls: true;
    readonly port: number;
  };
  readonly http: {
    readonly externalHost: string;
    readonly externalPort: 443;
    readonly tls: true;
    readonly port: number;
    readonly enablePrettyLogs: false;
    readonly cors: {
      readonly allowOrigins: readonly string[];
      readonly allowHeaders: readonly string[];
      readonly allowMethods: readonly string[];
    };
  };
  readonly stubLimits: {
    readonly cpu: number;
    readonly memory: number;
    readonly maxReplicas: number;
    readonly maxGpuCount: number;
  };
  readonly defaultConcurrencyLimit: { readonly cpuMillicores: number; readonly gpuCount: number };
}

export interface FileServiceConfig {
  readonly enabled: true;
  readonly endpointUrl: string;
  readonly bucketName: string;
  readonly accessKey: "";
  readonly secretKey: "";
  readonly region: string;
}

export interface ImageServiceConfig {
  readonly clipVersion: 2;
  readonly enableTLS: true;
  readonly registryStore: "s3";
  readonly buildRegistry: string;
  readonly buildRepositoryName: string;
  readonly buildRegistryInsecure: false;
  readonly buildRegistryCredentials: {
    readonly type: "basic";
    readonly credentials: { readonly USERNAME: string; readonly PASSWORD: string };
  };
  readonly buildContainerCpu: number;
  readonly buildContainerMemory: number;
  readonly buildContainerPoolSelector: string;
  readonly pythonVersion: string;
  readonly registries: {
    readonly s3: {
      readonly bucketName: string;
      readonly region: string;
      readonly accessKey: string;
      readonly secretKey: string;
      readonly endpoint: string;
      readonly forcePathStyle: true;
    };
  };
  readonly runner: {
    readonly baseImageName: string;
    readonly baseImageRegistry: string;
    readonly tags: Readonly<Record<string, string>>;
    readonly pythonStandalone: { readonly installScriptTemplate: string };
  };
}

export interface WorkerConfig {
  readonly imageRegistry: string;
  readonly imageName: string;
  readonly imageTag: string;
  readonly imagePullSecrets: readonly string[];
  readonly imagePVCName: "";
  readonly namespace: string;
  readonly serviceAccountName: string;
  readonly hostNetwork: false;
  readonly useHostResolvConf: true;
  readonly useGatewayServiceHostname: true;
  readonly jobResourcesEnforced: true;
  readonly containerResourceLimits: { readonly cpuEnforced: true; readonly memoryEnforced: true };
  readonly cleanupPendingWorkerAgeLimit: string;
  readonly pools: Readonly<Record<string, WorkerPoolConfig>>;
}

export interface WorkerPoolConfig {
  readonly mode: "local";
  readonly gpuType: string;
  readonly runtime: string;
  readonly containerRuntime: "runc" | "gvisor";
  readonly requiresPoolSelector: boolean;
  readonly preemptable: false;
  readonly priority: number;
  readonly jobSpec: {
    readonly nodeSelector: Readonly<Record<string, string>>;
    readonly env: readonly { readonly name: string; readonly value: string }[];
    readonly volumes: readonly { readonly name: string; readonly secret: { readonly secretName: string } }[];
    readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly readOnly: true }[];
  };
  readonly poolSizing: PoolSizingConfig;
}

/** Quantities are texts. Beta9 takes one that it can not read for its own default, without a word. */
export interface PoolSizingConfig {
  readonly defaultWorkerCPU: string;
  readonly defaultWorkerMemory: string;
  readonly defaultWorkerGPUType: string;
  readonly defaultWorkerGpuCount: string;
  readonly minFreeCPU: string;
  readonly minFreeMemory: string;
  readonly minFreeGPU: string;
  readonly sharedMemoryLimitPct: string;
}

export interface CacheConfig {
  readonly enabled: true;
  readonly coordinator: { readonly token: string };
  readonly global: { readonly serverPort: number; readonly debugMode: false; readonly prettyLogs: false };
}

export interface ProviderConfig {
  readonly ec2: { readonly awsRegion: ""; readonly ami: "" };
  readonly hetzner: { readonly defaultRegions: readonly string[] };
}

export interface TailscaleConfig {
  readonly enabled: boolean;
  readonly debug: false;
  readonly controlUrl: string;
  readonly user: string;
  readonly authKey: string;
  readonly agentAuthKey: string;
}

export interface MonitoringConfig {
  readonly metricsCollector: "prometheus";
  readonly prometheus: { readonly port: number; readonly scrapeWorkers: boolean };
  readonly telemetry: { readonly enabled: false; readonly endpoint: "" };
  readonly openmeter: { readonly serverUrl: ""; readonly apiKey: "" };
}
