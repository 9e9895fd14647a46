import { CronJob } from "@pulumi/kubernetes/batch/v1/cronJob.js";
import { Job } from "@pulumi/kubernetes/batch/v1/job.js";
import * as pulumi from "@pulumi/pulumi";
import { connectClients } from "../../data/store-access.ts";
import { fingerprintOf } from "../../program/bundle.ts";
import { ProgramConfigMap } from "../../program/program-config-map.ts";
import { hardenedContainer, hardenedPod, labelsFor, resources } from "../../workload/hardened.ts";
import type { GatewayAddress } from "../admin-claim/args.ts";
import { tokenKey } from "../admin-claim/token-secret.ts";
import { privatePoolPrefix } from "./contributor-pool-name.ts";
import { type FilePool, type ManagedPool, type PrivatePool, poolProblems } from "./desired.ts";
import { tokenFile } from "./settings.ts";

export interface ApiPoolsArgs {
  readonly environment: string;
  readonly namespace: string;
  /** Reference of the Node.js image. */
  readonly nodeImage: string;
  readonly gateway: GatewayAddress;
  /** Secret with the admin token under `token`: the admin claim's. */
  readonly tokenSecretName: pulumi.Input<string>;
  readonly private: readonly PrivatePool[];
  /** @default none */
  readonly managed?: readonly ManagedPool[];
  /** Pools of the gateway's configuration, to be compared with what it made of them. @default none */
  readonly file?: readonly FilePool[];
  /** @default `eu-` for private and `own-` for managed pools – one name space, told apart by the first letters */
  readonly prefixes?: { readonly private: string; readonly managed: string };
  /** Cron expression, UTC. @default every 10 minutes – so long are pools missing after a loss of Redis */
  readonly schedule?: string;
  /** Provider of the cluster. */
  readonly provider: pulumi.ProviderResource;
}

const part = "pools";
/** User of the Node.js image. */
const uid = 1000;
const healthTimeoutSeconds = 300;

/**
 * Pools that live in the gateway's Redis and not in its file, kept as they are declared: by a Job when the declaration
 * changes, and by a CronJob ever after, which makes them again after a loss of Redis and undoes what others changed.
 *
 * @throws RunError with everything that is wrong with the pools
 */
export class ApiPools extends pulumi.ComponentResource {
  /** Name of the Job that made the pools; known once they are as declared. */
  readonly jobName: pulumi.Output<string>;
  readonly #name: string;
  readonly #args: ApiPoolsArgs;
  readonly #labels: Readonly<Record<string, string>>;

  constructor(name: string, args: ApiPoolsArgs, opts?: pulumi.ComponentResourceOptions) {
    const pools = {
      private: args.private,
      managed: args.managed ?? [],
      file: args.file ?? [],
      prefixes: args.prefixes ?? { private: privatePoolPrefix, managed: "own-" },
    };
    const problems = poolProblems(pools);
    if (problems.length > 0) throw new pulumi.RunError(`pools ${name}:\n  ${problems.join("\n  ")}`);
    super("sgc:beta9:ApiPools", name, {}, opts);
    this.#name = name;
    this.#args = args;
    this.#labels = labelsFor(part, args.environment);

    this.openPath();
    const gatewayUrl = `http://${args.gateway.host}:${args.gateway.httpPort}`;
    const program = new ProgramConfigMap(
      `${name}-program`,
      {
        namespace: args.namespace,
        entry: new URL("program.ts", import.meta.url),
        settings: { gatewayUrl, healthTimeoutSeconds, mode: "apply", pools },
      },
      this.childOptions(),
    );
    this.jobName = this.createJob(program).metadata.name;
    this.createCronJob(program);
    this.registerOutputs({ jobName: this.jobName });
  }

  private childOptions(): pulumi.CustomResourceOptions {
    return { parent: this, provider: this.#args.provider };
  }

  private metadata(name: string) {
    return { name, namespace: this.#args.namespace, labels: this.#labels };
  }

  private openPath(): void {
    const { gateway, namespace } = this.#args;
    connectClients(
      this.#name,
      { server: "gateway", namespace: gateway.namespace, labels: gateway.podLabels, port: gateway.httpPort },
      [
        {
          name: part,
          namespace,
          podLabels: this.#labels,
          reason: "pools are kept as declared through the gateway's API",
        },
      ],
      this.childOptions(),
    );
  }

  private createJob(program: ProgramConfigMap): Job {
    const content = fingerprintOf(program.fingerprint, this.#args.nodeImage);
    return new Job(
      `${this.#name}-job`,
      { metadata: this.metadata(`${part}-${content}`), spec: this.jobSpec(program) },
      this.childOptions(),
    );
  }

  private createCronJob(program: ProgramConfigMap): void {
    new CronJob(
      `${this.#name}-cron`,
      {
        metadata: this.metadata(part),
        spec: {
          schedule: this.#args.schedule ?? "*/10 * * * *",
          timeZone: "Etc/UTC",
          // Two at once would undo each other's half-made changes.
          concurrencyPolicy: "Forbid",
          startingDeadlineSeconds: 300,
          successfulJobsHistoryLimit: 1,
          failedJobsHistoryLimit: 3,
          jobTemplate: { metadata: { labels: this.#labels }, spec: this.jobSpec(program) },
        },
      },
      this.childOptions(),
    );
  }

  private jobSpec(program: ProgramConfigMap) {
    return {
      backoffLimit: 1,
      activeDeadlineSeconds: 2 * healthTimeoutSeconds,
      template: { metadata: { labels: this.#labels }, spec: this.podSpec(program) },
    };
  }

  /** Runs to its end, so it has no probes: nobody sends it traffic, and the Job's deadline ends what hangs. */
  private podSpec(program: ProgramConfigMap) {
    const folder = tokenFile.slice(0, tokenFile.lastIndexOf("/"));
    const token = { secretName: this.#args.tokenSecretName, items: [{ key: tokenKey, path: tokenKey }] };
    return {
      restartPolicy: "Never",
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: hardenedPod(uid),
      containers: [
        {
          name: part,
          image: this.#args.nodeImage,
          command: [...program.command],
          volumeMounts: [program.mount, { name: "admin-token", mountPath: folder, readOnly: true }],
          resources: resources({ cpuMillis: 50, memoryMiB: 128 }),
          securityContext: hardenedContainer({ uid }),
          terminationMessagePolicy: "FallbackToLogsOnError",
        },
      ],
      volumes: [program.volume, { name: "admin-token", secret: { ...token, defaultMode: 0o440 } }],
    };
  }
}
