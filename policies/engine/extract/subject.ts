import { type Provider, providerOf } from "../resolve/providers.ts";
import { foreignServices } from "./endpoints.ts";
import { type FoundHost, hostsIn } from "./hosts.ts";
import { type FoundImage, ImageParts, imageIn } from "./images.ts";
import { inheritedPlace, type Place, placeOfHost, placeOfImage, placesIn } from "./places.ts";
import { type Unread, walk } from "./walk.ts";
import { plainName } from "./where.ts";

/** A resource as an engine hands it to policy: inputs, with unknown and secret marks or without. */
export interface ResourceInput {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly properties: unknown;
  /** Absent for components, for providers and for resources of engines that do not say. */
  readonly provider?: { readonly type: string; readonly name: string; readonly properties: unknown } | undefined;
}

/** Everything that rules know about one resource. */
export interface Subject {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** First part of the type token; for providers the package that they serve. */
  readonly package: string;
  readonly isProvider: boolean;
  /** The table's row for the package; `undefined` when the table has none. */
  readonly vendorOfPackage: Provider | undefined;
  /** Services of the package that go to endpoints of somebody else; `undefined` when none do. */
  readonly foreignServices: ReadonlySet<string> | undefined;
  /** The engine said which provider serves the resource. */
  readonly hasProvider: boolean;
  readonly places: readonly Place[];
  /** Region of the provider that serves the resource. */
  readonly inherited: Place | undefined;
  readonly hosts: readonly FoundHost[];
  readonly images: readonly FoundImage[];
  readonly unread: readonly Unread[];
}

const PROVIDER_TYPE = "pulumi:providers:";

/** Reads one resource. Total on any input; linear in its size. */
export function extract({ urn, type, name, properties, provider }: ResourceInput): Subject {
  const isProvider = type.startsWith(PROVIDER_TYPE);
  const packageName = isProvider ? type.slice(PROVIDER_TYPE.length) : (type.split(":")[0] ?? "");
  const vendorOfPackage = providerOf(packageName);
  const foreign = foreignServices(packageName, isProvider ? properties : provider?.properties);
  const context = { type, isProvider, provider: vendorOfPackage, foreign: foreign !== undefined };

  const places: Place[] = [];
  const found: FoundHost[] = [];
  const whole: FoundImage[] = [];
  const unread: Unread[] = [];
  const parts = new ImageParts();
  walk(
    properties,
    type === "kubernetes:core/v1:Secret",
    (leaf) => {
      for (const place of placesIn(leaf, context)) places.push(place);
      parts.add(leaf);
      const image = imageIn(leaf, type);
      if (image) whole.push(image);
      if (!image?.image) for (const host of hostsIn(leaf, type)) found.push(host);
    },
    (what) => unread.push(what),
  );
  const joined = parts.images();
  const images = [...whole, ...joined];
  const imageHolders = new Set(joined.map((image) => image.where.parent));
  const hosts = found.filter((host) => !(imageHolders.has(host.holder) && IMAGE_PART.test(plainName(host.where.key))));
  return {
    urn,
    type,
    name,
    package: packageName,
    isProvider,
    vendorOfPackage,
    foreignServices: foreign,
    hasProvider: provider !== undefined,
    places: [...places, ...hosts.flatMap(placeOfHost), ...images.flatMap(placeOfImage)],
    inherited: isProvider ? undefined : inheritedPlace(provider?.properties, context),
    hosts,
    images,
    unread,
  };
}

/** The registry of an image that is judged as an image. */
const IMAGE_PART = /^(registry|repository)$/;
