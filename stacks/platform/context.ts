import type * as pulumi from "@pulumi/pulumi";
import { backupName, type DumpSource } from "../../components/backup/args.ts";
import { gatewayLabels, workerLabels } from "../../components/beta9/control-plane-names.ts";
import type { Destination } from "../../components/beta9/worker-namespace-policies.ts";
import type { DataVolumeArgs } from "../../components/data/data-volume.ts";
import type { StoreClient } from "../../components/data/store-access.ts";
import { edgePorts } from "../../components/edge/pod.ts";
import { Images } from "../../components/images/images.ts";
import type { Substrate } from "../../components/substrate/substrate.ts";
import { ClusterCa } from "../../components/tls/cluster-ca.ts";
import { labelsFor } from "../../components/workload/hardened.ts";
import {
  anywhereButMetadata,
  type KubernetesApi,
  type Peer,
  peersOf,
} from "../../components/workload/network-policy.ts";
import { backupPlace } from "../environment/backup-place.ts";
import type { Environment } from "../environment.ts";
import { withPullSecret } from "./pull-secret.ts";

export const namespaces = { controlPlane: "beta9", workers: "beta9-workers" } as const;

/** What every part of the platform is made with. */
export class PlatformContext {
  readonly environment: Environment;
  readonly substrate: Substrate;
  readonly images: Images;
  readonly ca: ClusterCa;
  /** Resources that must be there before anything is put into the namespaces. */
  readonly ready: pulumi.Resource[] = [];

  constructor(environment: Environment, substrate: Substrate) {
    this.environment = environment;
    this.substrate = substrate;
    this.images = new Images(environment.images.mirror);
    this.ca = new ClusterCa(`${environment.name}-ca`);
  }

  get name(): string {
    return this.environment.name;
  }

  /** Options of a component that lives in one of the namespaces. */
  get options(): pulumi.ComponentResourceOptions {
    const { ready, substrate, environment } = this;
    const transformations = environment.images.pull ? [withPullSecret] : [];
    return { provider: substrate.kubernetes, dependsOn: ready, transformations };
  }

  /** What every server of the control plane's namespace is told. */
  get server() {
    const { name: environment, ca, substrate } = this;
    return { environment, namespace: namespaces.controlPlane, ca, provider: substrate.kubernetes };
  }

  get volume(): DataVolumeArgs {
    const { class: storageClass, encryptedAtRest, unencryptedReason } = this.substrate.storage;
    return { storageClass, encryptedAtRest, ...(unencryptedReason === undefined ? {} : { unencryptedReason }) };
  }

  get registryHost(): string {
    const { registry, edge } = this.environment;
    return registry.host ?? `registry.${edge.domain}`;
  }

  /** Name under which the edge publishes a store in the cluster. */
  get storeHost(): string {
    return `s3.${this.environment.edge.domain}`;
  }

  /** Behind its Service, which is what a network policy sees; anywhere but instance metadata when nobody said. */
  get kubernetesApi(): KubernetesApi {
    const { cidrs, port } = this.substrate.kubernetesApi;
    return { peers: peersOf(cidrs) ?? anywhereButMetadata, port };
  }

  /** Who scrapes metrics; nobody unless the stack file names pods. */
  get metricsFrom(): { readonly metricsFrom?: Peer } {
    const { metricsFrom } = this.environment.controlPlane;
    return metricsFrom ? { metricsFrom: { namespace: metricsFrom.namespace, pods: metricsFrom.podLabels } } : {};
  }

  gateway(reason: string): StoreClient {
    return { name: "gateway", namespace: namespaces.controlPlane, podLabels: gatewayLabels(this.name), reason };
  }

  workers(reason: string): StoreClient {
    return { name: "workers", namespace: namespaces.workers, podLabels: workerLabels, reason };
  }

  /** A server of the control plane's namespace by the name of its component. */
  neighbour(name: string, reason: string): StoreClient {
    return { name, namespace: namespaces.controlPlane, podLabels: labelsFor(name, this.name), reason };
  }

  /** The pods that dump a store, where there are some: whoever guards it, or the dumps' bucket, lets them in. */
  dumps(kind: DumpSource["kind"]): StoreClient[] {
    return backupPlace(this.environment) === "nowhere" || this.environment[kind].mode !== "in-cluster"
      ? []
      : [this.neighbour(backupName(kind), `a dump of ${kind} is taken every night and put into the dumps' bucket`)];
  }

  /** Where the mirror is; nowhere when nobody said, and then builds have no bases to start from. */
  mirror(reason: string): Destination[] {
    const peers = peersOf(this.substrate.egress.mirrorCidrs);
    return peers ? [{ name: "mirror", peers, ports: [443], reason }] : [];
  }

  /** A Service's own load-balancer address leads back to its pods without leaving the cluster. */
  edge(reason: string): Destination {
    const pods = labelsFor("edge", this.name);
    return { name: "edge", peers: [{ pods, namespace: namespaces.controlPlane }], ports: [edgePorts.https], reason };
  }
}
