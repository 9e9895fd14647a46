import { type ImageName, parseImage } from "../resolve/image.ts";
import { type Certainty, type Leaf, UNKNOWN_PART } from "./walk.ts";
import { nameOf, plainName, under, type Where } from "./where.ts";

/** A container image that the resource will run or build on. */
export interface FoundImage {
  readonly where: Where;
  readonly text: string;
  readonly certainty: Certainty;
  /** `undefined` when the text can not be read as a reference, e.g. because of a template in it. */
  readonly image: ImageName | undefined;
  /** Name that a build gives to what it makes from it. */
  readonly stage?: string | undefined;
}

/** Packages whose `image` is always a container image; elsewhere it may be the disk of a virtual machine. */
const CONTAINER_PACKAGES = new Set(["kubernetes", "docker", "docker-build", "helm", "repository"]);
/** Fields that hold an image under another name: type prefix and key. */
const IMAGE_FIELDS: readonly (readonly [type: string, key: string])[] = [
  ["docker:index/remoteImage:", "name"],
  ["docker:index/registryImage:", "name"],
  ["docker-build:", "ref"],
];
const IMAGE_KEY = /(^|[a-z_])image(name|ref|reference|uri|url)?$/i;
const CONTAINER_SUBTREE = /container|podtemplate|podspec|workload|helm|chart/i;
const NOT_IMAGE =
  /^(?:https?:|data:|ocid1\.|ami-|\/|\.)|\.(?:png|jpe?g|svg|gif|ico|webp|iso|qcow2|img|raw|vmdk|sif)$|\s/i;

