import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomBytes } from "@pulumi/random/randomBytes.js";
import { PrivateKey } from "@pulumi/tls/privateKey.js";
import { kitAnnotations } from "../labels.ts";
import { labelsFor } from "../workload/hardened.ts";
import { allow } from "../workload/network-policy.ts";
import { renderGarageConfig } from "./garage-config.ts";
import { garageIdentity } from "./garage-identity.ts";
import {
  dataDirectory,
  garageNames,
  garagePod,
  garagePorts,
  garageProxy,
  garageSecrets,
  metadataDirectory,
} from "./garage-pod.ts";
import { renderGarageProxyRoutes } from "./garage-proxy.ts";
import type { InClusterStoreArgs } from "./object-store-args.ts";
import { certificateOf, digestOf } from "./single-server.ts";
import { connectClients, type StoreClient } from "./store-access.ts";

export interface GarageArgs {
  readonly environment: string;
  readonly namespace: string;
  /** Provider of the cluster. */
  readonly provider: pulumi.ProviderResource;
  readonly clients: readonly StoreClient[];
  readonly store: InClusterStoreArgs;
}

/**
 * Garage servers with their disks and TLS, without layout, buckets and keys. Garage speaks plain HTTP only, so each pod
 * has a Traefik beside it that holds the certificate: nothing in clear leaves the pod, and one proxy per server keeps the
 * way as short as it was.
 */
export class Garage extends pulumi.ComponentResource {
  /** `https://…` as pods of the cluster reach it; its certificate is signed by the cluster's authority. */
  readonly internalUrl: string;
  /** Admin API of every server. */
  readonly adminUrls: readonly string[];
  /** Secret. */
  readonly adminToken: pulumi.Output<string>;
  readonly labels: Readonly<Record<string, string>>;
  readonly #name: string;
  readonly #args: GarageArgs;
  readonly #opts: pulumi.CustomResourceOptions;
  readonly #servers: 1 | 3;

  constructor(name: string, args: GarageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sgc:data:Garage", name, {}, opts);
    this.#name = name;
    this.#args = args;
    this.#opts = { parent: this, provider: args.provider };
    this.#servers = args.store.servers ?? 1;
    this.labels = labelsFor("garage", args.environment);
    this.internalUrl = `https://${garageNames.server}.${args.namespace}.svc`;
    this.adminUrls = this.hosts.map((host) => `https://${host}:${garagePorts.admin}`);

    const { adminToken, secrets } = this.createSecrets();
    this.adminToken = adminToken;
    const identities = this.createIdentities();
    const config = this.createConfig(identities);
    const certificate = this.createCertificate();
    this.createServices();
    this.createServers(digestOf(config, secrets, certificate));
    this.openDoors();
    this.registerOutputs({ internalUrl: this.internalUrl });
  }

