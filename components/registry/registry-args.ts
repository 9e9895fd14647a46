import type * as pulumi from "@pulumi/pulumi";
import { type DataVolumeArgs, volumeProblems } from "../data/data-volume.ts";
import type { StoreClient } from "../data/store-access.ts";
import type { Images } from "../images/images.ts";
import type { ClusterCa } from "../tls/cluster-ca.ts";

/** Blobs in an S3 store, which every replica shares. The store lets the registry in. */
export interface S3RegistryStorageArgs {
  readonly kind: "s3";
  /** `https://…`, without a trailing slash. */
  readonly endpoint: pulumi.Input<string>;
  readonly region: string;
  readonly bucket: pulumi.Input<string>;
  /** Key that may read and write this bucket and nothing else. Secret. */
  readonly accessKeyId: pulumi.Input<string>;
  /** Secret. */
  readonly secretAccessKey: pulumi.Input<string>;
  /** PEM of the store's authority. @default the system's authorities */
  readonly caCertificate?: pulumi.Input<string> | undefined;
  /** Part size of uploads in MiB, 5 to 5120. @default 16 – 10,000 parts make a layer of 156 GiB */
  readonly chunkSizeMiB?: number | undefined;
}

/** Blobs on one disk: one replica, and a pause of seconds at every change. */
export interface FilesystemRegistryStorageArgs {
  readonly kind: "filesystem";
  /** Size of the volume, in GiB. */
  readonly diskGiB: number;
  readonly volume: DataVolumeArgs;
}

export type RegistryStorageArgs = S3RegistryStorageArgs | FilesystemRegistryStorageArgs;

export interface RegistryArgs {
  /** Name of the environment. */
  readonly environment: string;
  readonly namespace: string;
  /** Provider of the cluster. */
  readonly provider: pulumi.ProviderResource;
  readonly images: Images;
  readonly ca: ClusterCa;
  /** Host that workers and contributors push to and pull from over the edge, on port 443, e.g. `registry.example.eu`. */
  readonly publicHost: string;
  readonly storage: RegistryStorageArgs;
  /** Who may connect: the edge, the gateway, workers. */
  readonly clients: readonly StoreClient[];
  /** @default 2 in front of S3, 1 in front of a disk – only one pod can mount the disk */
  readonly replicas?: number | undefined;
}

/**
 * What is wrong with the args, each in one sentence with its remedy. Bounds of the part size are S3's own:
 * `minChunkSize`, `maxChunkSize` in `registry/storage/driver/s3-aws/s3.go`.
 */
export function registryProblems({ publicHost, storage, replicas }: RegistryArgs): string[] {
  const problems: string[] = [];
  if (!/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(publicHost)) {
    problems.push(
      `publicHost "${publicHost}" is not a host name in lower case without a port, e.g. registry.example.eu`,
    );
  }
  if (replicas !== undefined && (!Number.isInteger(replicas) || replicas < 1 || replicas > 10)) {
    problems.push(`replicas is ${replicas}, accepted: 1 to 10`);
  }
  if (storage.kind === "filesystem") {
    if ((replicas ?? 1) > 1) problems.push(`replicas is ${replicas} but one disk serves one: use S3 storage, or 1`);
    if (!Number.isInteger(storage.diskGiB) || storage.diskGiB < 1)
      problems.push(`diskGiB is ${storage.diskGiB}, accepted: from 1`);
    problems.push(...volumeProblems(storage.volume));
    return problems;
  }
  const { chunkSizeMiB = 16 } = storage;
  if (!Number.isInteger(chunkSizeMiB) || chunkSizeMiB < 5 || chunkSizeMiB > 5120) {
    problems.push(`chunkSizeMiB is ${chunkSizeMiB}, accepted: 5 to 5120`);
  }
  return problems;
}
