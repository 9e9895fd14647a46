import { CronJob } from "@pulumi/kubernetes/batch/v1/cronJob.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import * as pulumi from "@pulumi/pulumi";
import type { PostgresEndpoint } from "../data/endpoints.ts";
import type { StoreEndpoint } from "../data/object-store-args.ts";
import { connectClients } from "../data/store-access.ts";
import type { Images } from "../images/images.ts";
import { ProgramConfigMap } from "../program/program-config-map.ts";
import { hardenedContainer, hardenedPod, labelsFor, resources } from "../workload/hardened.ts";
import { registryNames, registryPort } from "./layout.ts";
import type { Registry } from "./registry.ts";
import { type RetentionSettings, secretFolder, secretNames, workFiles, workFolder } from "./retention/settings.ts";
import { forgetSql, usageSql } from "./retention/sql.ts";

export interface RetentionArgs {
  readonly environment: string;
  readonly namespace: string;
  readonly provider: pulumi.ProviderResource;
  readonly images: Images;
  readonly registry: Registry;
  /** PEM of the cluster's authority: registry and in-cluster store are signed by it. */
  readonly caCertificate: pulumi.Input<string>;
  /** Repository that Beta9 pushes to: `imageService.buildRepositoryName`. @default `beta9-users` – Beta9's own default */
  readonly repository?: string | undefined;
  readonly database: PostgresEndpoint;
  /** Store of the images' indexes. */
  readonly store: StoreEndpoint;
  /** So many of the images that were used last stay, whatever their age. @default 20 */
  readonly keepLast?: number | undefined;
  /** Images used within so many days stay. @default 90 – a quarterly job finds its image */
  readonly keepDays?: number | undefined;
  /** When, in UTC, as cron writes it. @default `30 1 * * 0` – an hour before garbage is collected */
  readonly schedule?: string | undefined;
}

const name = "registry-retention";
const uid = 1000;
const sqlFolder = "/sql";

/** Labels of retention's pods: whoever guards database or store lets them in. */
const retentionLabels = (environment: string) => labelsFor(name, environment);

/**
 * CronJob that removes images that nothing has used for long: Beta9 itself never deletes one. Four steps hand a file on:
 * the database says what was used when, the program selects, the database forgets them unless they came into use
 * meanwhile, the program takes index and tag away. Forgotten first, so that Beta9 builds again what is wanted again.
 */
export class Retention extends pulumi.ComponentResource {
  constructor(resource: string, args: RetentionArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = retentionProblems(args);
    if (problems.length > 0) throw new pulumi.RunError(`registry retention:\n  ${problems.join("\n  ")}`);
    super("sgc:registry:Retention", resource, {}, opts);
    const { namespace, provider, registry, store } = args;
    const child = { parent: this, provider };
    const labels = retentionLabels(args.environment);
    const metadata = { name, namespace, labels };
    const settings: RetentionSettings = {
      registryUrl: registry.internalUrl,
      repository: args.repository ?? "beta9-users",
      username: registry.housekeeping.username,
      keepLast: args.keepLast ?? 20,
      keepDays: args.keepDays ?? 90,
      storeRegion: store.region,
    };
    const program = new ProgramConfigMap(
      name,
      { namespace, entry: new URL("retention/program.ts", import.meta.url), settings },
      { parent: this, providers: [provider] },
    );
    const data = { "usage.sql": usageSql, "forget.sql": forgetSql(`${workFolder}/${workFiles.remove}`) };
    new ConfigMap(`${resource}-sql`, { metadata, data }, child);
    new Secret(`${resource}-secrets`, { metadata, stringData: secretData(args) }, child);
    this.openDoors(resource, args, labels, child);
    new CronJob(
      `${resource}-schedule`,
      {
        metadata,
        spec: {
          schedule: args.schedule ?? "30 1 * * 0",
          timeZone: "Etc/UTC",
          concurrencyPolicy: "Forbid",
          startingDeadlineSeconds: 1800,
          successfulJobsHistoryLimit: 1,
          failedJobsHistoryLimit: 3,
          jobTemplate: {
            spec: {
              backoffLimit: 2,
              // Over before garbage is collected.
              activeDeadlineSeconds: 3000,
              template: { metadata: { labels }, spec: pod(args, program) },
            },
          },
        },
      },
      child,
    );
    this.registerOutputs({});
  }

