import * as pulumi from "@pulumi/pulumi";
import { gpuTaint, nodeLabels } from "../../labels.ts";
import type { GpuPoolFacts } from "../substrate.ts";
import type { OciGpuPoolArgs } from "./args.ts";
import { nodeImageId } from "./node-images.ts";
import { createNodePool, type OciNodePoolEnvironment, placeLabels } from "./node-pool.ts";
import { type GpuShape, gpuShape, maxPodsPerNode, nearestShapes } from "./shapes.ts";

export interface OciGpuPoolComponentArgs {
  readonly environment: OciNodePoolEnvironment;
  /** Name of the pool, unique in the environment. */
  readonly name: string;
  /** Numbers of every availability domain of the region, from 1. */
  readonly regionAvailabilityDomains: readonly number[];
  readonly pool: OciGpuPoolArgs;
}

/**
 * GPU nodes of one shape. Whether the region has such machines free is known only when they are asked for: nothing
 * here claims it, and the order of availability domains or a reservation decides where they are looked for.
 */
export class OciGpuPool extends pulumi.ComponentResource {
  readonly nodePoolId: pulumi.Output<string>;
  readonly facts: GpuPoolFacts;

  constructor(name: string, args: OciGpuPoolComponentArgs, opts?: pulumi.ComponentResourceOptions) {
    const { environment, pool } = args;
    const { shape, gpu } = schedulableShape(args.name, pool.shape);
    const availabilityDomains = chooseAvailabilityDomains(args);
    const wanted = { arch: shape.arch, gpu: true, kubernetesVersion: environment.kubernetesVersion };
    const imageId = pool.imageOcid ?? nodeImageId(environment.nodeImages, args.name, wanted);
    super("sgc:oci:OciGpuPool", name, {}, opts);

    this.facts = gpuPoolFacts(args, shape, gpu);
    const nodePool = createNodePool(
      `${name}-pool`,
      environment,
      {
        pool: args.name,
        shape: shape.name,
        imageId,
        minNodes: pool.minNodes,
        maxNodes: pool.maxNodes,
        bootVolumeGiB: pool.bootVolumeGiB,
        availabilityDomains,
        ...(pool.capacityReservationOcid && { capacityReservationId: pool.capacityReservationOcid }),
        maxPodsPerNode: maxPodsPerNode(shape),
        labels: {
          ...this.facts.nodeSelector,
          [nodeLabels.role]: "gpu",
          [nodeLabels.gpu]: gpu,
          ...placeLabels(environment),
          [nodeLabels.dataClass]: pool.dataClass,
        },
        taints: this.facts.taint ? [this.facts.taint] : [],
        gpu: true,
        encryptionInTransit: !shape.bareMetal,
        // The machine is kept and only its disk is renewed: a GPU that is given back may not be had again.
        cycling: { mode: "BOOT_VOLUME_REPLACE", surge: 0, unavailable: 1 },
        // Bare metal boots and wipes its disks for longer than the provider's 50 minutes allow several nodes.
        timeout: shape.bareMetal ? "3h" : "1h",
      },
      this,
    );
    this.nodePoolId = nodePool.id;
    this.registerOutputs({ nodePoolId: this.nodePoolId });
  }
}

/** @throws RunError if a managed node pool can not use the shape, or Beta9 can not schedule its GPU */
function schedulableShape(pool: string, name: string): { shape: GpuShape; gpu: string } {
  const shape = gpuShape(name);
  if (!shape) {
    const nearest = nearestShapes(name).join(", ");
    throw new pulumi.RunError(`GPU pool ${pool}: no shape ${name}${nearest && `; did you mean ${nearest}?`}`);
  }
  if (!shape.managedNodePool) {
    throw new pulumi.RunError(`GPU pool ${pool}: a managed OKE node pool can not use ${name}`);
  }
  if (!shape.beta9Gpu) {
    throw new pulumi.RunError(`GPU pool ${pool}: Beta9 does not know the GPU ${shape.gpuModel} of ${name}`);
  }
  return { shape, gpu: shape.beta9Gpu };
}

/** @throws RunError if a capacity reservation is not pinned to the one availability domain that it lives in */
function chooseAvailabilityDomains({ name, pool, regionAvailabilityDomains }: OciGpuPoolComponentArgs) {
  const asked = pool.availabilityDomains;
  if (pool.capacityReservationOcid && asked.length !== 1) {
    throw new pulumi.RunError(
      `GPU pool ${name}: its capacity reservation lives in one availability domain, but availabilityDomains names ` +
        `${asked.length || "none"}; name exactly that one`,
    );
  }
  return asked.length > 0 ? asked : regionAvailabilityDomains;
}

function gpuPoolFacts(
  { name, pool, environment }: OciGpuPoolComponentArgs,
  shape: GpuShape,
  gpu: string,
): GpuPoolFacts {
  return {
    name,
    gpu,
    gpusPerNode: shape.gpus,
    minNodes: pool.minNodes,
    maxNodes: pool.maxNodes,
    nodeSelector: { [nodeLabels.pool]: name },
    ...(pool.tainted && { taint: `${gpuTaint.key}=${gpuTaint.value}:${gpuTaint.effect}` }),
    country: environment.country,
    dataClass: pool.dataClass,
  };
}
