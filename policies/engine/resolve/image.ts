import { canonicalHost } from "./host.ts";

/** A container image reference with everything that is implied written out. */
export interface ImageName {
  /** `docker.io` when the reference names no registry. */
  readonly registry: string;
  readonly port: string;
  /** Path in the registry, e.g. `library/redis`. */
  readonly repository: string;
  readonly tag: string;
  /** e.g. `sha256:…`. */
  readonly digest: string;
  /** The reference names no registry, so whoever runs it decides where it comes from. */
  readonly implicit: boolean;
}

const REFERENCE = /^([A-Za-z0-9._:[\]@/-]{1,500})$/;
const REPOSITORY = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;
const HUB = new Set([
  "docker.io",
  "index.docker.io",
  "registry-1.docker.io",
  "registry.hub.docker.com",
  "hub.docker.com",
]);

/** Parses as the distribution reference grammar does; `undefined` for text that is no image reference. */
export function parseImage(written: string): ImageName | undefined {
  const bare = written.trim().replace(/^(?:oci|docker):\/\//, "");
  if (!REFERENCE.test(bare)) return undefined;
  const at = bare.indexOf("@");
  const named = at < 0 ? bare : bare.slice(0, at);
  const digest = at < 0 ? "" : bare.slice(at + 1);
  if (at >= 0 && !/^[a-z0-9+._-]+:[0-9a-f]{32,}$/.test(digest)) return undefined;
  const slash = named.indexOf("/");
  const first = slash < 0 ? "" : named.slice(0, slash);
  const explicit = /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase();
  const rest = explicit ? named.slice(slash + 1) : named;
  const colon = rest.indexOf(":", rest.lastIndexOf("/") + 1);
  const path = colon < 0 ? rest : rest.slice(0, colon);
  const tag = colon < 0 ? "" : rest.slice(colon + 1);
  if (!REPOSITORY.test(path) || (colon >= 0 && !/^\w[\w.-]{0,127}$/.test(tag))) return undefined;
  const host = explicit ? canonicalHost(first)?.name : "docker.io";
  if (host === undefined) return undefined;
  const hub = HUB.has(host);
  return {
    registry: hub ? "docker.io" : host,
    port: /:(\d+)$/.exec(explicit ? first : "")?.[1] ?? "",
    repository: hub && !path.includes("/") ? `library/${path}` : path,
    tag,
    digest,
    implicit: !explicit,
  };
}

/** The one spelling of a reference: inverse of `parseImage` but for what was implied. */
export function formatImage(image: ImageName): string {
  const port = image.port === "" ? "" : `:${image.port}`;
  const host = image.registry.includes(":") ? `[${image.registry}]` : image.registry;
  return `${host}${port}/${image.repository}${image.tag && `:${image.tag}`}${image.digest && `@${image.digest}`}`;
}
