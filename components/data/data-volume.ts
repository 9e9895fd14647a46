import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/persistentVolumeClaim.js";
import type * as pulumi from "@pulumi/pulumi";
import { kitAnnotations } from "../labels.ts";

/** The disk of a store that keeps secrets in clear. */
export interface DataVolumeArgs {
  /** StorageClass of the claim. It must be able to grow volumes: `diskGiB` may be raised later, never lowered. */
  readonly storageClass: pulumi.Input<string>;
  /** Whether the class encrypts what it stores: a fact of its operator, which the cluster does not tell. */
  readonly encryptedAtRest: boolean;
  /** Why a disk without encryption is acceptable here, e.g. `a laptop's cluster that holds no one's data`. */
  readonly unencryptedReason?: string;
  /** How the class can mount, as its driver documents it. @default [ReadWriteOnce] – what block storage does */
  readonly accessModes?: readonly string[];
}

/** What forbids to keep a store's data on this volume; nothing for a good one. */
export function volumeProblems({
  encryptedAtRest,
  unencryptedReason = "",
  accessModes = ["ReadWriteOnce"],
}: DataVolumeArgs): string[] {
  const problems: string[] = [];
  if (!encryptedAtRest && unencryptedReason.trim() === "") {
    problems.push(
      "volume: the disk holds tokens and keys in clear, so its storage class must encrypt at rest: use one that does, or say why not in unencryptedReason",
    );
  }
  if (!accessModes.includes("ReadWriteOnce")) {
    problems.push(
      `volume: the storage class mounts ${accessModes.join(", ") || "nothing"}, but a server's own disk needs ReadWriteOnce`,
    );
  }
  return problems;
}

/** A claim that outlives its server and whatever `pulumi destroy` is told: it is protected. */
export function createDataVolume(
  name: string,
  spec: {
    readonly claim: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly diskGiB: number;
    readonly volume: DataVolumeArgs;
  },
  opts: pulumi.CustomResourceOptions,
): PersistentVolumeClaim {
  const { storageClass, unencryptedReason } = spec.volume;
  return new PersistentVolumeClaim(
    name,
    {
      metadata: {
        name: spec.claim,
        namespace: spec.namespace,
        labels: spec.labels,
        annotations: {
          // A class that waits for its first consumer binds when the pod comes, which is after this resource.
          "pulumi.com/skipAwait": "true",
          ...(unencryptedReason === undefined ? {} : { [kitAnnotations.unencryptedReason]: unencryptedReason }),
        },
      },
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: storageClass,
        resources: { requests: { storage: `${spec.diskGiB}Gi` } },
      },
    },
    { ...opts, protect: true },
  );
}
