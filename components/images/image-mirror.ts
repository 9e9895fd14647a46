import { Index } from "@pulumi/docker-build/index_.js";
import * as pulumi from "@pulumi/pulumi";
import { type CatalogueImage, catalogue } from "./catalogue.ts";
import type { Images } from "./images.ts";

/** Who pushes to a registry. */
export interface RegistryLogin {
  /** `host[:port]` of the registry. */
  readonly address: string;
  readonly username: pulumi.Input<string>;
  readonly password: pulumi.Input<string>;
}

export interface ImageMirrorArgs {
  /** References of the environment: where each copy goes. */
  readonly images: Images;
  readonly registry: RegistryLogin;
  /** What is copied. @default the whole catalogue – a pod whose image is not in the mirror does not start */
  readonly catalogue?: readonly CatalogueImage[];
}

/**
 * Copies of the catalogue's images in the environment's mirror, bit for bit: an index arrives with its manifests for all
 * platforms and keeps its digest, so that what was locked is what runs. Nothing is pulled to the machine that copies.
 *
 * The copy is buildx's `imagetools create` with one source, which takes over its bytes (buildx `util/imagetools/create.go`).
 * A Docker daemon's pull, tag and push can not do it: it takes an index apart and pushes one platform
 * (moby/moby#48731), under another digest.
 */
export class ImageMirror extends pulumi.ComponentResource {
  /** Copied images: name → tag and digest in the mirror. Known once the copies are there. */
  readonly copies: pulumi.Output<Readonly<Record<string, string>>>;

  /** @throws RunError when an image has no digest yet: nobody knows what would be copied */
  constructor(name: string, args: ImageMirrorArgs, opts?: pulumi.ComponentResourceOptions) {
    const images = args.catalogue ?? catalogue;
    const unresolved = images.filter(({ pin }) => !("digest" in pin)).map((image) => image.name);
    if (unresolved.length > 0) {
      throw new pulumi.RunError(
        `the mirror copies images by digest, and nobody has locked ${unresolved.join(", ")}: run npm run images -- lock`,
      );
    }
    super("sgc:images:ImageMirror", name, {}, opts);

    const copies = images.map((image) => [image.name, this.createCopy(name, image, args)] as const);
    this.copies = pulumi.all(Object.fromEntries(copies));
    this.registerOutputs({ copies: this.copies });
  }

  private createCopy(
    name: string,
    image: CatalogueImage,
    { images, registry }: ImageMirrorArgs,
  ): pulumi.Output<string> {
    const digest = "digest" in image.pin ? image.pin.digest : "";
    const copy = new Index(
      `${name}-${image.name}`,
      {
        sources: [`${image.repository}@${digest}`],
        tag: images.tagged(image.name),
        push: true,
        registry: { ...registry, password: pulumi.secret(registry.password) },
      },
      // Other environments, and an older state of this one, run from the same copies.
      { parent: this, retainOnDelete: true },
    );
    return copy.ref;
  }
}
