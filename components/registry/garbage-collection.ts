import { CronJob } from "@pulumi/kubernetes/batch/v1/cronJob.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { Role } from "@pulumi/kubernetes/rbac/v1/role.js";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding.js";
import * as pulumi from "@pulumi/pulumi";
import type { Images } from "../images/images.ts";
import { ProgramConfigMap } from "../program/program-config-map.ts";
import { hardenedContainer, hardenedPod, labelsFor, resources } from "../workload/hardened.ts";
import { allow, type KubernetesApi } from "../workload/network-policy.ts";
import { type CollectionSettings, serviceAccountFolder, toolFolder } from "./garbage-collection/settings.ts";
import {
  configFile,
  graceSeconds,
  registryBinary,
  registryEnvironment,
  registryNames,
  registryUid,
  registryVolumes,
} from "./layout.ts";
import type { Registry } from "./registry.ts";

export interface GarbageCollectionArgs {
  readonly environment: string;
  readonly namespace: string;
  readonly provider: pulumi.ProviderResource;
  readonly images: Images;
  readonly registry: Registry;
  /** Where the Kubernetes API answers, as network policies see it, e.g. `{ peers: [{ cidr: "10.0.0.0/28" }], port: 6443 }`. */
  readonly kubernetesApi: KubernetesApi;
  /** When, in UTC, as cron writes it. @default `30 2 * * 0` – builds wait meanwhile, and on Sunday night few do */
  readonly schedule?: string | undefined;
}

const name = "registry-gc";
/** Longest run, in seconds: reading every manifest of a large registry takes an hour, its store may be slow. */
const deadlineSeconds = 4 * 3600;
const rolloutSeconds = 600;

/**
 * CronJob that frees the blobs of deleted images in a read-only window. It may read and patch one Deployment: who can
 * change a pod's template can run anything as that pod, so its account is mounted in this pod alone.
 */
export class GarbageCollection extends pulumi.ComponentResource {
  constructor(resource: string, args: GarbageCollectionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sgc:registry:GarbageCollection", resource, {}, opts);
    const { namespace, provider, registry } = args;
    const child = { parent: this, provider };
    const labels = labelsFor(name, args.environment);
    const settings: CollectionSettings = {
      namespace,
      deployment: registryNames.service,
      rolloutSeconds,
      graceSeconds,
      command: [`${toolFolder}/registry`, "garbage-collect", "--delete-untagged", configFile],
    };
    const program = new ProgramConfigMap(
      name,
      { namespace, entry: new URL("garbage-collection/program.ts", import.meta.url), settings },
      { parent: this, providers: [provider] },
    );
    this.createAccount(resource, namespace, labels, child);
    this.openDoor(resource, args, labels, child);
    new CronJob(
      `${resource}-schedule`,
      {
        metadata: { name, namespace, labels },
        spec: {
          schedule: args.schedule ?? "30 2 * * 0",
          timeZone: "Etc/UTC",
          concurrencyPolicy: "Forbid",
          startingDeadlineSeconds: 3600,
          successfulJobsHistoryLimit: 1,
          failedJobsHistoryLimit: 3,
          jobTemplate: {
            spec: {
              activeDeadlineSeconds: deadlineSeconds,
              // A pod that was lost with its node left the window open: the next one closes it.
              backoffLimit: 3,
              template: { metadata: { labels }, spec: pod(args, program) },
            },
          },
        },
      },
      { ...child, dependsOn: [registry.server] },
    );
    this.registerOutputs({});
  }

  private createAccount(
    resource: string,
    namespace: string,
    labels: Readonly<Record<string, string>>,
    child: pulumi.CustomResourceOptions,
  ): void {
    const metadata = { name, namespace, labels };
    new ServiceAccount(`${resource}-account`, { metadata, automountServiceAccountToken: false }, child);
    const rules = [
      {
        apiGroups: ["apps"],
        resources: ["deployments"],
        resourceNames: [registryNames.service],
        verbs: ["get", "patch"],
      },
    ];
    new Role(`${resource}-role`, { metadata, rules }, child);
    new RoleBinding(
      `${resource}-binding`,
      {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
        subjects: [{ kind: "ServiceAccount", name, namespace }],
      },
      child,
    );
  }

  private openDoor(
    resource: string,
    { namespace, kubernetesApi }: GarbageCollectionArgs,
    podLabels: Readonly<Record<string, string>>,
    child: pulumi.CustomResourceOptions,
  ): void {
    allow(
      `${resource}-to-kubernetes`,
      {
        namespace,
        podLabels,
        to: kubernetesApi.peers,
        ports: [kubernetesApi.port],
        reason: "makes the registry read-only while garbage is collected, and writable again",
      },
      child,
    );
  }
}

function pod({ images, registry }: GarbageCollectionArgs, program: ProgramConfigMap) {
  const { storage, labels } = registry;
  const shared = registryVolumes(storage);
  const tools = { name: "tools", mountPath: toolFolder };
  const securityContext = hardenedContainer({ uid: registryUid });
  return {
    restartPolicy: "Never",
    serviceAccountName: name,
    automountServiceAccountToken: true,
    enableServiceLinks: false,
    securityContext: hardenedPod(registryUid),
    // After a signal, pushes are let in again: one call.
    terminationGracePeriodSeconds: 60,
    // A disk that one node mounts is mounted twice only on that node.
    ...(storage.onDisk && {
      affinity: {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { labelSelector: { matchLabels: labels }, topologyKey: "kubernetes.io/hostname" },
          ],
        },
      },
    }),
    initContainers: [
      {
        name: "tools",
        image: images.reference("registry"),
        command: ["cp", registryBinary, `${toolFolder}/registry`],
        resources: resources({ cpuMillis: 100, memoryMiB: 64 }),
        securityContext,
        volumeMounts: [tools],
      },
    ],
    containers: [
      {
        name: "collect",
        image: images.reference("node"),
        command: [...program.command],
        env: [
          ...registryEnvironment(storage),
          { name: "NODE_EXTRA_CA_CERTS", value: `${serviceAccountFolder}/ca.crt` },
        ],
        envFrom: [{ secretRef: { name: registryNames.environment } }],
        resources: resources({ cpuMillis: 250, memoryMiB: 1024 }),
        securityContext,
        volumeMounts: [...shared.volumeMounts, program.mount, { ...tools, readOnly: true }],
      },
    ],
    volumes: [...shared.volumes, program.volume, { name: "tools", emptyDir: { sizeLimit: "128Mi" } }],
  };
}
