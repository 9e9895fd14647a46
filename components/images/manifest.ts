/** What a registry keeps under a tag. */
export type Manifest =
  | {
      readonly kind: "index";
      /** Platform, as `os/architecture[/variant]`, → digest of its manifest. */
      readonly platforms: ReadonlyMap<string, string>;
    }
  | {
      readonly kind: "manifest";
      /** Digest of the configuration, which alone says for which platform the image is. */
      readonly config: string;
    };

const kinds: Readonly<Record<string, Manifest["kind"]>> = {
  "application/vnd.oci.image.index.v1+json": "index",
  "application/vnd.docker.distribution.manifest.list.v2+json": "index",
  "application/vnd.oci.image.manifest.v1+json": "manifest",
  "application/vnd.docker.distribution.manifest.v2+json": "manifest",
};

/** Media types that {@link readManifest} reads, as an `Accept` header. */
export const manifestTypes = Object.keys(kinds).join(", ");

/**
 * Reads the body of a manifest or an index.
 * @throws Error in words for the operator, when it is neither
 */
export function readManifest(contentType: string, body: Uint8Array): Manifest {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (kind === undefined) throw new Error(`answered with ${type || "no content type"}, which is no image manifest`);
  const document = parseObject(body);
  if (kind === "manifest") {
    const config = field(field(document, "config"), "digest");
    if (typeof config !== "string") throw new Error("answered with a manifest without a configuration");
    return { kind, config };
  }
  const manifests = field(document, "manifests");
  if (!Array.isArray(manifests)) throw new Error("answered with an index without manifests");
  const platforms = new Map<string, string>();
  for (const manifest of manifests) {
    const [platform, digest] = [platformOf(field(manifest, "platform")), field(manifest, "digest")];
    // Attestations stand beside the images as unknown/unknown.
    if (platform === undefined || platform.startsWith("unknown/") || typeof digest !== "string") continue;
    platforms.set(platform, digest);
  }
  return { kind, platforms };
}

/** The platform in an image's configuration, or in an entry of an index. */
export function platformOf(value: unknown): string | undefined {
  const [os, architecture, variant] = ["os", "architecture", "variant"].map((key) => field(value, key));
  if (typeof os !== "string" || typeof architecture !== "string") return undefined;
  // The only 64-bit ARM there is carries its variant in some indexes and not in others.
  const redundant = typeof variant !== "string" || variant === "" || (architecture === "arm64" && variant === "v8");
  return redundant ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}

/** @throws Error when it is no JSON object */
export function parseObject(body: Uint8Array): object {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    throw new Error("answered with something that is not JSON");
  }
  if (typeof value !== "object" || value === null) throw new Error("answered with JSON that is no object");
  return value;
}

export function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
