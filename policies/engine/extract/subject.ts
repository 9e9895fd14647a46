import { type Provider, providerOf } from "../resolve/providers.ts";
import { type Region, regionsNamed, resolveRegion } from "../resolve/regions.ts";
import { type FoundHost, hostsIn } from "./hosts.ts";
import { type Identifier, identifierOfHost, identifiersIn } from "./identifiers.ts";
import { type FoundImage, ImageParts, imageIn } from "./images.ts";
import { freePlace, type PlaceRole, placeField } from "./place-fields.ts";
import { type Certainty, type Leaf, UNKNOWN_PART, type Unread, walk } from "./walk.ts";
import { fieldOf, nameOf, plainName, under, type Where } from "./where.ts";

/** A resource as an engine hands it to policy: inputs, with unknown and secret marks or without. */
export interface ResourceInput {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly properties: unknown;
  /** Absent for components, for providers and for resources of engines that do not say. */
  readonly provider?: { readonly type: string; readonly name: string; readonly properties: unknown } | undefined;
}

/** A place that a resource names, with the table's row for it. */
export interface Place {
  /** `undefined` when the place comes from the resource's provider. */
  readonly where: Where | undefined;
  readonly holder: Where | undefined;
  readonly role: PlaceRole;
  readonly form: "region" | Identifier["form"];
  /** As written; `""` when unknown. */
  readonly text: string;
  readonly certainty: Certainty;
  /** Provider of the region table; `undefined` when the text does not say whose region it means. */
  readonly provider: string | undefined;
  readonly row: Region | undefined;
  /** OCI realm that an identifier states. */
  readonly realm?: string | undefined;
}

export type Host = FoundHost;
export type ImageReference = FoundImage;

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
  /** The engine said which provider serves the resource. */
  readonly hasProvider: boolean;
  readonly places: readonly Place[];
  /** Region of the provider that serves the resource. */
  readonly inherited: Place | undefined;
  readonly hosts: readonly Host[];
  readonly images: readonly ImageReference[];
  readonly unread: readonly Unread[];
}

const PROVIDER_TYPE = "pulumi:providers:";

/** Reads one resource. Total on any input; linear in its size. */
export function extract(resource: ResourceInput): Subject {
  const isProvider = resource.type.startsWith(PROVIDER_TYPE);
  const packageName = isProvider ? resource.type.slice(PROVIDER_TYPE.length) : (resource.type.split(":")[0] ?? "");
  const vendorOfPackage = providerOf(packageName);
  const read = new Reader(resource.type, packageName, vendorOfPackage, isProvider);
  const secret = resource.type === "kubernetes:core/v1:Secret";
  walk(
    resource.properties,
    secret,
    (leaf) => read.leaf(leaf),
    (unread) => read.unread.push(unread),
  );
  const images = [...read.images, ...read.parts.images()];
  const imageHolders = new Set(read.parts.images().map((image) => image.where.parent));
  const hosts = read.hosts.filter(
    (host) => !(imageHolders.has(host.holder) && /^(registry|repository)$/.test(plainName(host.where.key))),
  );
  return {
    urn: resource.urn,
    type: resource.type,
    name: resource.name,
    package: packageName,
    isProvider,
    vendorOfPackage,
    hasProvider: resource.provider !== undefined,
    places: [...read.places, ...hosts.flatMap(placeOfHost), ...images.flatMap(placeOfImage)],
    inherited: isProvider ? undefined : inheritedPlace(resource, vendorOfPackage),
    hosts,
    images,
    unread: read.unread,
  };
}

class Reader {
  readonly places: Place[] = [];
  readonly hosts: Host[] = [];
  readonly images: ImageReference[] = [];
  readonly parts = new ImageParts();
  readonly unread: Unread[] = [];
  private readonly type: string;
  private readonly packageName: string;
  private readonly provider: Provider | undefined;
  private readonly isProvider: boolean;

  constructor(type: string, packageName: string, provider: Provider | undefined, isProvider: boolean) {
    this.type = type;
    this.packageName = packageName;
    this.provider = provider;
    this.isProvider = isProvider;
  }

  leaf(leaf: Leaf): void {
    this.readPlaces(leaf);
    const image = imageIn(leaf, this.packageName);
    if (image) this.images.push(image);
    this.parts.add(leaf);
    if (!image?.image) this.hosts.push(...hostsIn(leaf));
  }