  /** Name of each server. */
  private get hosts(): readonly string[] {
    return Array.from(
      { length: this.#servers },
      (_, ordinal) => `${garageNames.server}-${ordinal}.${garageNames.servers}.${this.#args.namespace}.svc`,
    );
  }

  private metadata(name: string) {
    return { name, namespace: this.#args.namespace, labels: this.labels };
  }

  private createSecrets() {
    const random = (role: string) =>
      pulumi.secret(new RandomBytes(`${this.#name}-${role}`, { length: 32 }, { parent: this }).hex);
    const adminToken = random("admin-token");
    const stringData = { [garageSecrets.rpcSecret]: random("rpc-secret"), [garageSecrets.adminToken]: adminToken };
    new Secret(`${this.#name}-secrets`, { metadata: this.metadata(garageNames.secrets), stringData }, this.#opts);
    return { adminToken, secrets: pulumi.jsonStringify(stringData) };
  }

  /** Who each server is. Returns the public halves. */
  private createIdentities(): pulumi.Output<string[]> {
    const identities = this.hosts.map((_, ordinal) => {
      const key = new PrivateKey(`${this.#name}-identity-${ordinal}`, { algorithm: "ED25519" }, { parent: this });
      return pulumi.secret(key.privateKeyPemPkcs8).apply(garageIdentity);
    });
    const data = Object.fromEntries(
      identities.map(({ nodeKey }, ordinal) => [`${garageNames.server}-${ordinal}`, nodeKey] as const),
    );
    new Secret(`${this.#name}-identities`, { metadata: this.metadata(garageNames.identities), data }, this.#opts);
    return pulumi.all(identities.map(({ id }) => pulumi.unsecret(id)));
  }

  private createConfig(identities: pulumi.Output<string[]>): pulumi.Output<string> {
    const { hosts } = this;
    const text = identities.apply((ids) =>
      renderGarageConfig({
        metadataDirectory,
        dataDirectory,
        replicationFactor: this.#servers,
        region: this.#args.store.region,
        rpcPort: garagePorts.rpc,
        s3Port: garagePorts.plainS3,
        adminPort: garagePorts.plainAdmin,
        // A server that asks for itself only logs an error.
        peers: ids.length === 1 ? [] : ids.map((id, ordinal) => ({ id, host: hosts[ordinal] ?? "" })),
      }),
    );
    const data = { "garage.toml": text, "routes.yaml": renderGarageProxyRoutes(garageProxy) };
    new ConfigMap(`${this.#name}-config`, { metadata: this.metadata(garageNames.config), data }, this.#opts);
    return pulumi.jsonStringify(data);
  }

  private createCertificate(): pulumi.Output<string> {
    const { namespace, provider, store } = this.#args;
    const host = `${garageNames.server}.${namespace}.svc`;
    return certificateOf(
      store.ca.issue(`${this.#name}-server`, {
        namespace,
        dnsNames: [host, `${host}.cluster.local`, ...this.hosts],
        secretName: garageNames.tls,
        parent: this,
        provider,
      }),
    );
  }

  private createServices(): void {
    const ports = [{ name: "https", port: 443, targetPort: "https" }];
    const selector = this.labels;
    new Service(
      `${this.#name}-service`,
      { metadata: this.metadata(garageNames.server), spec: { selector, ports } },
      this.#opts,
    );
    const own = [
      { name: "rpc", port: garagePorts.rpc, targetPort: "rpc" },
      { name: "admin", port: garagePorts.admin, targetPort: "admin" },
    ];
    new Service(
      `${this.#name}-servers`,
      {
        metadata: this.metadata(garageNames.servers),
        // A server is ready when the cluster has a layout, and gets one by this name.
        spec: { selector, clusterIP: "None", publishNotReadyAddresses: true, ports: own },
      },
      this.#opts,
    );
    new PodDisruptionBudget(
      `${this.#name}-budget`,
      {
        metadata: this.metadata(garageNames.server),
        // Of three, two make a quorum; one alone would only block the drain of its node.
        spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
      },
      this.#opts,
    );
  }

  private createServers(digest: pulumi.Output<string>): void {
    const { images, volume, diskGiB, metadataGiB = Math.max(10, Math.ceil(diskGiB / 20)) } = this.#args.store;
    const claim = (name: string, sizeGiB: number) => ({
      metadata: { name },
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: volume.storageClass,
        resources: { requests: { storage: `${sizeGiB}Gi` } },
      },
    });
    new StatefulSet(
      `${this.#name}-server`,
      {
        // It becomes ready through the set-up that runs after it: nobody may wait for it here.
        metadata: { ...this.metadata(garageNames.server), annotations: { "pulumi.com/skipAwait": "true" } },
        spec: {
          replicas: this.#servers,
          serviceName: garageNames.servers,
          // None of three is ready before two are there.
          podManagementPolicy: "Parallel",
          persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
          selector: { matchLabels: this.labels },
          template: {
            metadata: {
              labels: this.labels,
              annotations: {
                "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
                [kitAnnotations.configDigest]: pulumi.unsecret(digest),
              },
            },
            spec: garagePod(
              {
                garage: images.reference("garage"),
                proxy: images.reference("traefik"),
                shell: images.reference("node"),
              },
              this.labels,
            ),
          },
          volumeClaimTemplates: [claim("metadata", metadataGiB), claim("data", diskGiB)],
        },
      },
      // Its disks outlive it, but not the namespace that waits for it.
      { ...this.#opts, protect: true },
    );
  }

  private openDoors(): void {
    const { namespace, clients } = this.#args;
    const { labels } = this;
    connectClients(
      this.#name,
      { server: garageNames.server, namespace, labels, port: garagePorts.s3 },
      clients,
      this.#opts,
    );
    if (this.#servers === 1) return;
    const peers = [{ pods: labels }] as const;
    const ports = [garagePorts.rpc] as const;
    const reason = "servers keep three copies of every object; they speak encrypted and authenticated by themselves";
    allow(`${this.#name}-to-peers`, { namespace, podLabels: labels, to: peers, ports, reason }, this.#opts);
    allow(`${this.#name}-from-peers`, { namespace, podLabels: labels, from: peers, ports, reason }, this.#opts);
  }
}
