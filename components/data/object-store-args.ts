import type * as pulumi from "@pulumi/pulumi";
import type { Images } from "../images/images.ts";
import type { SecretText } from "../secret-text.ts";
import type { ObjectStoreFacts } from "../substrate/substrate.ts";
import type { ClusterCa } from "../tls/cluster-ca.ts";
import type { DataVolumeArgs } from "./data-volume.ts";
import type { S3Endpoint } from "./endpoints.ts";
import type { StoreClient } from "./store-access.ts";

/** What the kit itself keeps in buckets: indexes of built images, their layers, and the first workspace's volumes. */
export const storePurposes = ["images", "registry", "volumes"] as const;
export type StorePurpose = (typeof storePurposes)[number];
export type StoreBuckets<T> = Readonly<Record<StorePurpose, T>> & {
  /** Bucket of dumps. Absent: they are kept elsewhere, or there are none. */
  readonly backups?: T | undefined;
};

/**
 * Who holds keys. The platform's go to Beta9 and from there to every worker; the registry's stay with the registry, so
 * that no worker can change a layer behind its back; those of the dumps stay with the jobs that make them.
 */
export const storeKeyHolders = {
  platform: ["images", "volumes"],
  registry: ["registry"],
  backups: ["backups"],
} as const satisfies Record<string, readonly (StorePurpose | "backups")[]>;
export type StoreKeyHolder = keyof typeof storeKeyHolders;

/** One thing for each who holds keys; for the dumps where they are kept in this store. */
export type PerKeyHolder<T> = Readonly<Record<Exclude<StoreKeyHolder, "backups">, T>> & {
  readonly backups?: T | undefined;
};

/** A pair of keys of the S3 API, both secret. */
export interface StoreKeys {
  readonly accessKeyId: pulumi.Output<string>;
  readonly secretAccessKey: pulumi.Output<string>;
}

/** The platform's endpoint, with the authority that signed it when it is the cluster's own. */
export interface StoreEndpoint extends S3Endpoint {
  /** PEM. Absent: any system trusts it. */
  readonly caCertificate?: pulumi.Output<string>;
}

/** Buckets of the cloud that the cluster runs in. */
export interface OciStoreArgs {
  readonly mode: "oci";
  readonly facts: ObjectStoreFacts;
  readonly tenancyOcid: string;
  /** Compartment of the buckets. */
  readonly compartmentId: pulumi.Input<string>;
  /** Compartment that policies are written in: the environment's, or one above it. */
  readonly identityCompartmentId: pulumi.Input<string>;
  /** Provider of the tenancy's home region, the only one where users, groups and policies can be written. */
  readonly homeProvider: pulumi.ProviderResource;
  /**
   * Generation of the keys. Raise it by one to replace them: the new pair exists before the old one goes. OCI's
   * benchmark (CIS 1.9) asks for it every 90 days, and allows two pairs per user. @default 1
   */
  readonly keyGeneration?: number | undefined;
  /** Whether dumps go to the bucket `backups`. @default false */
  readonly backups?: boolean | undefined;
}

/** A store of somebody else's. */
export interface ExternalStoreArgs {
  readonly mode: "external";
  /** `https://host[:port]`, without path. */
  readonly endpoint: string;
  readonly region: string;
  readonly buckets: StoreBuckets<string>;
  readonly keys: PerKeyHolder<{ readonly accessKeyId: SecretText; readonly secretAccessKey: SecretText }>;
  /** Addresses of the store, in CIDR notation. @default the public internet, on the endpoint's port */
  readonly cidrs?: readonly string[] | undefined;
}

/** Garage in the cluster. */
export interface InClusterStoreArgs {
  readonly mode: "in-cluster";
  readonly ca: ClusterCa;
  readonly images: Images;
  /** Region name that clients sign with, e.g. `eu-frankfurt-1`: the place where the disks are. */
  readonly region: string;
  /** `https://host` under which the edge publishes the store, e.g. `https://s3.example.eu`: presigned URLs carry it. */
  readonly publicUrl: string;
  /** Servers, each with its own disks: 1, or 3 with every object on three of them. @default 1 */
  readonly servers?: 1 | 3 | undefined;
  /** Disk for objects per server, in GiB. */
  readonly diskGiB: number;
  /** Disk for metadata per server, in GiB. @default a twentieth of `diskGiB`, at least 10 */
  readonly metadataGiB?: number | undefined;
  readonly volume: DataVolumeArgs;
  readonly buckets: StoreBuckets<string>;
}

export type StoreArgs = OciStoreArgs | ExternalStoreArgs | InClusterStoreArgs;

export interface ObjectStoreArgs {
  readonly environment: string;
  readonly namespace: string;
  /** Provider of the cluster. */
  readonly provider: pulumi.ProviderResource;
  /**
   * Beginning of the names of buckets that Beta9 makes for workspaces: `storage.workspaceStorage.defaultBucketPrefix`,
   * to which it adds a hyphen and the workspace's id. @default `<environment>-workspace`
   */
  readonly workspaceBucketPrefix?: string | undefined;
  /** Who may connect: gateway, workers, registry. The edge opens its own way to what it publishes. */
  readonly clients: readonly StoreClient[];
  readonly store: StoreArgs;
}
