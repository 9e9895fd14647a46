import { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { type Registration, registrationsOf } from "../../test/mock-engine.ts";
import { Images } from "../images/images.ts";
import type { GpuPoolFacts } from "../substrate/substrate.ts";
import { ControlPlane } from "./control-plane.ts";
import type { ControlPlaneArgs } from "./control-plane-args.ts";
import { WorkerNamespace, type WorkerNamespaceArgs } from "./worker-namespace.ts";

const secret = (text: string) => pulumi.secret(text);

/** GPU pools as a substrate tells of them: one that is always on, one that starts when needed. */
export const gpuPools: readonly GpuPoolFacts[] = [
  {
    name: "a10",
    gpu: "A10",
    gpusPerNode: 1,
    minNodes: 1,
    maxNodes: 4,
    nodeSelector: { "eu-gpu-cloud.internal/pool": "a10" },
    taint: "nvidia.com/gpu=present:NoSchedule",
    country: "DE",
    dataClass: "personal",
  },
  {
    name: "l40s",
    gpu: "L40S",
    gpusPerNode: 4,
    minNodes: 0,
    maxNodes: 2,
    nodeSelector: { "eu-gpu-cloud.internal/pool": "l40s" },
    taint: "nvidia.com/gpu=present:NoSchedule",
    country: "DE",
    dataClass: "personal",
  },
];

/** Secrets of the fixture: none of them may be seen in plain text anywhere. */
export const canaries = [
  "canary-redis",
  "canary-postgres",
  "canary-s3-id",
  "canary-s3-secret",
  "canary-registry",
  "canary-coordinator",
  "canary-mesh-gateway",
  "canary-mesh-agent",
  "canary-sink",
] as const;

export const keyBytes = Buffer.alloc(32, 9).toString("base64");

/** Args of an environment with every optional part. */
export function controlPlaneArgs(): ControlPlaneArgs {
  return {
    environment: "prod-fra",
    namespace: "beta9",
    domain: "gpu.example.eu",
    images: new Images("registry.example.eu/mirror"),
    highAvailability: true,
    redis: {
      host: "redis.beta9.svc",
      port: 6379,
      username: "beta9",
      passwordSecret: secret("canary-redis"),
      tls: true,
      caCertificate: pulumi.output("PEM of the cluster's authority"),
    },
    postgres: {
      host: "postgres.beta9.svc",
      port: 5432,
      database: "beta9",
      username: "beta9",
      password: secret("canary-postgres"),
      tls: true,
    },
    objectStore: {
      internalUrl: pulumi.output("https://s3.beta9.svc:3900"),
      publicUrl: pulumi.output("https://s3.gpu.example.eu"),
      region: "eu-frankfurt-1",
      accessKeyId: secret("canary-s3-id"),
      secretAccessKey: secret("canary-s3-secret"),
      forcePathStyle: true,
      buckets: { images: "prod-fra-images" },
    },
    registry: {
      host: "registry.gpu.example.eu",
      pushHost: "registry.gpu.example.eu",
      username: "beta9",
      password: secret("canary-registry"),
    },
    workers: {
      namespace: "beta9-workers",
      serviceAccount: "beta9-worker",
      runtimeClass: "beta9-gpu",
      caSecret: "trusted-authorities",
    },
    gpuPools,
    mesh: {
      controlUrl: "https://mesh.gpu.example.eu",
      user: "beta9",
      gatewayKey: secret("canary-mesh-gateway"),
      agentKey: secret("canary-mesh-agent"),
    },
    events: { url: "https://events.example.eu", authorization: secret("canary-sink") },
    kubernetesApi: { peers: [{ cidr: "10.16.0.0/28" }], port: 6443 },
    destinations: [
      { name: "mirror", peers: [{ cidr: "198.51.100.0/24" }], ports: [443], reason: "base images are inspected" },
    ],
    clients: [
      { name: "admin-claim", podLabels: { app: "admin-claim" }, ports: [1994], reason: "claims the admin workspace" },
    ],
    metricsFrom: { pods: { app: "prometheus" }, namespace: "monitoring" },
  };
}

function workerNamespaceArgs(): WorkerNamespaceArgs {
  return {
    environment: "prod-fra",
    namespace: "beta9-workers",
    controlPlaneNamespace: "beta9",
    gpuPools,
    runtimeHandler: "nvidia",
    authorities: ["PEM of the cluster's authority"],
    destinations: [
      { name: "mirror", peers: [{ cidr: "198.51.100.0/24" }], ports: [443], reason: "base images are pulled" },
    ],
    metricsFrom: { pods: { app: "prometheus" }, namespace: "monitoring" },
  };
}

const outputs = {
  "random:index/randomBytes:RandomBytes": { base64: keyBytes },
  "random:index/randomPassword:RandomPassword": { result: "canary-coordinator" },
};

/** What a control plane registers. */
export function controlPlane(changes: Partial<ControlPlaneArgs> = {}): Promise<Registration[]> {
  return registrationsOf(
    () => {
      const provider = new Provider("cluster", {});
      new ControlPlane("beta9", { ...controlPlaneArgs(), ...changes }, { providers: [provider] });
    },
    { outputs },
  );
}

/** What a worker namespace registers. */
export function workerNamespace(changes: Partial<WorkerNamespaceArgs> = {}): Promise<Registration[]> {
  return registrationsOf(() => {
    const provider = new Provider("cluster", {});
    new WorkerNamespace("workers", { ...workerNamespaceArgs(), ...changes }, { providers: [provider] });
  });
}

export function ofKind(all: readonly Registration[], kind: string): Registration[] {
  return all.filter(({ type }) => type.startsWith("kubernetes:") && type.endsWith(`:${kind}`));
}

/** The only one of its kind. */
export function theOne(all: readonly Registration[], kind: string): Registration {
  const [found, ...others] = ofKind(all, kind);
  if (!found || others.length > 0) throw new Error(`${others.length + (found ? 1 : 0)} of kind ${kind}`);
  return found;
}
