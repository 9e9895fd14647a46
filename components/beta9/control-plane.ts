import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomBytes } from "@pulumi/random/randomBytes.js";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { digestOf } from "../data/single-server.ts";
import { kitAnnotations } from "../labels.ts";
import { ProgramConfigMap } from "../program/program-config-map.ts";
import type { ControlPlaneArgs } from "./control-plane-args.ts";
import { gatewayLabels, gatewayNames } from "./control-plane-names.ts";
import { gatewayFiles, gatewayPod } from "./control-plane-pod.ts";
import { allowGatewayTraffic } from "./control-plane-policies.ts";
import { controlPlaneProblems, controlPlaneSettings, type ResolvedInputs } from "./control-plane-settings.ts";
import { beta9Ports } from "./gateway-config/ports.ts";
import { renderGatewayConfig } from "./gateway-config/render.ts";
import type { PreflightSettings } from "./preflight/settings.ts";
import { GatewayAccess } from "./rbac.ts";

/** How others in the cluster reach the gateway. */
export interface GatewayEndpoint {
  /** Name of the Service, resolvable in every namespace. */
  readonly host: pulumi.Output<string>;
  readonly grpcPort: number;
  readonly httpPort: number;
}

/**
 * Beta9's gateway: several replicas without a disk of their own, started only when Redis, PostgreSQL and the encryption
 * key are as they have to be. No door to the outside; that is the edge's, which waits for the admin claim.
 * @throws RunError with everything that is wrong with the args
 */
export class ControlPlane extends pulumi.ComponentResource {
  readonly endpoint: GatewayEndpoint;
  readonly labels: Readonly<Record<string, string>>;
  /** `sk_` and the base64 of 32 bytes. Secret: a restored database is of no use without it. */
  readonly encryptionKey: pulumi.Output<string>;
  /** What waits for gateways that answer waits for this. */
  readonly gateway: Deployment;
  readonly #name: string;
  readonly #args: ControlPlaneArgs;

  constructor(name: string, args: ControlPlaneArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = controlPlaneProblems(args);
    if (problems.length > 0) throw new pulumi.RunError(`control plane ${name}:\n  ${problems.join("\n  ")}`);
    super("sgc:beta9:ControlPlane", name, {}, opts);
    this.#name = name;
    this.#args = args;
    this.labels = gatewayLabels(args.environment);
    this.encryptionKey = this.createEncryptionKey();

    const files = this.renderFiles(this.encryptionKey, this.createCoordinatorToken());
    this.createServices();
    this.createBudget();
    allowGatewayTraffic(name, args, { parent: this });
    this.gateway = this.createGateway(files);

    const host = pulumi.interpolate`${gatewayNames.service}.${args.namespace}.svc`;
    this.endpoint = { host, grpcPort: beta9Ports.grpc, httpPort: beta9Ports.http };
    this.registerOutputs({ endpoint: this.endpoint, encryptionKey: this.encryptionKey });
  }

  private createEncryptionKey(): pulumi.Output<string> {
    // Without it workspaces' storage credentials are lost.
    const opts = { parent: this, protect: true };
    const bytes = new RandomBytes(`${this.#name}-encryption-key`, { length: 32 }, opts);
    return pulumi.secret(pulumi.interpolate`sk_${bytes.base64}`);
  }

  private createCoordinatorToken(): pulumi.Output<string> {
    const args = { length: 48, special: false };
    return pulumi.secret(new RandomPassword(`${this.#name}-coordinator-token`, args, { parent: this }).result);
  }

