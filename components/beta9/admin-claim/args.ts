import * as pulumi from "@pulumi/pulumi";
import type { PostgresEndpoint } from "../../data/endpoints.ts";
import type { KubernetesApi } from "../../workload/network-policy.ts";
import type { ClaimSettings } from "./settings.ts";

/** Name of the Secret with the admin token. */
export const secretName = "beta9-admin-token";

/** The gateway as pods of its cluster see it. */
export interface GatewayAddress {
  readonly namespace: string;
  /** Host of its Service, e.g. `beta9-gateway.beta9.svc`. */
  readonly host: string;
  readonly httpPort: number;
  readonly podLabels: Readonly<Record<string, string>>;
}

export interface AdminClaimArgs {
  readonly environment: string;
  readonly namespace: string;
  /** Reference of the Node.js image. */
  readonly nodeImage: string;
  /** Reference of an image with psql: the environment's PostgreSQL. */
  readonly psqlImage: string;
  readonly gateway: GatewayAddress;
  readonly postgres: PostgresEndpoint;
  readonly kubernetesApi: KubernetesApi;
  /** Bucket of the admin workspace's own. @default one that the gateway makes with the platform's keys */
  readonly externalStorage?: AdminStorageArgs;
  /**
   * Take the one admin token in PostgreSQL, whoever was handed it first; for one deployment, after a person looked.
   * @default false – somebody else may hold that token
   */
  readonly recover?: boolean;
  /** Longest wait for gateway, Redis and PostgreSQL, 1 to 3600 s. @default 600 – nodes and volumes are new, too */
  readonly healthTimeoutSeconds?: number;
  /** Provider of the cluster. */
  readonly provider: pulumi.ProviderResource;
}

export interface AdminStorageArgs {
  readonly bucket: string;
  /** As gateway, workers and users reach it, without a trailing slash. */
  readonly endpointUrl: string;
  readonly region: string;
  /** Secret. */
  readonly accessKey: pulumi.Output<string>;
  /** Secret. */
  readonly secretKey: pulumi.Output<string>;
}

/** What the program is told. @throws RunError for a wait out of bounds */
export function claimSettingsOf(name: string, args: AdminClaimArgs): ClaimSettings {
  const { gateway, namespace, recover = false, healthTimeoutSeconds = 600, externalStorage } = args;
  if (!Number.isInteger(healthTimeoutSeconds) || healthTimeoutSeconds < 1 || healthTimeoutSeconds > 3600) {
    throw new pulumi.RunError(
      `admin claim ${name}: healthTimeoutSeconds is ${healthTimeoutSeconds}, accepted: 1 to 3600`,
    );
  }
  return {
    gatewayUrl: `http://${gateway.host}:${gateway.httpPort}`,
    namespace,
    secretName,
    healthTimeoutSeconds,
    recover,
    ...(externalStorage === undefined ? {} : { externalStorage: place(externalStorage) }),
  };
}

function place({ bucket, endpointUrl, region }: AdminStorageArgs) {
  return { bucket, endpointUrl, region };
}
