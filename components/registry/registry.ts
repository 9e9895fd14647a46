import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomBytes } from "@pulumi/random/randomBytes.js";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { createDataVolume } from "../data/data-volume.ts";
import type { RegistryEndpoint } from "../data/endpoints.ts";
import { certificateOf, digestOf } from "../data/single-server.ts";
import { connectClients } from "../data/store-access.ts";
import { kitAnnotations } from "../labels.ts";
import { labelsFor } from "../workload/hardened.ts";
import {
  dataDirectory,
  drainSeconds,
  files,
  registryNames,
  registryPort,
  type StorageShape,
  storeAuthorityKey,
} from "./layout.ts";
import { type RegistryArgs, registryProblems } from "./registry-args.ts";
import { type RegistryStorage, renderRegistryConfig } from "./registry-config.ts";
import { registryPod } from "./registry-pod.ts";

/** Beta9 knows one user for push and pull; the kit's own jobs have another, so that each can be replaced alone. */
const users = { platform: "beta9", housekeeping: "housekeeping" } as const;

/** A user of the registry. */
export interface RegistryUser {
  readonly username: string;
  /** Secret. */
  readonly password: pulumi.Output<string>;
}

/**
 * CNCF distribution v3: what Beta9 pushes built images to, and lazily reads their layers from at every cold start.
 * @throws RunError with everything that is wrong with the args
 */
export class Registry extends pulumi.ComponentResource {
  readonly endpoint: RegistryEndpoint;
  /** `https://…` as pods of the cluster reach it; its certificate is signed by the cluster's authority. */
  readonly internalUrl: string;
  /** User of the kit's own jobs. */
  readonly housekeeping: RegistryUser;
  readonly labels: Readonly<Record<string, string>>;
  readonly storage: StorageShape;
  /** What jobs that work on the registry wait for. */
  readonly server: Deployment;
  readonly #name: string;
  readonly #args: RegistryArgs;
  readonly #opts: pulumi.CustomResourceOptions;

  constructor(name: string, args: RegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = registryProblems(args);
    if (problems.length > 0) throw new pulumi.RunError(`registry ${name}:\n  ${problems.join("\n  ")}`);
    super("sgc:registry:Registry", name, {}, opts);
    const { storage, publicHost, namespace } = args;
    const host = `${registryNames.service}.${namespace}.svc`;
    this.#name = name;
    this.#args = args;
    this.#opts = { parent: this, provider: args.provider };
    this.labels = labelsFor("registry", args.environment);
    this.storage = {
      onDisk: storage.kind === "filesystem",
      ownAuthority: storage.kind === "s3" && storage.caCertificate !== undefined,
    };

    const platform = this.createPassword("platform");
    const housekeeping = this.createPassword("housekeeping");
    const config = this.createConfig();
    const htpasswd = this.createHtpasswd({ platform, housekeeping });
    const environment = this.createEnvironment();
    const certificate = this.createCertificate(host);
    this.createVolume();
    this.server = this.createServer(digestOf(config, htpasswd, environment, certificate));
    this.createService();
    this.openDoors();

    this.endpoint = {
      host: publicHost,
      pushHost: publicHost,
      username: users.platform,
      password: pulumi.secret(platform.result),
    };
    this.internalUrl = `https://${host}`;
    this.housekeeping = { username: users.housekeeping, password: pulumi.secret(housekeeping.result) };
    this.registerOutputs({ internalUrl: this.internalUrl });
  }

