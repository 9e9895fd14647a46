import { Job } from "@pulumi/kubernetes/batch/v1/job.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import * as pulumi from "@pulumi/pulumi";
import { kitAnnotations } from "../labels.ts";
import { ProgramConfigMap } from "../program/program-config-map.ts";
import { hardenedContainer, hardenedPod, labelsFor, resources } from "../workload/hardened.ts";
import { allow } from "../workload/network-policy.ts";
import { garageNames, garagePorts } from "./garage-pod.ts";
import { type SetupSettings, secretFiles } from "./garage-setup/settings.ts";
import type { StoreKeys } from "./object-store-args.ts";
import { digestOf } from "./single-server.ts";

export interface GarageSetupArgs {
  readonly environment: string;
  readonly namespace: string;
  readonly provider: pulumi.ProviderResource;
  /** Reference of the Node.js image. */
  readonly image: string;
  readonly settings: SetupSettings;
  readonly adminToken: pulumi.Output<string>;
  readonly keys: Readonly<Record<string, StoreKeys>>;
  /** PEM of the authority that signed the servers' certificate. */
  readonly caCertificate: pulumi.Output<string>;
  readonly serverLabels: Readonly<Record<string, string>>;
}

const uid = 1000;

/** Job that gives a Garage cluster its layout, buckets and keys. It runs again whenever one of them changes. */
export class GarageSetup extends pulumi.ComponentResource {
  /** Name of the Job, known once the buckets are there: what uses them waits for it. */
  readonly done: pulumi.Output<string>;

  constructor(name: string, args: GarageSetupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sgc:data:GarageSetup", name, {}, opts);
    const { namespace, settings, provider, image } = args;
    const child = { parent: this, provider };
    const labels = labelsFor("garage-setup", args.environment);
    const program = new ProgramConfigMap(
      name,
      { namespace, entry: new URL("garage-setup/program.ts", import.meta.url), settings },
      { parent: this, providers: [provider] },
    );
    const jobName = `${name}-${program.fingerprint}`;
    const stringData = secretData(args);
    const secret = new Secret(`${name}-secrets`, { metadata: { name: jobName, namespace, labels }, stringData }, child);
    this.openDoors(name, args, labels);
    const job = new Job(
      `${name}-job`,
      {
        metadata: { name: jobName, namespace, labels },
        spec: {
          backoffLimit: 3,
          activeDeadlineSeconds: 3 * settings.timeoutSeconds,
          template: {
            metadata: {
              labels,
              // Other keys, another run.
              annotations: {
                [kitAnnotations.configDigest]: pulumi.unsecret(digestOf(pulumi.jsonStringify(stringData))),
              },
            },
            spec: {
              restartPolicy: "Never",
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              securityContext: hardenedPod(uid),
              containers: [
                {
                  name: "setup",
                  image,
                  command: [...program.command],
                  env: [{ name: "NODE_EXTRA_CA_CERTS", value: `${secretFiles.folder}/ca.crt` }],
                  resources: resources({ cpuMillis: 50, memoryMiB: 128 }),
                  securityContext: hardenedContainer({ uid }),
                  volumeMounts: [program.mount, { name: "secrets", mountPath: secretFiles.folder, readOnly: true }],
                },
              ],
              volumes: [program.volume, { name: "secrets", secret: { secretName: secret.metadata.name } }],
            },
          },
        },
      },
      // A Job can not be changed, and its successor may have the same name.
      { ...child, deleteBeforeReplace: true },
    );
    this.done = job.metadata.name;
    this.registerOutputs({ done: this.done });
  }

  /** Default deny holds at both ends. */
  private openDoors(name: string, args: GarageSetupArgs, labels: Readonly<Record<string, string>>): void {
    const { namespace, serverLabels, provider } = args;
    const child = { parent: this, provider };
    const ports = [garagePorts.admin] as const;
    const reason = "layout, buckets and keys are made through the admin API of every server";
    allow(
      `${name}-to-${garageNames.server}`,
      { namespace, podLabels: labels, to: [{ pods: serverLabels }], ports, reason },
      child,
    );
    allow(
      `${name}-${garageNames.server}-from-setup`,
      { namespace, podLabels: serverLabels, from: [{ pods: labels }], ports, reason },
      child,
    );
  }
}

function secretData({ adminToken, keys, caCertificate }: GarageSetupArgs): Record<string, pulumi.Output<string>> {
  const pairs = Object.entries(keys).flatMap(([name, { accessKeyId, secretAccessKey }]) => [
    [secretFiles.accessKeyId(name), pulumi.secret(accessKeyId)] as const,
    [secretFiles.secretAccessKey(name), pulumi.secret(secretAccessKey)] as const,
  ]);
  return {
    [secretFiles.adminToken]: pulumi.secret(adminToken),
    "ca.crt": caCertificate,
    ...Object.fromEntries(pairs),
  };
}