  private openDoors(
    resource: string,
    { namespace, registry }: RetentionArgs,
    podLabels: Readonly<Record<string, string>>,
    child: pulumi.CustomResourceOptions,
  ): void {
    const reason = "retention lists and removes tags";
    connectClients(
      resource,
      { server: registryNames.service, namespace, labels: registry.labels, port: registryPort },
      [{ name: "retention", namespace, podLabels, reason }],
      child,
    );
  }
}

function retentionProblems({ keepLast = 20, keepDays = 90 }: RetentionArgs): string[] {
  return [
    ...(Number.isInteger(keepLast) && keepLast >= 1 ? [] : [`keepLast is ${keepLast}, accepted: from 1`]),
    ...(Number.isInteger(keepDays) && keepDays >= 7
      ? []
      : [`keepDays is ${keepDays}, accepted: from 7; a sandbox that ran longer would lose the layers under its feet`]),
  ];
}

function secretData({ registry, database, store, caCertificate }: RetentionArgs) {
  const { internalUrl, accessKeyId, secretAccessKey, buckets } = store;
  if (buckets.images === undefined) throw new pulumi.RunError("registry retention: the store has no bucket for images");
  return {
    [secretNames.password]: registry.housekeeping.password,
    [secretNames.storeUrl]: internalUrl,
    [secretNames.bucket]: buckets.images,
    [secretNames.accessKeyId]: accessKeyId,
    [secretNames.secretAccessKey]: secretAccessKey,
    "ca.crt": caCertificate,
    PGPASSWORD: database.password,
  };
}

function pod({ images, database }: RetentionArgs, program: ProgramConfigMap) {
  const securityContext = hardenedContainer({ uid });
  const work = { name: "work", mountPath: workFolder };
  const small = resources({ cpuMillis: 50, memoryMiB: 128 });
  const psql = (step: string, file: string, output: string) => ({
    name: step,
    image: images.reference("postgres"),
    command: [
      "psql",
      "--no-psqlrc",
      "-v",
      "ON_ERROR_STOP=1",
      "-qAt",
      "-f",
      `${sqlFolder}/${file}`,
      "-o",
      `${workFolder}/${output}`,
    ],
    env: [
      { name: "PGHOST", value: database.host },
      { name: "PGPORT", value: String(database.port) },
      { name: "PGDATABASE", value: database.database },
      { name: "PGUSER", value: database.username },
      { name: "PGSSLMODE", value: database.tls ? "require" : "disable" },
      { name: "PGPASSWORD", valueFrom: { secretKeyRef: { name, key: "PGPASSWORD" } } },
    ],
    resources: small,
    securityContext,
    volumeMounts: [work, { name: "sql", mountPath: sqlFolder, readOnly: true }],
  });
  const node = (step: string) => ({
    name: step,
    image: images.reference("node"),
    command: [...program.command, step],
    env: [{ name: "NODE_EXTRA_CA_CERTS", value: `${secretFolder}/ca.crt` }],
    resources: small,
    securityContext,
    volumeMounts: [work, program.mount, { name: "secrets", mountPath: secretFolder, readOnly: true }],
  });
  return {
    restartPolicy: "Never",
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: hardenedPod(uid),
    initContainers: [
      psql("usage", "usage.sql", workFiles.usage),
      node("select"),
      psql("forget", "forget.sql", workFiles.forgotten),
    ],
    containers: [node("remove")],
    volumes: [
      program.volume,
      { name: "work", emptyDir: { sizeLimit: "64Mi" } },
      { name: "sql", configMap: { name } },
      { name: "secrets", secret: { secretName: name } },
    ],
  };
}