/** The image named by one text under an image key, or by the parts of one that are given one by one. */
export function imageIn(leaf: Leaf, type: string): FoundImage | undefined {
  const key = nameOf(leaf.where);
  const base = baseImage(leaf, type) ?? siteImage(leaf) ?? stepImage(leaf, type);
  if (base) return base;
  if (!isImageKey(leaf.where, key, type) || leaf.split || /pull|policy|secret/i.test(key)) return undefined;
  if (under(leaf.where, (k) => PROSE_ANCESTOR.has(plainName(k)))) return undefined;
  const composed = leaf.where.decoded && under(leaf.where, (k) => k === "services");
  const container =
    composed || CONTAINER_PACKAGES.has(type.split(":")[0] ?? "") || under(leaf.where, (k) => CONTAINER_SUBTREE.test(k));
  if (leaf.certainty === "unknown")
    return container && plainName(key) === "image" ? { ...pick(leaf), text: "", image: undefined } : undefined;
  if (NOT_IMAGE.test(leaf.text.trim()) || /^(true|false|\d+(\.\d+)?)$/.test(leaf.text)) return undefined;
  const image = parseImage(leaf.text);
  if (image?.registry.includes(UNKNOWN_PART))
    return { ...pick(leaf), certainty: "unknown", text: "", image: undefined };
  if (container)
    return image || /[${]/.test(leaf.text)
      ? { ...pick(leaf), text: leaf.text, image: image ?? templated(leaf.text) }
      : undefined;
  return image && (image.digest !== "" || (!image.implicit && image.registry.includes(".")))
    ? { ...pick(leaf), text: leaf.text, image }
    : undefined;
}

const FROM = /^FROM\s{1,20}(?:--platform=\S{1,60}\s{1,20})?(\S{1,500})(?:\s{1,20}AS\s{1,20}(\S{1,200}))?$/i;

/** The image that a line of a Dockerfile builds on. */
function baseImage(leaf: Leaf, type: string): FoundImage | undefined {
  const [, text = "scratch", stage] = FROM.exec(leaf.text.trim()) ?? [];
  if (text === "scratch") return undefined;
  if (
    !/^docker(-build)?:|^repository:file:Dockerfile$/.test(type) &&
    !under(leaf.where, (k) => /dockerfile|containerfile/i.test(k))
  )
    return undefined;
  return { ...pick(leaf), text, image: parseImage(text) ?? templated(text), stage };
}

const SITE = /^DOCKER\|(\S{1,500})$/i;

/** The image that an app of Azure runs: `linuxFxVersion: DOCKER|registry/app:1`. */
function siteImage(leaf: Leaf): FoundImage | undefined {
  const text = /^(linux|windows)FxVersion$/.test(nameOf(leaf.where)) ? SITE.exec(leaf.text)?.[1] : undefined;
  return text === undefined ? undefined : { ...pick(leaf), text, image: parseImage(text) ?? templated(text) };
}

/** A step of Google's Cloud Build is named by the image that it runs in. */
function stepImage(leaf: Leaf, type: string): FoundImage | undefined {
  const isStep = leaf.where.key === "name" && nameOf(leaf.where.parent) === "steps";
  if (!isStep || leaf.text === "" || !/^(gcp|google-native):cloudbuild/.test(type)) return undefined;
  return { ...pick(leaf), text: leaf.text, image: parseImage(leaf.text) ?? templated(leaf.text) };
}

function isImageKey(where: Where, key: string, type: string): boolean {
  if (under(where, (k) => NO_IMAGE_BELOW.test(k))) return false;
  if (IMAGE_KEY.test(key) || IMAGE_FIELDS.some(([prefix, name]) => key === name && type.startsWith(prefix)))
    return true;
  // Image volumes, and tools that rename images.
  return (
    (key === "reference" && nameOf(where.parent) === "image") ||
    (key === "newName" && nameOf(where.parent) === "images")
  );
}

/** Block devices of Ceph, and layers that a build fetches or leaves: nothing of these is run. */
const NO_IMAGE_BELOW = /^(rbd|cacheFrom|cacheTo)$/;

const PROSE_ANCESTOR = new Set(["labels", "matchlabels", "openapiv3schema", "description"]);

/** The image that a command starts or fetches. */
export function imageOfCommand(where: Where, text: string, certainty: Certainty): FoundImage {
  return { where, text, certainty, image: parseImage(text) ?? templated(text) };
}

/** The registry and path can be read even where a tag is filled in later. */
function templated(text: string): ImageName | undefined {
  const head = /^([^${}]+\/[^${}:@]+)[:@]/.exec(text)?.[1];
  return head === undefined ? undefined : parseImage(head);
}

function pick(leaf: Leaf): { where: Where; certainty: Certainty } {
  return { where: leaf.where, certainty: leaf.certainty };
}

/** `registry`, `repository`, `tag`, `digest`; beside a word for the image also `imageName`, `baseImageRegistry`. */
const PART = /^(.*image)?(registry|repository|name|tag|digest)$/;

/** `global.imageRegistry` and `global.image.registry`, as charts call it. */
function isCommonRegistry({ parent }: Where, name: string): boolean {
  if (parent?.key === "global") return name === "imageregistry";
  return name === "registry" && parent?.key === "image" && parent.parent?.key === "global";
}

/** Collects the parts of one object that are an image when they are put together, as charts and configurations have them. */
export class ImageParts {
  private readonly byHolder = new Map<Where, Map<string, Map<string, Leaf>>>();
  /** The registry that a chart puts before every image that names none. */
  private common: Leaf | undefined;

  add(leaf: Leaf): void {
    const name = plainName(leaf.where.key);
    if (isCommonRegistry(leaf.where, name) && (leaf.text !== "" || leaf.certainty === "unknown")) this.common = leaf;
    const [, of = "", part = ""] = PART.exec(name) ?? [];
    if (part === "" || !leaf.holder) return;
    const images = this.byHolder.get(leaf.holder) ?? new Map<string, Map<string, Leaf>>();
    const parts = images.get(of) ?? new Map<string, Leaf>();
    this.byHolder.set(leaf.holder, images.set(of, parts.set(part, leaf)));
  }

  /** Each at the place of its repository or name. */
  images(): readonly FoundImage[] {
    return [...this.byHolder].flatMap(([holder, images]) =>
      [...images].flatMap(([of, parts]) => imageOf(holder, of, parts, this.common) ?? []),
    );
  }
}

function imageOf(
  holder: Where,
  of: string,
  parts: ReadonlyMap<string, Leaf>,
  common: Leaf | undefined,
): FoundImage | undefined {
  // Many things have a name; one that has a registry beside it is an image.
  const isNamed = of !== "" || parts.has("registry");
  const repository = parts.get("repository") ?? (isNamed ? parts.get("name") : undefined);
  if (!repository) return undefined;
  const isImplicit = parseImage(repository.text)?.implicit;
  const registry = parts.get("registry") ?? (of === "" && isImplicit ? common : undefined);
  // `imageName` by itself is a whole reference.
  const hasRegistry = registry !== undefined && (registry.certainty === "unknown" || registry.text !== "");
  if (of !== "" && (!hasRegistry || isImplicit === false)) return undefined;
  const told = [...parts.keys()].filter((part) => isNamed || part !== "name");
  if (told.length < 2 && !/image/i.test(nameOf(holder))) return undefined;
  const { where } = repository;
  if (repository.certainty === "unknown" || registry?.certainty === "unknown")
    return { where, certainty: "unknown", text: "", image: undefined };
  if (NOT_IMAGE.test(repository.text)) return undefined;
  const part = (name: string) => parts.get(name)?.text ?? "";
  const before = registry?.text ? `${registry.text.replace(/\/+$/, "")}/` : "";
  const text = `${before}${repository.text}${part("tag") && `:${part("tag")}`}${part("digest") && `@${part("digest")}`}`;
  const image = parseImage(text);
  if (image?.registry.includes(UNKNOWN_PART)) return { where, certainty: "unknown", text: "", image: undefined };
  const certainty = [...parts.values(), registry].some((leaf) => leaf?.certainty === "secret") ? "secret" : "known";
  return image && { where, certainty, text, image };
}
