import file from "./catalogue.json" with { type: "json" };

/** Name of an image that the kit runs. */
export type ImageName = keyof typeof file;

/** What makes an image one certain image: its digest, or the reason why nobody knows it yet. */
export type Pin =
  | {
      /** `sha256:` and 64 hex digits of the manifest or index. */
      readonly digest: string;
      /** `index` lists one manifest per platform, `manifest` is an image for one platform. */
      readonly kind: "index" | "manifest";
    }
  | { readonly notResolved: string };

export interface CatalogueImage<Name extends string = ImageName> {
  readonly name: Name;
  readonly purpose: string;
  /** Where it is published: host and path, without tag. */
  readonly repository: string;
  readonly tag: string;
  readonly pin: Pin;
  /** Platforms that the kit runs it on, as `os/architecture`: an index without one of them is refused. */
  readonly platforms: readonly string[];
  /** SPDX identifier where there is one. */
  readonly licence: string;
  /** Who makes and publishes it; `country` is that of the ultimate parent (ISO 3166-1), `null` when there is none. */
  readonly owner: { readonly company: string; readonly country: string | null };
  /** Where tag and digest were read. */
  readonly source: string;
  /** Day or month on which that was true. */
  readonly asOf: string;
}

const rows = file as Readonly<Record<ImageName, Omit<CatalogueImage, "name">>>;

/** Every image that the kit pulls from others, in the file's order. */
export const catalogue: readonly CatalogueImage[] = (Object.keys(rows) as ImageName[]).map((name) => ({
  name,
  ...rows[name],
}));
