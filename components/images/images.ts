import { type CatalogueImage, catalogue, type ImageName } from "./catalogue.ts";

export { type CatalogueImage, catalogue, type ImageName } from "./catalogue.ts";

/** A reference in parts, for configuration that puts it together itself as `registry/name:tag`. */
export interface ImageParts {
  readonly registry: string;
  readonly name: string;
  /** The tag alone, for tools that refuse a tag and a digest together (skopeo, buildah). */
  readonly tag: string;
  /** The tag with the digest behind it when it is known (`0.1.729@sha256:…`): kubelets pull by the digest. */
  readonly pinnedTag: string;
}

/** Every image as this environment pulls it: from its mirror, by digest. The one place that writes image references. */
export class Images {
  readonly #mirror: string;
  readonly #byName: ReadonlyMap<ImageName, CatalogueImage>;

  /** @param mirror host and optional path of the registry that images come from, e.g. `registry.example.eu/mirror` */
  constructor(mirror: string, images: readonly CatalogueImage[] = catalogue) {
    this.#mirror = withoutSlash(mirror);
    this.#byName = new Map(images.map((image) => [image.name, image]));
  }

  /** `<mirror>/<path>@sha256:…`, or `<mirror>/<path>:<tag>` while the catalogue does not know the digest. */
  reference(name: ImageName): string {
    const { pin } = this.#image(name);
    return "digest" in pin ? `${this.repository(name)}@${pin.digest}` : this.tagged(name);
  }

  /** `<mirror>/<path>:<tag>`: what the copy in the mirror is called. Pods use {@link reference}. */
  tagged(name: ImageName): string {
    return `${this.repository(name)}:${this.#image(name).tag}`;
  }

  /** The mirror's repository of an image, without tag and digest. */
  repository(name: ImageName): string {
    return mirrorRepository(this.#mirror, this.#image(name).repository);
  }

  /** The reference in parts. */
  parts(name: ImageName): ImageParts {
    const { pin, tag } = this.#image(name);
    const repository = this.repository(name);
    const slash = repository.lastIndexOf("/");
    return {
      registry: repository.slice(0, slash),
      name: repository.slice(slash + 1),
      tag,
      pinnedTag: "digest" in pin ? `${tag}@${pin.digest}` : tag,
    };
  }

  /** Where an image of the kit's own is pushed to and pulled from. */
  own(name: string, tag: string): string {
    return `${this.#mirror}/eu-gpu-cloud/${name}:${tag}`;
  }

  #image(name: ImageName): CatalogueImage {
    const image = this.#byName.get(name);
    if (image === undefined) throw new Error(`the catalogue has no image ${name}`);
    return image;
  }
}

/**
 * Where a mirror keeps an upstream repository: under its path, without its host. The catalogue writes every host out,
 * `docker.io` too.
 */
export function mirrorRepository(mirror: string, repository: string): string {
  return `${withoutSlash(mirror)}/${repository.slice(repository.indexOf("/") + 1)}`;
}

function withoutSlash(mirror: string): string {
  return mirror.replace(/\/+$/, "");
}
