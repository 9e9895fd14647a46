import { Addon } from "@pulumi/oci/containerengine/addon.js";
import { Policy } from "@pulumi/oci/identity/policy.js";
import * as pulumi from "@pulumi/pulumi";
import { gpuTaint } from "../../labels.ts";
import { autoscalerStatements } from "./iam-statements.ts";

export interface OciClusterAddonsArgs {
  readonly clusterId: pulumi.Input<string>;
  /** Compartment of the cluster and its node pools. */
  readonly platformCompartmentId: pulumi.Input<string>;
  /** Compartment of the VCN. */
  readonly networkCompartmentId: pulumi.Input<string>;
  /** Compartment that the autoscaler's policy is written in; an ancestor of both others. */
  readonly identityCompartmentId: pulumi.Input<string>;
  /** Provider of the tenancy's home region, where policies are written. */
  readonly homeProvider: pulumi.ProviderResource;
  /** Pools whose size the cluster autoscaler sets. Empty: there is no autoscaler. */
  readonly autoscaledPools: readonly AutoscaledPool[];
  /** Whether any node has NVIDIA GPUs. */
  readonly nvidia: boolean;
}

interface AutoscaledPool {
  readonly id: pulumi.Input<string>;
  readonly minNodes: number;
  readonly maxNodes: number;
}

type AddonName = "ClusterAutoscaler" | "NvidiaGpuPlugin";

/**
 * Add-ons that OKE runs. None is pinned to a version: which ones exist depends on the Kubernetes version and is known
 * only to the service, so Oracle's default for this cluster applies, and Oracle updates it.
 */
export class OciClusterAddons extends pulumi.ComponentResource {
  constructor(name: string, args: OciClusterAddonsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sgc:oci:OciClusterAddons", name, {}, opts);

    if (args.nvidia) {
      this.createAddon(`${name}-nvidia`, args, "NvidiaGpuPlugin", {
        tolerations: JSON.stringify([{ key: gpuTaint.key, operator: "Exists", effect: gpuTaint.effect }]),
      });
    }
    if (args.autoscaledPools.length > 0) {
      const policy = this.allowAutoscaling(name, args);
      this.createAddon(
        `${name}-autoscaler`,
        args,
        "ClusterAutoscaler",
        { nodes: poolBounds(args.autoscaledPools), authType: "workload", numOfReplicas: "1" },
        // Without its rights the autoscaler ends at its start, and OKE calls the add-on failed.
        [policy],
      );
    }
    this.registerOutputs({});
  }

  /** The autoscaler is known by its service account in this cluster; no node gets rights of its own. */
  private allowAutoscaling(name: string, args: OciClusterAddonsArgs): Policy {
    return new Policy(
      `${name}-autoscaler-policy`,
      {
        compartmentId: args.identityCompartmentId,
        name: `${name}-autoscaler`,
        description: "The cluster autoscaler sets the size of node pools",
        statements: pulumi
          .all([args.clusterId, args.platformCompartmentId, args.networkCompartmentId])
          .apply(([clusterId, platformCompartmentId, networkCompartmentId]) =>
            autoscalerStatements({ clusterId, platformCompartmentId, networkCompartmentId }),
          ),
      },
      { parent: this, provider: args.homeProvider },
    );
  }

  private createAddon(
    name: string,
    args: OciClusterAddonsArgs,
    addonName: AddonName,
    configuration: Record<string, pulumi.Input<string>>,
    dependsOn: pulumi.Resource[] = [],
  ): Addon {
    return new Addon(
      name,
      {
        clusterId: args.clusterId,
        addonName,
        configurations: Object.entries(configuration).map(([key, value]) => ({ key, value })),
        // OKE may have put its default in already.
        overrideExisting: true,
        removeAddonResourcesOnDelete: true,
      },
      { parent: this, dependsOn },
    );
  }
}

/** `min:max:OCID` of every pool, as the autoscaler's `nodes` argument wants it. */
function poolBounds(pools: readonly AutoscaledPool[]): pulumi.Output<string> {
  return pulumi
    .all(pools.map((pool) => pool.id))
    .apply((ids) => pools.map((pool, index) => `${pool.minNodes}:${pool.maxNodes}:${ids[index]}`).join(", "));
}
