import { Job } from "@pulumi/kubernetes/batch/v1/job.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import type * as pulumi from "@pulumi/pulumi";
import { hardenedContainer, hardenedPod, labelsFor, resources } from "../workload/hardened.ts";
import { peersOf } from "../workload/network-policy.ts";
import { readOnce } from "../workload/read-once.ts";
import type { PostgresEndpoint } from "./endpoints.ts";
import { renderPostgresCheck } from "./postgres-check-sql.ts";
import { letClientsOut } from "./store-access.ts";

export interface PostgresCheckArgs {
  readonly environment: string;
  readonly namespace: string;
  /** Reference of an image with psql. */
  readonly image: pulumi.Input<string>;
  readonly endpoint: PostgresEndpoint;
  /** Addresses of the server in CIDR notation. */
  readonly cidrs: readonly [string, ...string[]];
  /** Create pg_cron first. */
  readonly createCron: boolean;
}

const server = "postgres-check";
const uid = 999;
const dir = "/etc/postgres-check";

/** A Job that asks a server outside the cluster, as Beta9 and from where Beta9 is, whether it has all that Beta9 needs. */
export function createPostgresCheck(name: string, args: PostgresCheckArgs, opts: pulumi.CustomResourceOptions): Job {
  const { environment, namespace, image, endpoint, cidrs, createCron } = args;
  const labels = labelsFor(server, environment);
  const metadata = { name: server, namespace, labels };
  letClientsOut(
    name,
    { server: "postgres", port: endpoint.port, peers: peersOf(cidrs) },
    [{ name: "check", namespace, podLabels: labels, reason: "ask PostgreSQL whether it is ready for Beta9" }],
    opts,
  );
  const secret = new Secret(
    `${name}-check-secret`,
    { metadata, stringData: { password: endpoint.password, "check.sql": renderPostgresCheck({ createCron }) } },
    { ...opts, ...readOnce },
  );
  return new Job(
    `${name}-check`,
    {
      metadata,
      spec: {
        backoffLimit: 3,
        template: {
          metadata: { labels },
          spec: {
            restartPolicy: "Never",
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: hardenedPod(uid),
            containers: [
              {
                name: "check",
                image,
                command: ["psql", "--no-psqlrc", "--quiet", `--file=${dir}/check.sql`],
                env: [
                  { name: "PGHOST", value: endpoint.host },
                  { name: "PGPORT", value: String(endpoint.port) },
                  { name: "PGDATABASE", value: endpoint.database },
                  { name: "PGUSER", value: endpoint.username },
                  { name: "PGSSLMODE", value: "require" },
                  { name: "PGCONNECT_TIMEOUT", value: "30" },
                  { name: "PGPASSWORD", valueFrom: { secretKeyRef: { name: secret.metadata.name, key: "password" } } },
                ],
                securityContext: hardenedContainer(),
                resources: resources({ cpuMillis: 50, memoryMiB: 64 }),
                volumeMounts: [{ name: "check", mountPath: dir, readOnly: true }],
              },
            ],
            volumes: [
              {
                name: "check",
                secret: {
                  secretName: secret.metadata.name,
                  items: [{ key: "check.sql", path: "check.sql" }],
                  defaultMode: 0o440,
                },
              },
            ],
          },
        },
      },
    },
    opts,
  );
}
