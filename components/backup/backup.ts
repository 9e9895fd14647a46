import { CronJob } from "@pulumi/kubernetes/batch/v1/cronJob.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import * as pulumi from "@pulumi/pulumi";
import { letClientsOut } from "../data/store-access.ts";
import { kitAnnotations } from "../labels.ts";
import { ProgramConfigMap } from "../program/program-config-map.ts";
import { labelsFor } from "../workload/hardened.ts";
import { type BackupArgs, backupName, backupProblems, type DumpSource } from "./args.ts";
import { backupPod, dumpFile, storeSecret } from "./pod.ts";
import { type ShipSettings, secretNames } from "./ship/settings.ts";

/** A dump that is older than this, in hours, is a fault: a day, a run that took long, and some air. */
const maxAgeHours = 26;

/**
 * One CronJob per store that has no operator of its own: a step dumps it with the server's own tool, the next one
 * encrypts the dump, puts it into the bucket and removes old ones.
 * @throws RunError with everything that is wrong with the args
 */
export class Backup extends pulumi.ComponentResource {
  constructor(name: string, args: BackupArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = backupProblems(args);
    if (problems.length > 0) throw new pulumi.RunError(`backup ${name}:\n  ${problems.join("\n  ")}`);
    super("sgc:backup:Backup", name, {}, opts);
    const { namespace, environment, store, provider } = args;
    const child = { parent: this, provider };
    const secret = new Secret(
      `${name}-store`,
      {
        metadata: { name: storeSecret, namespace, labels: labelsFor("backup", environment) },
        stringData: {
          [secretNames.accessKeyId]: pulumi.secret(store.accessKeyId),
          [secretNames.secretAccessKey]: pulumi.secret(store.secretAccessKey),
          "ca.crt": args.caCertificate,
        },
      },
      child,
    );
    for (const source of args.sources) this.createJob(name, args, source, secret.metadata.name);
    this.registerOutputs({});
  }

  private createJob(name: string, args: BackupArgs, source: DumpSource, secretName: pulumi.Output<string>): void {
    const { environment, namespace, provider, store, schedule = "17 0 * * *", keepDays = 35 } = args;
    const { kind } = source;
    const job = backupName(kind);
    const labels = labelsFor(job, environment);
    const settings: ShipSettings = {
      kind,
      file: dumpFile(kind),
      prefix: `${environment}/${kind}/`,
      keepDays,
      region: store.region,
    };
    if (store.reach) {
      const client = { name: job, namespace, podLabels: labels, reason: `dumps of ${kind} are kept there` };
      letClientsOut(name, { server: "store", ...store.reach }, [client], { parent: this, provider });
    }
    const program = new ProgramConfigMap(
      job,
      { namespace, entry: new URL("ship/program.ts", import.meta.url), settings },
      { parent: this, providers: [provider] },
    );
    new CronJob(
      `${name}-${kind}`,
      {
        metadata: {
          name: job,
          namespace,
          labels,
          annotations: { [kitAnnotations.backupMaxAgeHours]: String(maxAgeHours) },
        },
        spec: {
          schedule,
          timeZone: "Etc/UTC",
          concurrencyPolicy: "Forbid",
          // A control plane that was away at midnight still starts it in the morning.
          startingDeadlineSeconds: 6 * 3600,
          successfulJobsHistoryLimit: 3,
          failedJobsHistoryLimit: 5,
          jobTemplate: {
            spec: {
              backoffLimit: 2,
              activeDeadlineSeconds: 4 * 3600,
              template: { metadata: { labels }, spec: backupPod(args, source, program, secretName) },
            },
          },
        },
      },
      { parent: this, provider },
    );
  }
}
