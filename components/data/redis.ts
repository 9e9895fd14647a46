import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { execProbe, hardenedContainer, hardenedPod, labelsFor, resources } from "../workload/hardened.ts";
import { createDataVolume } from "./data-volume.ts";
import type { RedisEndpoint } from "./endpoints.ts";
import type { BackupAccess, InClusterArgs } from "./in-cluster.ts";
import { type RedisUser, redisUsers, renderRedisAcl } from "./redis-acl.ts";
import { renderRedisConfig } from "./redis-config.ts";
import { renderRedisProbe } from "./redis-probe.ts";
import { type RedisArgs, type RedisSettings, resolveRedisSettings } from "./redis-settings.ts";
import { certificateOf, createSingleServer, digestOf } from "./single-server.ts";
import { connectClients } from "./store-access.ts";

const server = "redis";
const port = 6379;
/** User of the image. */
const uid = 999;
const configDir = "/etc/redis";
const tlsDir = "/etc/redis-tls";
const probeDir = "/etc/redis-probe";
const dataDir = "/data";

export interface InClusterRedisArgs extends RedisArgs, InClusterArgs {
  /** Reference of the Valkey image. */
  readonly image: pulumi.Input<string>;
}

/**
 * Redis-protocol store that is Beta9's system of record: every acknowledged write is on the disk, nothing is evicted,
 * keyspace events are on, TLS only. Its disk and every backup hold tokens and workspace keys in clear (Beta9 caches
 * authorisations in it), so both must be encrypted.
 * @throws RunError with everything that is wrong with the settings
 */
export class InClusterRedis extends pulumi.ComponentResource {
  readonly endpoint: RedisEndpoint;
  /** `redis-cli --rdb` as this user streams a snapshot over TLS. */
  readonly backup: BackupAccess;
  readonly #name: string;
  readonly #args: InClusterRedisArgs;
  readonly #labels: Readonly<Record<string, string>>;
  readonly #host: string;

