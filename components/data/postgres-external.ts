import * as pulumi from "@pulumi/pulumi";
import { peersOf } from "../workload/network-policy.ts";
import type { PostgresEndpoint } from "./endpoints.ts";
import { createPostgresCheck } from "./postgres-check.ts";
import { type ExternalPostgresArgs, externalPostgresProblems } from "./postgres-external-settings.ts";
import { letClientsOut, type StoreClient } from "./store-access.ts";

export interface ExternalPostgresComponentArgs extends ExternalPostgresArgs {
  readonly environment: string;
  /** Namespace of the check, and the image with psql that it runs. */
  readonly namespace: string;
  readonly image: pulumi.Input<string>;
  readonly clients: readonly StoreClient[];
  /** Provider of the cluster. */
  readonly provider: pulumi.ProviderResource;
}

/**
 * A PostgreSQL of somebody else's. Its operator prepares database, role and pg_cron, and backs it up; a Job asks whether they
 * have, before the gateway finds out.
 * @throws RunError with everything that is wrong with the settings
 */
export class ExternalPostgres extends pulumi.ComponentResource {
  readonly endpoint: PostgresEndpoint;
  /** What has to have succeeded before the gateway starts. */
  readonly check: pulumi.Resource;

  constructor(name: string, args: ExternalPostgresComponentArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = externalPostgresProblems(args);
    if (problems.length > 0) throw new pulumi.RunError(`postgres ${name}:\n  ${problems.join("\n  ")}`);
    super("sgc:data:ExternalPostgres", name, {}, opts);

    const { host, port = 5432, database = "beta9", username = "beta9", password } = args;
    this.endpoint = { host, port, database, username, password: pulumi.secret(password.reveal()), tls: true };

    const { environment, namespace, image, cidrs, clients, provider } = args;
    const child = { parent: this, provider };
    letClientsOut(name, { server: "postgres", port, peers: peersOf(cidrs) }, clients, child);
    this.check = createPostgresCheck(
      name,
      { environment, namespace, image, endpoint: this.endpoint, cidrs, createCron: false },
      child,
    );
    this.registerOutputs({ endpoint: this.endpoint });
  }
}
