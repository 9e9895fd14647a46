import { getNodePoolOptionOutput } from "@pulumi/oci/containerengine/getNodePoolOption.js";
import * as pulumi from "@pulumi/pulumi";
import { type Discovered, derive } from "./discovered.ts";
import { chooseNodeImage, type NodeImage } from "./node-image.ts";

/** Images that OKE nodes may start from: as stated, else as the provider answers. Asked once for all pools. */
export function nodeImages(
  stated: readonly NodeImage[] | undefined,
  compartmentId: pulumi.Input<string>,
  invokeOptions: pulumi.InvokeOutputOptions,
): Discovered<readonly NodeImage[]> {
  if (stated) return stated;
  const answer = getNodePoolOptionOutput({ nodePoolOptionId: "all", compartmentId }, invokeOptions);
  return answer.apply(({ sources }) => sources.map(({ sourceName, imageId }) => ({ name: sourceName, ocid: imageId })));
}

/**
 * OCID of the image for one pool.
 * @throws RunError with what came near, at once when the images are stated, if none fits
 */
export function nodeImageId(
  images: Discovered<readonly NodeImage[]>,
  pool: string,
  want: Parameters<typeof chooseNodeImage>[1],
): pulumi.Input<string> {
  return derive(images, (rows) => {
    const choice = chooseNodeImage(rows, want);
    if ("kind" in choice) throw new pulumi.RunError(`node pool ${pool}: ${choice.message}`);
    return choice.ocid;
  });
}
