import type * as pulumi from "@pulumi/pulumi";
import type { ClusterCa } from "../tls/cluster-ca.ts";
import type { StoreClient } from "./store-access.ts";

/** What every server that the kit runs for Beta9 is told, beside its settings. */
export interface InClusterArgs {
  readonly environment: string;
  readonly namespace: string;
  readonly ca: ClusterCa;
  /** Who may connect: the gateway, and whatever makes backups. Workers reach the server through the gateway alone. */
  readonly clients: readonly StoreClient[];
  /** Provider of the cluster. */
  readonly provider: pulumi.ProviderResource;
}

/** What a backup needs beside a place in `clients`. */
export interface BackupAccess {
  /** Secret in the server's namespace: `username`, `password` and `ca.crt`; PostgreSQL's has its `database` too. */
  readonly secretName: pulumi.Output<string>;
  readonly host: string;
  readonly port: number;
}
