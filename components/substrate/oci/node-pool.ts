import { NodePool } from "@pulumi/oci/containerengine/nodePool.js";
import type * as pulumi from "@pulumi/pulumi";
import { nodeLabels, poolTags } from "../../labels.ts";
import { availabilityDomainName } from "./availability-domains.ts";
import { renderNodeUserData } from "./cloud-init.ts";
import { type Discovered, derive } from "./discovered.ts";
import type { NodeImage } from "./node-image.ts";

/** What every node pool of one cluster shares. */
export interface OciNodePoolEnvironment {
  readonly compartmentId: pulumi.Input<string>;
  readonly clusterId: pulumi.Input<string>;
  /** Kubernetes version with its `v`, the same as the cluster's or up to three minor versions older. */
  readonly kubernetesVersion: string;
  readonly workerSubnetId: pulumi.Input<string>;
  readonly workerNsgId: pulumi.Input<string>;
  readonly podSubnetId: pulumi.Input<string>;
  readonly podNsgId: pulumi.Input<string>;
  /** Key that boot volumes are encrypted with. */
  readonly kmsKeyId: pulumi.Input<string>;
  /** Names with the tenancy's prefix. */
  readonly availabilityDomainNames: Discovered<readonly string[]>;
  readonly nodeImages: Discovered<readonly NodeImage[]>;
  /** Registry host and path prefix that every image of a node comes from. */
  readonly mirror: string;
  /** ISO 3166-1 alpha-2 code of the country that the nodes stand in; `undefined` when nobody published it. */
  readonly country: string | undefined;
  /** What must exist before a node is made: policies that let it use the key and take addresses. */
  readonly prerequisites: readonly pulumi.Resource[];
}

/** What differs from pool to pool. */
interface NodePoolSpec {
  readonly pool: string;
  readonly shape: string;
  /** For flexible shapes only. */
  readonly flex?: { readonly ocpus: number; readonly memoryGiB: number };
  readonly imageId: pulumi.Input<string>;
  readonly minNodes: number;
  readonly maxNodes: number;
  readonly bootVolumeGiB: number;
  /** Numbers from 1, in order of preference. */
  readonly availabilityDomains: readonly number[];
  readonly capacityReservationId?: string;
  readonly maxPodsPerNode: number;
  readonly labels: Readonly<Record<string, string>>;
  /** As `key=value:effect`. */
  readonly taints: readonly string[];
  readonly gpu: boolean;
  /** Encrypts the attachment of volumes. Virtual machines only: OCI has no paravirtualised volumes on bare metal GPUs. */
  readonly encryptionInTransit: boolean;
  readonly cycling: NodePoolCycling;
  /** How long making, changing or deleting the pool may take, e.g. `2h`. The provider gives up after 50 minutes. */
  readonly timeout: string;
}

/** How nodes are renewed when their image, version or start-up script changes. */
interface NodePoolCycling {
  readonly mode: "BOOT_VOLUME_REPLACE" | "INSTANCE_REPLACE";
  /** Nodes that may be added meanwhile. */
  readonly surge: number;
  /** Nodes that may be missing meanwhile. */
  readonly unavailable: number;
}

/** Whether the cluster autoscaler owns the size of a pool with these bounds. */
export function isAutoscaled(pool: { readonly minNodes: number; readonly maxNodes: number }): boolean {
  return pool.minNodes !== pool.maxNodes;
}

/** Labels that say where nodes are and who holds them. A country that is not known gets no label, so nothing matches it. */
export function placeLabels({ country }: OciNodePoolEnvironment): Record<string, string> {
  return { ...(country !== undefined && { [nodeLabels.country]: country }), [nodeLabels.trust]: "contracted" };
}