  private readPlaces(leaf: Leaf): void {
    const { where, holder, certainty } = leaf;
    const field = this.field(leaf);
    if (certainty === "unknown") {
      if (field?.decisive)
        this.places.push({
          where,
          holder,
          role: field.role,
          form: "region",
          text: "",
          certainty,
          provider: field.provider,
          row: undefined,
        });
      return;
    }
    if (leaf.split || leaf.text === "" || under(where, isLabel)) return;
    const identifiers = identifiersIn(leaf.text);
    for (const identifier of identifiers) this.addIdentifier(leaf, identifier, field?.role);
    if (!field || identifiers.length > 0 || leaf.text.length > 128) return;
    this.addRegion(leaf, field);
  }

  private addIdentifier(leaf: Leaf, identifier: Identifier, role: PlaceRole | undefined): void {
    const { where, holder } = leaf;
    const { form, text, provider, row, realm } = identifier;
    if (text.includes(UNKNOWN_PART)) return;
    // A copy's target that names no region can not be judged: a bucket's ARN, for one.
    if (identifier.region === "" && role !== undefined && role !== "primary") {
      this.places.push({ where, holder, role, form, text: "", certainty: "unknown", provider, row });
    } else if (identifier.region !== "" || realm !== undefined) {
      this.places.push({
        where,
        holder,
        role: role === undefined || role === "primary" ? "mention" : role,
        form,
        text,
        certainty: leaf.certainty,
        provider,
        row,
        realm,
      });
    }
  }

  private addRegion(leaf: Leaf, field: Field): void {
    const { where, holder, certainty, text } = leaf;
    const partly = text.includes(UNKNOWN_PART);
    const named = field.provider === undefined ? regionsNamed(text) : [];
    const row = partly
      ? undefined
      : field.provider === undefined
        ? strangest(named)
        : resolveRegion(field.provider, text);
    // A free setting called "region" is a cloud's region only when some cloud has one of that name.
    if (!row && field.free && field.role === "primary") return;
    this.places.push({
      where,
      holder,
      role: field.role,
      form: "region",
      text: partly ? "" : text,
      certainty: partly ? "unknown" : certainty,
      provider: field.provider ?? row?.provider,
      row,
    });
  }

  private field(leaf: Leaf): Field | undefined {
    const key = nameOf(leaf.where);
    const own = this.provider?.regions !== undefined && !leaf.where.decoded;
    if (own) {
      const field = fieldOf(leaf.where);
      if (this.isProvider && !this.provider?.regionKeys?.includes(field)) return undefined;
      const found = placeField(this.type, field, key);
      return found && { ...found, provider: this.provider?.regions, free: false };
    }
    const free = freePlace(key);
    return free && { role: free.role, provider: free.provider, decisive: free.role !== "primary", free: true };
  }
}

interface Field {
  readonly role: PlaceRole;
  readonly provider: string | undefined;
  readonly decisive: boolean;
  /** A setting in text or in a workload, not a cloud resource's own field. */
  readonly free: boolean;
}

/** Of several clouds' regions of one name, the one farthest from the EU: nothing says which is meant. */
function strangest(rows: readonly Region[]): Region | undefined {
  return rows.find((row) => !row.eea) ?? rows.find((row) => !row.eu) ?? rows[0];
}

function isLabel(key: string): boolean {
  return key === "labels" || key === "matchLabels" || key === "freeformTags" || key === "definedTags";
}

function placeOfHost(host: Host): Place[] {
  const identifier = host.internal ? undefined : identifierOfHost(host.text);
  return identifier
    ? [{ ...identifier, where: host.where, holder: host.holder, role: "mention", certainty: host.certainty }]
    : [];
}

function placeOfImage(found: ImageReference): Place[] {
  const identifier = found.image && identifierOfHost(found.image.registry);
  return identifier
    ? [{ ...identifier, where: found.where, holder: undefined, role: "mention", certainty: found.certainty }]
    : [];
}

/** The region of the provider that serves the resource: what holds when the resource names none itself. */
function inheritedPlace(resource: ResourceInput, row: Provider | undefined): Place | undefined {
  if (!resource.provider || !row?.regions || !row.regionKeys) return undefined;
  for (const key of row.regionKeys) {
    const object = resource.provider.properties;
    const value: unknown =
      typeof object === "object" && object !== null ? Reflect.getOwnPropertyDescriptor(object, key)?.value : undefined;
    if (typeof value !== "string" || value === "") continue;
    const resolved = resolveRegion(row.regions, value);
    if (resolved)
      return {
        where: undefined,
        holder: undefined,
        role: "primary",
        form: "region",
        text: value,
        certainty: "known",
        provider: row.regions,
        row: resolved,
      };
  }
  return undefined;
}
