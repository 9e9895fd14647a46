import * as pulumi from "@pulumi/pulumi";
import { adminClaimClient } from "../../components/beta9/admin-claim/admin-claim.ts";
import type { PostgresEndpoint } from "../../components/data/endpoints.ts";
import type { BackupAccess } from "../../components/data/in-cluster.ts";
import { InClusterPostgres } from "../../components/data/postgres.ts";
import { ExternalPostgres } from "../../components/data/postgres-external.ts";
import { postgresImage } from "../../components/data/postgres-image.ts";
import { OciPostgres } from "../../components/data/postgres-oci.ts";
import { namespaces, type PlatformContext } from "./context.ts";

/** The database. It lets its clients in by itself. */
export interface PlatformPostgres {
  readonly endpoint: PostgresEndpoint;
  /** How to dump it, where that is the kit's affair. */
  readonly backup?: BackupAccess;
  /** What has to have succeeded before the gateway starts. */
  readonly checked: pulumi.Resource[];
}

/** Workspaces, tokens and deployments. */
export function createPostgres(context: PlatformContext): PlatformPostgres {
  const { environment, substrate, options } = context;
  const { postgres } = environment;
  const name = `${context.name}-postgres`;
  const shared = {
    ...context.server,
    image: psqlImage(context),
    clients: [
      context.gateway("the gateway keeps workspaces, tokens and deployments in PostgreSQL"),
      adminClaimClient(context.name, namespaces.controlPlane),
      context.neighbour("registry-retention", "what was used when decides which built images stay"),
    ],
  };
  switch (postgres.mode) {
    case "in-cluster": {
      const { mode: _, ...settings } = postgres;
      const clients = [...shared.clients, ...context.dumps("postgres")];
      const { endpoint, backup } = new InClusterPostgres(
        name,
        { ...shared, ...settings, clients, volume: context.volume },
        options,
      );
      return { endpoint, backup, checked: [] };
    }
    case "oci": {
      const { mode: _, ...settings } = postgres;
      const place = substrate.managedPostgres;
      if (!place) throw new pulumi.RunError("postgres.mode is oci, but the substrate has no managed PostgreSQL");
      const { endpoint, check } = new OciPostgres(name, { ...shared, ...settings, ...place }, options);
      return { endpoint, checked: [check] };
    }
    case "external": {
      const { mode: _, ...settings } = postgres;
      const { endpoint, check } = new ExternalPostgres(name, { ...shared, ...settings }, options);
      return { endpoint, checked: [check] };
    }
  }
}

/** The kit's own image: PostgreSQL with pg_cron, and psql for whoever asks the database something. */
export function psqlImage({ images, environment }: PlatformContext): string {
  return postgresImage(images, environment.images.platform);
}
