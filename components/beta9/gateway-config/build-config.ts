import type {
  DatabaseConfig,
  EventCallback,
  GatewayConfig,
  ImageServiceConfig,
  StorageConfig,
  TailscaleConfig,
} from "./config.ts";
import { builtInPools, workerPools } from "./pools.ts";
import { beta9Ports } from "./ports.ts";
import { pythonInstallCommand } from "./python-install.ts";
import type { EventSink, GatewaySettings, MeshSettings } from "./settings.ts";

/** Where the gateway may write. Nothing there outlives its pod: what must last is in S3, PostgreSQL and Redis. */
export const gatewayDataDirectory = "/data";

/** How long a gateway that was told to stop goes on serving open calls, in seconds. */
export const shutdownSeconds = 180;

/** The configuration for these settings, in Beta9's words. The settings are checked before. */
export function buildGatewayConfig(settings: GatewaySettings): GatewayConfig {
  const { domain, limits, objectStore, workers, images } = settings;
  return {
    clusterName: settings.clusterName,
    // In debug mode Beta9 prints this whole file, secrets included.
    debugMode: false,
    prettyLogs: false,
    database: database(settings),
    events: { callbacks: settings.events ? [eventCallback(settings.events)] : [] },
    storage: storage(settings),
    gateway: {
      host: settings.serviceHost,
      invokeURLType: "path",
      shutdownTimeout: `${shutdownSeconds}s`,
      grpc: { externalHost: domain, externalPort: 443, tls: true, port: beta9Ports.grpc },
      http: {
        externalHost: domain,
        externalPort: 443,
        tls: true,
        port: beta9Ports.http,
        enablePrettyLogs: false,
        cors: {
          allowOrigins: settings.browserOrigins,
          allowHeaders: ["Accept", "Authorization", "Content-Type"],
          allowMethods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
        },
      },
      stubLimits: {
        cpu: limits.container.cpuMillis,
        memory: limits.container.memoryMiB,
        maxReplicas: limits.container.replicas,
        maxGpuCount: limits.container.gpus,
      },
      defaultConcurrencyLimit: { cpuMillicores: limits.workspace.cpuMillis, gpuCount: limits.workspace.gpus },
    },
    // The switch that makes the CLI transfer files to the workspace's own storage by presigned URL. Beta9 reads it as
    // off while endpoint or bucket are empty; its keys are of no use then.
    fileService: {
      enabled: true,
      endpointUrl: objectStore.publicUrl,
      bucketName: objectStore.workspaceBucketPrefix,
      accessKey: "",
      secretKey: "",
      region: objectStore.region,
    },
    imageService: imageService(settings),
    worker: {
      imageRegistry: images.worker.registry,
      imageName: images.worker.name,
      imageTag: images.worker.tag,
      imagePullSecrets: workers.pullSecret === undefined ? [] : [workers.pullSecret],
      // Empty: every node keeps its own image cache. The default names a volume that only one node could mount.
      imagePVCName: "",
      namespace: workers.namespace,
      serviceAccountName: workers.serviceAccount,
      hostNetwork: false,
      useHostResolvConf: true,
      useGatewayServiceHostname: true,
      // Without it a worker requests nothing: no GPU is allocated, two workers may use the same one, and no autoscaler
      // sees that a node is missing.
      jobResourcesEnforced: true,
      containerResourceLimits: { cpuEnforced: true, memoryEnforced: true },
      cleanupPendingWorkerAgeLimit: `${workers.nodeStartMinutes}m`,
      pools: workerPools(workers),
    },
    cache: {
      enabled: true,
      coordinator: { token: settings.cacheCoordinatorToken },
      global: { serverPort: beta9Ports.cache, debugMode: false, prettyLogs: false },
    },
    // Its last step buys machines from vendors in the US.
    scheduling: { failover: { enabled: false } },
    // Off without credentials; still, no default of Beta9's names a region in the US.
    providers: { ec2: { awsRegion: "", ami: "" }, hetzner: { defaultRegions: ["fsn1", "nbg1", "hel1"] } },
    tailscale: mesh(settings.mesh),
    monitoring: {
      metricsCollector: "prometheus",
      prometheus: { port: beta9Ports.metrics, scrapeWorkers: workers.metrics },
      telemetry: { enabled: false, endpoint: "" },
      openmeter: { serverUrl: "", apiKey: "" },
    },
    managedCompute: { billing: { mode: "noop" }, ssh: { enabled: false } },
    abstractions: { pod: { tcp: { enabled: false, externalHost: domain } } },
  };
}

