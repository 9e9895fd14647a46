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

const REFERENCE = /^[A-Za-z0-9._:[\]@/-]{1,500}$/;
const NAME = /^([a-z0-9]+(?:(?:[._-]+|\/)[a-z0-9]+)*)(?::(\w[\w.-]{0,127}))?$/;
const DIGEST = /^[a-z0-9+._-]+:[0-9a-f]{32,}$/;
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
  const [named = "", digest = "", ...others] = bare.split("@");
  if ((bare.includes("@") && !DIGEST.test(digest)) || others.length > 0) return undefined;
  const slash = named.indexOf("/");
  const first = named.slice(0, Math.max(slash, 0));
  const explicit = /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase();
  const [, path, tag = ""] = NAME.exec(explicit ? named.slice(slash + 1) : named) ?? [];
  const host = explicit ? canonicalHost(first)?.name : "docker.io";
  if (path === undefined || host === undefined) return undefined;
  const hub = HUB.has(host);
  return {
    registry: hub ? "docker.io" : host,
    port: /:(\d+)$/.exec(first)?.[1] ?? "",
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
