import * as pulumi from "@pulumi/pulumi";
import { nodeLabels } from "../../labels.ts";
import type { OciSystemPoolArgs } from "./args.ts";
import { nodeImageId } from "./node-images.ts";
import { createNodePool, type OciNodePoolEnvironment, placeLabels } from "./node-pool.ts";
import { FLEX_SHAPES, flexShape, maxPodsPerNode } from "./shapes.ts";

export interface OciSystemPoolComponentArgs {
  readonly environment: OciNodePoolEnvironment;
  /** Numbers of the availability domains that nodes are spread over. */
  readonly availabilityDomains: readonly number[];
  readonly pool: OciSystemPoolArgs;
}

/** Nodes for add-ons and the platform itself, without GPUs and without a taint. */
export class OciSystemPool extends pulumi.ComponentResource {
  readonly nodePoolId: pulumi.Output<string>;

  constructor(name: string, args: OciSystemPoolComponentArgs, opts?: pulumi.ComponentResourceOptions) {
    const { environment, pool } = args;
    const shape = flexShape(pool.shape);
    if (!shape) {
      const accepted = FLEX_SHAPES.map((row) => row.name).join(", ");
      throw new pulumi.RunError(`system pool: shape ${pool.shape} is not one of ${accepted}`);
    }
    const wanted = { arch: shape.arch, gpu: false, kubernetesVersion: environment.kubernetesVersion };
    const imageId = nodeImageId(environment.nodeImages, "system", wanted);
    super("sgc:oci:OciSystemPool", name, {}, opts);

    const nodePool = createNodePool(
      `${name}-pool`,
      environment,
      {
        pool: "system",
        shape: shape.name,
        flex: { ocpus: pool.ocpus, memoryGiB: pool.memoryGiB },
        imageId,
        minNodes: pool.minNodes,
        maxNodes: pool.maxNodes,
        bootVolumeGiB: pool.bootVolumeGiB,
        availabilityDomains: args.availabilityDomains,
        maxPodsPerNode: maxPodsPerNode({ vnics: flexVnics(pool.ocpus) }),
        labels: {
          [nodeLabels.pool]: "system",
          [nodeLabels.role]: "system",
          ...placeLabels(environment),
        },
        taints: [],
        gpu: false,
        encryptionInTransit: true,
        // A new node first: the platform keeps its capacity throughout.
        cycling: { mode: "INSTANCE_REPLACE", surge: 1, unavailable: 0 },
        timeout: "1h",
      },
      this,
    );
    this.nodePoolId = nodePool.id;
    this.registerOutputs({ nodePoolId: this.nodePoolId });
  }
}

/** Network interfaces of a flexible virtual machine: one for each OCPU, from 2 to 24. Oracle, "Compute Shapes". */
function flexVnics(ocpus: number): number {
  return Math.min(Math.max(ocpus, 2), 24);
}