function eventCallback({ url, types, authorization }: EventSink): EventCallback {
  const headers = authorization === undefined ? {} : { Authorization: authorization };
  return { url, format: "cloud_event", eventTypes: types, headers };
}

function database({ redis, postgres }: GatewaySettings): DatabaseConfig {
  return {
    redis: {
      mode: "single",
      addrs: [`${redis.host}:${redis.port}`],
      username: redis.username,
      password: redis.password,
      enableTLS: true,
      insecureSkipVerify: false,
    },
    postgres: {
      host: postgres.host,
      port: postgres.port,
      name: postgres.database,
      username: postgres.username,
      password: postgres.password,
      enableTLS: true,
      encryptionKey: postgres.encryptionKey,
    },
    // The event store is a service in the US whose address can not be changed.
    s2: { apiKey: "", logApiKey: "", eventApiKey: "" },
  };
}

function storage({ objectStore }: GatewaySettings): StorageConfig {
  return {
    mode: "local",
    fsPath: gatewayDataDirectory,
    objectPath: `${gatewayDataDirectory}/objects`,
    juicefs: { redisURI: "", awsS3Bucket: "", awsAccessKey: "", awsSecretKey: "" },
    workspaceStorage: {
      defaultStorageMode: "geese",
      defaultBucketPrefix: objectStore.workspaceBucketPrefix,
      defaultAccessKey: objectStore.accessKeyId,
      defaultSecretKey: objectStore.secretAccessKey,
      defaultEndpointUrl: objectStore.internalUrl,
      defaultPresignedEndpointUrl: objectStore.publicUrl,
      defaultRegion: objectStore.region,
    },
  };
}

function imageService({ objectStore, registry, images, workers }: GatewaySettings): ImageServiceConfig {
  return {
    clipVersion: 2,
    enableTLS: true,
    registryStore: "s3",
    buildRegistry: registry.host,
    buildRepositoryName: registry.repository,
    buildRegistryInsecure: false,
    buildRegistryCredentials: {
      type: "basic",
      credentials: { USERNAME: registry.username, PASSWORD: registry.password },
    },
    buildContainerCpu: workers.build.worker.cpuMillis,
    // The scheduler adds a quarter to what a container asks for; with it the build still fits its worker.
    buildContainerMemory: Math.floor(workers.build.worker.memoryMiB / 1.25),
    buildContainerPoolSelector: builtInPools.build,
    pythonVersion: images.python,
    registries: {
      s3: {
        bucketName: objectStore.imagesBucket,
        region: objectStore.region,
        accessKey: objectStore.accessKeyId,
        secretKey: objectStore.secretAccessKey,
        endpoint: objectStore.internalUrl,
        forcePathStyle: true,
      },
    },
    runner: {
      baseImageName: images.runner.name,
      baseImageRegistry: images.runner.registry,
      tags: Object.fromEntries(Object.entries(images.runner.tags).sort(([a], [b]) => (a < b ? -1 : 1))),
      pythonStandalone: { installScriptTemplate: pythonInstallCommand(images.pythonArchiveUrl) },
    },
  };
}

function mesh(settings: MeshSettings | undefined): TailscaleConfig {
  return {
    enabled: settings !== undefined,
    debug: false,
    controlUrl: settings?.controlUrl ?? "",
    user: settings?.user ?? "",
    authKey: settings?.gatewayKey ?? "",
    agentAuthKey: settings?.agentKey ?? "",
  };
}