  private metadata(name: string) {
    return { name, namespace: this.#args.namespace, labels: this.labels };
  }

  /** 40 letters and digits: 238 bits, and nothing that a command line or a URL would have to escape. */
  private createPassword(role: string): RandomPassword {
    return new RandomPassword(`${this.#name}-${role}`, { length: 40, special: false }, { parent: this });
  }

  private createConfig(): pulumi.Output<string> {
    const { storage } = this.#args;
    const onStore = (endpoint: string, bucket: string): RegistryStorage => {
      if (storage.kind === "filesystem") return { kind: "filesystem", directory: dataDirectory };
      return { kind: "s3", endpoint, bucket, region: storage.region, chunkSizeMiB: storage.chunkSizeMiB ?? 16 };
    };
    const { endpoint, bucket, caCertificate } =
      storage.kind === "s3" ? storage : { endpoint: "", bucket: "", caCertificate: undefined };
    const text = pulumi
      .all([endpoint, bucket])
      .apply((place) => renderRegistryConfig({ storage: onStore(...place), port: registryPort, files, drainSeconds }));
    const data = { "config.yml": text, ...(caCertificate === undefined ? {} : { [storeAuthorityKey]: caCertificate }) };
    new ConfigMap(`${this.#name}-config`, { metadata: this.metadata(registryNames.config), data }, this.#opts);
    return pulumi.jsonStringify(data);
  }

  private createHtpasswd(passwords: Readonly<Record<keyof typeof users, RandomPassword>>): pulumi.Output<string> {
    const htpasswd = pulumi.secret(
      pulumi.interpolate`${users.platform}:${passwords.platform.bcryptHash}\n${users.housekeeping}:${passwords.housekeeping.bcryptHash}\n`,
    );
    const metadata = this.metadata(registryNames.htpasswd);
    new Secret(`${this.#name}-htpasswd`, { metadata, stringData: { htpasswd } }, this.#opts);
    return htpasswd;
  }

  private createEnvironment(): pulumi.Output<string> {
    const { storage } = this.#args;
    // Every replica must know it: an upload that one began may go on at another.
    const httpSecret = new RandomBytes(`${this.#name}-http-secret`, { length: 32 }, { parent: this });
    const stringData = {
      REGISTRY_HTTP_SECRET: pulumi.secret(httpSecret.hex),
      ...(storage.kind === "s3" && {
        REGISTRY_STORAGE_S3_ACCESSKEY: pulumi.secret(storage.accessKeyId),
        REGISTRY_STORAGE_S3_SECRETKEY: pulumi.secret(storage.secretAccessKey),
      }),
    };
    const metadata = this.metadata(registryNames.environment);
    new Secret(`${this.#name}-environment`, { metadata, stringData }, this.#opts);
    return pulumi.jsonStringify(stringData);
  }

  private createCertificate(host: string): pulumi.Output<string> {
    const { ca, namespace, provider } = this.#args;
    return certificateOf(
      ca.issue(`${this.#name}-server`, {
        namespace,
        dnsNames: [host, `${host}.cluster.local`],
        secretName: registryNames.tls,
        parent: this,
        provider,
      }),
    );
  }

  private createVolume(): void {
    const { storage, namespace } = this.#args;
    if (storage.kind !== "filesystem") return;
    const { diskGiB, volume } = storage;
    const spec = { claim: registryNames.volume, namespace, labels: this.labels, diskGiB, volume };
    createDataVolume(`${this.#name}-data`, spec, this.#opts);
  }

  private createServer(digest: pulumi.Output<string>): Deployment {
    const { images, replicas } = this.#args;
    const { onDisk } = this.storage;
    return new Deployment(
      `${this.#name}-server`,
      {
        metadata: this.metadata(registryNames.service),
        spec: {
          replicas: replicas ?? (onDisk ? 1 : 2),
          selector: { matchLabels: this.labels },
          // A disk follows its pod only when the old pod is gone.
          strategy: onDisk
            ? { type: "Recreate" }
            : { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          template: {
            metadata: {
              labels: this.labels,
              // Of random secrets a digest tells nothing.
              annotations: { [kitAnnotations.configDigest]: pulumi.unsecret(digest) },
            },
            spec: registryPod(images.reference("registry"), this.labels, this.storage),
          },
        },
      },
      this.#opts,
    );
  }

  private createService(): void {
    const metadata = this.metadata(registryNames.service);
    const ports = [{ name: "https", port: 443, targetPort: "https" }];
    new Service(`${this.#name}-service`, { metadata, spec: { selector: this.labels, ports } }, this.#opts);
    // Also of a single replica one may go: a budget that never allows an eviction only blocks the drain of its node.
    const budget = { maxUnavailable: 1, selector: { matchLabels: this.labels } };
    new PodDisruptionBudget(`${this.#name}-budget`, { metadata, spec: budget }, this.#opts);
  }

  private openDoors(): void {
    const { namespace, clients } = this.#args;
    const { labels } = this;
    connectClients(
      this.#name,
      { server: registryNames.service, namespace, labels, port: registryPort },
      clients,
      this.#opts,
    );
  }
}
