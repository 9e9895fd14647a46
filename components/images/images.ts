import { type CatalogueImage, catalogue, type ImageName } from "./catalogue.ts";

export { type CatalogueImage, catalogue, type ImageName } from "./catalogue.ts";

/** A reference in the three parts in which Beta9's configuration wants it: `registry/name:tag`. */
export interface ImageParts {
  readonly registry: string;
  readonly name: string;
  /** The tag, with the digest behind it when it is known (`0.1.729@sha256:…`): a runtime that reads both uses the digest. */
  readonly tag: string;
}

/** Every image as this environment pulls it: from its mirror, by digest. The one place that writes image references. */
export class Images {
  readonly #mirror: string;
  readonly #byName = new Map<ImageName, CatalogueImage>(catalogue.map((image) => [image.name, image]));

  /** @param mirror host and optional path of the registry that images come from, e.g. `registry.example.eu/mirror` */
  constructor(mirror: string) {
    this.#mirror = mirror.replace(/\/+$/, "");
  }

  /** `<mirror>/<path>@sha256:…`, or `<mirror>/<path>:<tag>` while the catalogue does not know the digest. */
  reference(name: ImageName): string {
    const { pin, tag } = this.#image(name);
    return "digest" in pin ? `${this.repository(name)}@${pin.digest}` : `${this.repository(name)}:${tag}`;
  }

  /** The mirror's repository of an image, without tag and digest. */
  repository(name: ImageName): string {
    return `${this.#mirror}/${pathOf(this.#image(name).repository)}`;
  }

  /** The reference in parts, for configuration that puts it together itself. */
  parts(name: ImageName): ImageParts {
    const { pin, tag } = this.#image(name);
    const repository = this.repository(name);
    const slash = repository.lastIndexOf("/");
    return {
      registry: repository.slice(0, slash),
      name: repository.slice(slash + 1),
      tag: "digest" in pin ? `${tag}@${pin.digest}` : tag,
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

/** A repository without its host. The catalogue writes every host out, `docker.io` too. */
function pathOf(repository: string): string {
  return repository.slice(repository.indexOf("/") + 1);
}
