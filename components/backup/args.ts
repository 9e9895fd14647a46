import type * as pulumi from "@pulumi/pulumi";
import type { BackupAccess } from "../data/in-cluster.ts";
import type { Images } from "../images/images.ts";
import type { Peers } from "../workload/network-policy.ts";
import { isAgeRecipient } from "./age-key.ts";

/** A server whose state is dumped, and the room that its dump may take on the node's disk, in MiB. */
export type DumpSource =
  | { readonly kind: "redis"; readonly access: BackupAccess; readonly scratchMiB: number }
  | {
      readonly kind: "postgres";
      readonly access: BackupAccess;
      readonly scratchMiB: number;
      /** Reference of an image with psql, pg_dump and pg_restore of the server's major version. */
      readonly image: pulumi.Input<string>;
    };

/** Name of the job that dumps a store, and of its pods' component: whoever guards the store lets them in. */
export const backupName = (kind: DumpSource["kind"]) => `${kind}-backup`;

/** Bucket that dumps go to. */
export interface DumpStore {
  /** `https://host[:port]`. */
  readonly endpoint: pulumi.Input<string>;
  readonly region: string;
  readonly bucket: pulumi.Input<string>;
  /** Secret; opens this bucket and no other. */
  readonly accessKeyId: pulumi.Input<string>;
  /** Secret. */
  readonly secretAccessKey: pulumi.Input<string>;
  /** Where it is, as network policies see it; absent when the store opens its doors by itself. */
  readonly reach?: { readonly peers: Peers; readonly port: number } | undefined;
}

export interface BackupArgs {
  readonly environment: string;
  readonly namespace: string;
  /** Provider of the cluster. */
  readonly provider: pulumi.ProviderResource;
  readonly images: Images;
  readonly sources: readonly DumpSource[];
  readonly store: DumpStore;
  /** PEM of the cluster's authority: an in-cluster store is signed by it. */
  readonly caCertificate: pulumi.Input<string>;
  /** The environment's own recipient. */
  readonly recipient: pulumi.Input<string>;
  /** Further recipients, e.g. of a key that is kept offline. @default none */
  readonly recipients?: readonly string[] | undefined;
  /** When, in UTC, as cron writes it; every day. @default `17 0 * * *` – before the registry's jobs on Sunday */
  readonly schedule?: string | undefined;
  /** Older dumps are removed, but for the three newest. From 1. @default 35 – who looks once a month still finds the last good one */
  readonly keepDays?: number | undefined;
}

/** What is wrong with the args, each in one sentence. */
export function backupProblems({ recipients = [], schedule = "17 0 * * *", keepDays = 35 }: BackupArgs): string[] {
  return [
    ...(Number.isInteger(keepDays) && keepDays >= 1
      ? []
      : [`keepDays is ${keepDays}, accepted: a whole number from 1`]),
    ...(isDailySchedule(schedule) ? [] : [`schedule "${schedule}" does not name a minute and hours of every day`]),
    ...recipients
      .filter((each) => !isAgeRecipient(each))
      .map((each) => `recipient "${each}" is not a public key that age-keygen prints (age1…)`),
  ];
}

/**
 * Whether a cron expression runs every day, once an hour at most: `minute hour * * *`. A dump that is older than 26 hours
 * is a fault, so a day must not be left out.
 */
export function isDailySchedule(text: string): boolean {
  const [, minute, hours] = /^(\d{1,2}) (\*|\*\/\d{1,2}|\d{1,2}(?:,\d{1,2})*) \* \* \*$/.exec(text) ?? [];
  if (minute === undefined || hours === undefined || Number(minute) > 59) return false;
  const numbers = hours.match(/\d+/g)?.map(Number) ?? [];
  return hours.startsWith("*/")
    ? numbers.every((step) => step >= 1 && step <= 23)
    : numbers.every((hour) => hour <= 23);
}