  /** Everything secret that pods read, by file name. */
  private renderFiles(encryptionKey: pulumi.Output<string>, cacheCoordinatorToken: pulumi.Output<string>) {
    const { redis, authorities = [] } = this.#args;
    const known = this.resolve(encryptionKey, cacheCoordinatorToken);
    const trusted = pulumi
      .all([...(redis.caCertificate ? [redis.caCertificate] : []), ...authorities])
      .apply((texts) => [...new Set(texts)]);
    return {
      [gatewayFiles.config]: known.apply((inputs) => renderGatewayConfig(controlPlaneSettings(this.#args, inputs))),
      [gatewayFiles.preflight]: pulumi
        .all([known, trusted])
        .apply(([inputs, pems]) => JSON.stringify(preflightSettings(this.#args, inputs, pems))),
      [gatewayFiles.authorities]: trusted.apply((texts) => texts.join("\n")),
    };
  }

  private resolve(encryptionKey: pulumi.Output<string>, cacheCoordinatorToken: pulumi.Output<string>) {
    const { namespace, redis, postgres, objectStore, registry, workers, mesh, events } = this.#args;
    // Read by its checked presence in `controlPlaneProblems`.
    const imagesBucket = objectStore.buckets.images ?? "";
    const inputs = {
      namespace,
      redis: { host: redis.host, password: redis.passwordSecret },
      postgres: { host: postgres.host, password: postgres.password, encryptionKey },
      objectStore: {
        internalUrl: objectStore.internalUrl,
        publicUrl: objectStore.publicUrl,
        accessKeyId: objectStore.accessKeyId,
        secretAccessKey: objectStore.secretAccessKey,
        imagesBucket,
      },
      registryPassword: registry.password,
      cacheCoordinatorToken,
      workers: { namespace: workers.namespace, serviceAccount: workers.serviceAccount },
      mesh: mesh && { gatewayKey: mesh.gatewayKey, agentKey: mesh.agentKey },
      eventAuthorization: events?.authorization,
    };
    return pulumi.secret(pulumi.output(inputs)) as pulumi.Output<ResolvedInputs>;
  }

  private createServices(): void {
    const { namespace } = this.#args;
    new Service(
      `${this.#name}-service`,
      {
        metadata: { name: gatewayNames.service, namespace, labels: this.labels },
        spec: {
          type: "ClusterIP",
          selector: this.labels,
          ports: [
            { name: "grpc", port: beta9Ports.grpc, targetPort: "grpc", appProtocol: "kubernetes.io/h2c" },
            { name: "http", port: beta9Ports.http, targetPort: "http" },
          ],
        },
      },
      { parent: this },
    );
    // Apart from the other, so that nobody who publishes that one publishes metrics; headless, because each replica
    // has its own.
    new Service(
      `${this.#name}-metrics-service`,
      {
        metadata: { name: gatewayNames.metricsService, namespace, labels: this.labels },
        spec: {
          clusterIP: "None",
          selector: this.labels,
          ports: [{ name: "metrics", port: beta9Ports.metrics, targetPort: "metrics" }],
        },
      },
      { parent: this },
    );
  }

  private createBudget(): void {
    new PodDisruptionBudget(
      `${this.#name}-budget`,
      {
        metadata: { name: gatewayNames.service, namespace: this.#args.namespace, labels: this.labels },
        spec: {
          selector: { matchLabels: this.labels },
          maxUnavailable: 1,
          unhealthyPodEvictionPolicy: "AlwaysAllow",
        },
      },
      { parent: this },
    );
  }

  private createGateway(files: Readonly<Record<string, pulumi.Output<string>>>): Deployment {
    const { namespace, workers, images, highAvailability, replicas, events, nodeSelector = {} } = this.#args;
    const child = { parent: this };
    const access = new GatewayAccess(`${this.#name}-access`, { namespace, workerNamespace: workers.namespace }, child);
    const metadata = { name: gatewayNames.service, namespace, labels: this.labels };
    const annotations = events ? { [kitAnnotations.eventSink]: events.url } : {};
    const config = { name: "beta9-config", namespace, labels: this.labels, annotations };
    const secret = new Secret(`${this.#name}-config`, { metadata: config, stringData: files }, child);
    const entry = new URL("preflight/program.ts", import.meta.url);
    const preflight = new ProgramConfigMap(`${this.#name}-preflight`, { namespace, entry, settings: {} }, child);
    // Keys of 256 bits go into it, so it tells nobody anything; as a secret it would hide the whole pod from the plan.
    const digest = pulumi.unsecret(digestOf(...Object.values(files)));
    return new Deployment(
      `${this.#name}-gateway`,
      {
        metadata,
        spec: {
          replicas: replicas ?? (highAvailability ? 2 : 1),
          // A new one is ready before an old one is told to stop.
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          selector: { matchLabels: this.labels },
          template: {
            // Beta9 reads its files once, at its start.
            metadata: { labels: this.labels, annotations: { [kitAnnotations.configDigest]: digest } },
            spec: gatewayPod({
              labels: this.labels,
              images,
              serviceAccount: access.serviceAccount,
              secret: secret.metadata.name,
              preflight,
              nodeSelector,
            }),
          },
        },
      },
      child,
    );
  }
}

/** The part of the settings that the init step proves. */
function preflightSettings(args: ControlPlaneArgs, known: ResolvedInputs, authorities: string[]): PreflightSettings {
  const { redis, postgres } = args;
  return {
    redis: { ...known.redis, port: redis.port, username: redis.username },
    postgres: { host: known.postgres.host, port: postgres.port },
    encryptionKey: known.postgres.encryptionKey,
    authorities,
  };
}