/** An OKE node pool whose nodes are encrypted, addressed from the VCN and renewed one after the other. */
export function createNodePool(
  name: string,
  environment: OciNodePoolEnvironment,
  spec: NodePoolSpec,
  parent: pulumi.Resource,
): NodePool {
  return new NodePool(
    name,
    {
      compartmentId: environment.compartmentId,
      clusterId: environment.clusterId,
      name: spec.pool,
      freeformTags: { [poolTags.minNodes]: String(spec.minNodes), [poolTags.maxNodes]: String(spec.maxNodes) },
      kubernetesVersion: environment.kubernetesVersion,
      nodeShape: spec.shape,
      ...(spec.flex && { nodeShapeConfig: { ocpus: spec.flex.ocpus, memoryInGbs: spec.flex.memoryGiB } }),
      nodeSourceDetails: {
        sourceType: "IMAGE",
        imageId: spec.imageId,
        bootVolumeSizeInGbs: String(spec.bootVolumeGiB),
      },
      initialNodeLabels: Object.entries(spec.labels).map(([key, value]) => ({ key, value })),
      nodeMetadata: nodeMetadata(environment, spec),
      nodeConfigDetails: {
        size: spec.minNodes,
        kmsKeyId: environment.kmsKeyId,
        isPvEncryptionInTransitEnabled: spec.encryptionInTransit,
        nsgIds: [environment.workerNsgId],
        placementConfigs: placementConfigs(environment, spec),
        nodePoolPodNetworkOptionDetails: {
          cniType: "OCI_VCN_IP_NATIVE",
          maxPodsPerNode: spec.maxPodsPerNode,
          podSubnetIds: [environment.podSubnetId],
          podNsgIds: [environment.podNsgId],
        },
      },
      // An hour is the longest that OCI waits for pods to leave. Afterwards the node goes all the same: a pod that
      // never ends would otherwise block every renewal.
      nodeEvictionNodePoolSettings: { evictionGraceDuration: "PT60M", isForceDeleteAfterGraceDuration: true },
      nodePoolCyclingDetails: {
        isNodeCyclingEnabled: true,
        cycleModes: [spec.cycling.mode],
        maximumSurge: String(spec.cycling.surge),
        maximumUnavailable: String(spec.cycling.unavailable),
      },
    },
    {
      parent,
      // A node that starts before its policies are there gets no disk or no pod addresses, and stays that way.
      dependsOn: [...environment.prerequisites],
      customTimeouts: { create: spec.timeout, update: spec.timeout, delete: spec.timeout },
      // The cluster autoscaler sets the size from now on; an update must not scale the pool back to its minimum.
      // https://docs.oracle.com/en-us/iaas/Content/ContEng/Tasks/contengautoscalingclusters.htm
      ignoreChanges: isAutoscaled(spec) ? ["nodeConfigDetails.size"] : [],
    },
  );
}

function nodeMetadata(environment: OciNodePoolEnvironment, spec: NodePoolSpec): Record<string, string> {
  const { pool, taints, gpu } = spec;
  const userData = renderNodeUserData({ pool, taints, gpu, mirror: environment.mirror });
  return {
    user_data: Buffer.from(userData).toString("base64"),
    // Version 1 of the metadata service answers anybody who can make the node send a request.
    areLegacyImdsEndpointsDisabled: "true",
    // A pool has no taints of its own in OCI. Here the cluster autoscaler looks for those of a pool without nodes:
    // kubernetes/autoscaler, cloudprovider/oci/nodepools/registered_taints.go.
    ...(taints.length > 0 && { "kubelet-extra-args": `--register-with-taints=${taints.join(",")}` }),
  };
}

function placementConfigs(environment: OciNodePoolEnvironment, spec: NodePoolSpec) {
  const { capacityReservationId } = spec;
  return spec.availabilityDomains.map((number) => ({
    availabilityDomain: derive(environment.availabilityDomainNames, (names) => availabilityDomainName(names, number)),
    subnetId: environment.workerSubnetId,
    ...(capacityReservationId && { capacityReservationId }),
  }));
}
