import * as pulumi from "@pulumi/pulumi";
import type { DumpSource, DumpStore } from "../../components/backup/args.ts";
import { Backup } from "../../components/backup/backup.ts";
import { BackupIdentity } from "../../components/backup/backup-identity.ts";
import type { ObjectStore } from "../../components/data/object-store.ts";
import { peersOf, publicInternet } from "../../components/workload/network-policy.ts";
import { backupPlace } from "../environment/backup-place.ts";
import type { PlatformContext } from "./context.ts";
import { type PlatformPostgres, psqlImage } from "./postgres.ts";
import type { PlatformRedis } from "./redis.ts";

/**
 * Nightly dumps of the stores that have no operator of their own. The identity that opens them is made in any case, so
 * that switching backups off does not take it away. Answers with it, secret.
 */
export function createBackup(
  context: PlatformContext,
  stores: { readonly redis: PlatformRedis; readonly postgres: PlatformPostgres; readonly store: ObjectStore },
): pulumi.Output<string> {
  const { name, environment, images, ca, server, options } = context;
  const { identity, recipient } = new BackupIdentity(`${name}-backup-identity`);
  const place = backupPlace(environment);
  if (place === "nowhere") return identity;
  const { schedule, keepDays, recipients } = environment.backup;
  new Backup(
    `${name}-backup`,
    {
      ...server,
      images,
      sources: sourcesOf(context, stores),
      store: place === "target" ? targetOf(context) : ownStore(stores.store),
      caCertificate: ca.certificate,
      recipient,
      recipients,
      schedule,
      keepDays,
    },
    options,
  );
  return identity;
}

function sourcesOf(
  context: PlatformContext,
  { redis, postgres }: { readonly redis: PlatformRedis; readonly postgres: PlatformPostgres },
): DumpSource[] {
  const { environment } = context;
  const sources: DumpSource[] = [];
  if (redis.backup && environment.redis.mode === "in-cluster") {
    // A snapshot is smaller than the memory that it is of; the rest is for its frame.
    sources.push({ kind: "redis", access: redis.backup, scratchMiB: environment.redis.memoryMiB + 64 });
  }
  if (postgres.backup && environment.postgres.mode === "in-cluster") {
    const image = psqlImage(context);
    // Compressed and without indexes and write-ahead log, a dump takes a fraction of the disk.
    sources.push({
      kind: "postgres",
      access: postgres.backup,
      scratchMiB: Math.ceil(environment.postgres.diskGiB / 2) * 1024,
      image,
    });
  }
  return sources;
}

function targetOf({ environment }: PlatformContext): DumpStore {
  const { target } = environment.backup;
  if (!target) throw new pulumi.RunError("backup.target is missing");
  const { endpoint, region, bucket, keys, cidrs } = target;
  return {
    endpoint: new URL(endpoint).origin,
    region,
    bucket,
    accessKeyId: pulumi.secret(keys.accessKeyId.reveal()),
    secretAccessKey: pulumi.secret(keys.secretAccessKey.reveal()),
    reach: { peers: peersOf(cidrs ?? []) ?? publicInternet, port: Number(new URL(endpoint).port || 443) },
  };
}

function ownStore({ endpoint, backups }: ObjectStore): DumpStore {
  if (!backups) throw new pulumi.RunError("the object store has no bucket for dumps");
  return { endpoint: endpoint.internalUrl, region: endpoint.region, ...backups };
}