  constructor(name: string, args: InClusterRedisArgs, opts?: pulumi.ComponentResourceOptions) {
    const { settings, problems } = resolveRedisSettings(args);
    if (problems.length > 0) throw new pulumi.RunError(`redis ${name}:\n  ${problems.join("\n  ")}`);
    super("sgc:data:Redis", name, {}, opts);
    this.#name = name;
    this.#args = args;
    this.#labels = labelsFor(server, args.environment);
    this.#host = `${server}.${args.namespace}.svc`;

    const passwords = this.createPasswords();
    const certificate = this.createCertificate();
    const files = this.createFiles(settings, passwords);
    const probe = this.createSecret("probe", { password: passwords.probe });
    const backup = this.createSecret("backup", {
      username: redisUsers.backup,
      password: passwords.backup,
      "ca.crt": args.ca.certificate,
    });
    this.createServer(settings, { certificate, files, probe });
    connectClients(
      name,
      { server, namespace: args.namespace, labels: this.#labels, port },
      args.clients,
      this.childOptions(),
    );

    this.endpoint = {
      host: this.#host,
      port,
      username: redisUsers.gateway,
      passwordSecret: passwords.gateway,
      tls: true,
      caCertificate: args.ca.certificate,
    };
    this.backup = { secretName: backup, host: this.#host, port };
    this.registerOutputs({ endpoint: this.endpoint, backup: this.backup });
  }

  private childOptions(): pulumi.CustomResourceOptions {
    return { parent: this, provider: this.#args.provider };
  }

  private createPasswords(): Record<RedisUser, pulumi.Output<string>> {
    const password = (user: RedisUser) =>
      // Beta9 and shells take letters and digits in every place; 48 of them are 285 bits.
      pulumi.secret(
        new RandomPassword(`${this.#name}-${user}`, { length: 48, special: false }, { parent: this }).result,
      );
    return { gateway: password("gateway"), probe: password("probe"), backup: password("backup") };
  }

  private createCertificate(): Secret {
    const { ca, namespace, provider } = this.#args;
    return ca.issue(this.#name, {
      namespace,
      dnsNames: [this.#host, `${this.#host}.cluster.local`, server],
      secretName: `${server}-tls`,
      parent: this,
      provider,
    });
  }

  /** Answers with its name in the cluster: whoever mounts it waits for it. */
  private createSecret(role: string, stringData: Record<string, pulumi.Input<string>>): pulumi.Output<string> {
    const metadata = { name: `${server}-${role}`, namespace: this.#args.namespace, labels: this.#labels };
    return new Secret(`${this.#name}-${role}-secret`, { metadata, stringData }, this.childOptions()).metadata.name;
  }

  private createFiles(settings: RedisSettings, passwords: Record<RedisUser, pulumi.Output<string>>) {
    const ca = `${tlsDir}/ca.crt`;
    const config = renderRedisConfig({
      ...settings,
      port,
      bind: ["*", "-::*"],
      paths: {
        data: dataDir,
        aclFile: `${configDir}/users.acl`,
        certificate: `${tlsDir}/tls.crt`,
        key: `${tlsDir}/tls.key`,
        ca,
      },
    });
    const acl = pulumi.secret(
      pulumi
        .all([passwords.gateway, passwords.probe, passwords.backup])
        .apply(([gateway, probe, backup]) => renderRedisAcl({ gateway, probe, backup })),
    );
    const passwordFile = `${probeDir}/password`;
    const probe = renderRedisProbe({ cli: "valkey-cli", port, username: redisUsers.probe, passwordFile, ca });
    const secret = this.createSecret("config", { "redis.conf": config, "users.acl": acl, "probe.sh": probe });
    return { secret, digest: digestOf(config, acl, probe) };
  }

  private createServer(
    settings: RedisSettings,
    {
      certificate,
      files,
      probe,
    }: {
      readonly certificate: Secret;
      readonly files: { readonly secret: pulumi.Output<string>; readonly digest: pulumi.Output<string> };
      readonly probe: pulumi.Output<string>;
    },
  ): void {
    const { namespace, image, volume } = this.#args;
    const claim = createDataVolume(
      `${this.#name}-data`,
      { claim: `${server}-data`, namespace, labels: this.#labels, diskGiB: settings.diskGiB, volume },
      this.childOptions(),
    );
    const ask = (question: string) => ["sh", `${configDir}/probe.sh`, question];
    const secretVolume = (name: string, secretName: pulumi.Input<string>) => ({
      name,
      // Owner and group may read, nobody may write; the volume belongs to the pod's group.
      secret: { secretName, defaultMode: 0o440 },
    });
    createSingleServer(
      this.#name,
      {
        server,
        namespace,
        labels: this.#labels,
        port,
        configDigest: digestOf(files.digest, certificateOf(certificate)),
        pod: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: hardenedPod(uid),
          // A last snapshot of a full memory; the log is on the disk already.
          terminationGracePeriodSeconds: 120,
          containers: [
            {
              name: server,
              image,
              command: ["valkey-server", `${configDir}/redis.conf`],
              workingDir: dataDir,
              ports: [{ name: server, containerPort: port }],
              securityContext: hardenedContainer(),
              resources: resources({ cpuMillis: settings.cpuMillis, memoryMiB: settings.containerMemoryMiB }),
              // Half an hour for the log of a large memory on a slow disk.
              startupProbe: execProbe(ask("ready"), { periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 360 }),
              readinessProbe: execProbe(ask("ready"), { periodSeconds: 5, timeoutSeconds: 5 }),
              livenessProbe: execProbe(ask("alive"), { periodSeconds: 20, timeoutSeconds: 10, failureThreshold: 6 }),
              volumeMounts: [
                { name: "data", mountPath: dataDir },
                { name: "config", mountPath: configDir, readOnly: true },
                { name: "tls", mountPath: tlsDir, readOnly: true },
                { name: "probe", mountPath: probeDir, readOnly: true },
              ],
            },
          ],
          volumes: [
            { name: "data", persistentVolumeClaim: { claimName: claim.metadata.name } },
            secretVolume("config", files.secret),
            secretVolume("tls", certificate.metadata.name),
            secretVolume("probe", probe),
          ],
        },
      },
      this.childOptions(),
    );
  }
}
