import { LimitRange } from "@pulumi/kubernetes/core/v1/limitRange.js";
import { ResourceQuota } from "@pulumi/kubernetes/core/v1/resourceQuota.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { RuntimeClass } from "@pulumi/kubernetes/node/v1/runtimeClass.js";
import * as pulumi from "@pulumi/pulumi";
import type { GpuPoolFacts } from "../substrate/substrate.ts";
import type { Peer } from "../workload/network-policy.ts";
import { gatewayNames } from "./control-plane-names.ts";
import { allowWorkerTraffic, type Destination } from "./worker-namespace-policies.ts";
import { tolerationsOf } from "./worker-namespace-tolerations.ts";

export interface WorkerNamespaceArgs {
  readonly environment: string;
  /** The namespace itself: guarded, and `privileged` because workers start containers of their own. */
  readonly namespace: pulumi.Input<string>;
  readonly controlPlaneNamespace: pulumi.Input<string>;
  /** GPU pools of the substrate. */
  readonly gpuPools: readonly GpuPoolFacts[];
  /** Name under which the nodes' container runtime knows NVIDIA's: see substrate/runtime-handlers.ts. */
  readonly runtimeHandler: string;
  /** Most workers at a time. @default 200 – each is a Job that stays for 30 s after its end */
  readonly maxWorkers?: number;
  /** PEM of authorities that workers trust beside the system's. Public. */
  readonly authorities?: readonly pulumi.Input<string>[];
  /** Where workers get to beside the gateway: object store, mirror and whatever an operator names. */
  readonly destinations: readonly Destination[];
  /** Who scrapes metrics. @default nobody */
  readonly metricsFrom?: Peer;
}

/** What the control plane must know of the place where it starts workers. */
export interface WorkerPlace {
  readonly namespace: pulumi.Input<string>;
  readonly serviceAccount: pulumi.Input<string>;
  /** RuntimeClass of GPU workers. */
  readonly runtimeClass: string;
  /** Secret with `ca.crt`; absent when workers trust the system's authorities alone. */
  readonly caSecret: string | undefined;
}

const runtimeClassName = "beta9-gpu";
const authoritiesSecret = "trusted-authorities";

/**
 * Everything that Beta9's workers need of Kubernetes, and the limits that they live in. Their pods are Beta9's to write:
 * what it can not write (tolerations) comes with the RuntimeClass.
 */
export class WorkerNamespace extends pulumi.ComponentResource {
  readonly place: WorkerPlace;
  readonly #name: string;
  readonly #namespace: pulumi.Input<string>;

  constructor(name: string, args: WorkerNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    const { authorities = [], maxWorkers = 200 } = args;
    if (!Number.isInteger(maxWorkers) || maxWorkers < 1) {
      throw new pulumi.RunError(`${name}: maxWorkers ${maxWorkers} is no whole number from 1`);
    }
    super("sgc:beta9:WorkerNamespace", name, {}, opts);
    this.#name = name;
    this.#namespace = args.namespace;

    const account = this.createAccount();
    this.createRuntimeClass(args.gpuPools, args.runtimeHandler);
    this.createQuota(args.gpuPools, maxWorkers);
    this.createDefaults();
    if (authorities.length > 0) this.createAuthorities(authorities);
    allowWorkerTraffic(name, { ...args, metricsFrom: args.metricsFrom }, { parent: this });

    this.place = {
      namespace: args.namespace,
      serviceAccount: account.metadata.name,
      runtimeClass: runtimeClassName,
      caSecret: authorities.length > 0 ? authoritiesSecret : undefined,
    };
    this.registerOutputs({ place: this.place });
  }

  /** Without a single right. Beta9 mounts its token whatever stands here, so the rights are what counts. */
  private createAccount(): ServiceAccount {
    return new ServiceAccount(
      `${this.#name}-account`,
      {
        metadata: { name: gatewayNames.workerServiceAccount, namespace: this.#namespace },
        automountServiceAccountToken: false,
      },
      { parent: this },
    );
  }

  /**
   * Beta9 can set a RuntimeClass on a worker's pod but no tolerations. Kubernetes adds the tolerations of the class
   * when it admits the pod (admission plug-in RuntimeClass, on by default, stable since 1.20), so GPU nodes keep the
   * taint that holds everything else off them: no webhook to run, and no MutatingAdmissionPolicy, which clusters of
   * 1.34 do not serve by default. The name is the kit's own because k3s and NVIDIA's operator bring a class `nvidia`.
   * https://kubernetes.io/docs/concepts/containers/runtime-class/#scheduling
   */
  private createRuntimeClass(gpuPools: readonly GpuPoolFacts[], handler: string): void {
    new RuntimeClass(
      `${this.#name}-runtime-class`,
      {
        metadata: { name: runtimeClassName },
        handler,
        scheduling: { tolerations: tolerationsOf(gpuPools.map(({ taint }) => taint)).map((each) => ({ ...each })) },
      },
      { parent: this },
    );
  }

  /** Nothing but workers runs here, and no more GPUs are asked for than the pools have. */
  private createQuota(gpuPools: readonly GpuPoolFacts[], maxWorkers: number): void {
    const gpus = gpuPools.reduce((sum, { maxNodes, gpusPerNode }) => sum + maxNodes * gpusPerNode, 0);
    const kinds = ["services", "persistentvolumeclaims", "count/deployments.apps", "count/statefulsets.apps"];
    new ResourceQuota(
      `${this.#name}-quota`,
      {
        metadata: { name: "workers", namespace: this.#namespace },
        spec: {
          hard: {
            "count/jobs.batch": String(maxWorkers),
            "requests.nvidia.com/gpu": String(gpus),
            ...Object.fromEntries([...kinds, "count/cronjobs.batch"].map((kind) => [kind, "0"])),
          },
        },
      },
      { parent: this },
    );
  }

  /**
   * For pods that say nothing; a worker says. No default for ephemeral storage: a worker says nothing of it, and its
   * scratch volume would be counted against the default until it is evicted.
   */
  private createDefaults(): void {
    new LimitRange(
      `${this.#name}-defaults`,
      {
        metadata: { name: "workers", namespace: this.#namespace },
        spec: {
          limits: [
            {
              type: "Container",
              defaultRequest: { cpu: "50m", memory: "64Mi" },
              default: { cpu: "500m", memory: "128Mi" },
            },
          ],
        },
      },
      { parent: this },
    );
  }

  /** Public, and yet a Secret: Beta9 mounts nothing else into a worker. */
  private createAuthorities(authorities: readonly pulumi.Input<string>[]): void {
    new Secret(
      `${this.#name}-authorities`,
      {
        metadata: { name: authoritiesSecret, namespace: this.#namespace },
        stringData: { "ca.crt": pulumi.all([...authorities]).apply((texts) => [...new Set(texts)].join("\n")) },
      },
      { parent: this },
    );
  }
}
