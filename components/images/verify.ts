import type { CatalogueImage } from "./catalogue.ts";
import { lacking } from "./lock.ts";
import { type RegistryClient, RegistryError, type RemoteManifest } from "./registry-client.ts";

/** How the mirror's copy of one image compares with the lock. */
export interface VerifyOutcome {
  readonly name: string;
  readonly status: "same" | "missing" | "different" | "not locked" | "unreadable";
  /** What is wrong, for every status but `same`. */
  readonly why?: string;
}

/**
 * Compares a mirror's copy with the catalogue: the locked digest is there with a manifest for every platform, and the
 * tag, by which Beta9 pulls its runners, points to it.
 * @param repository the mirror's repository of the image
 */
export async function verifyImage(
  client: Pick<RegistryClient, "manifest">,
  image: CatalogueImage<string>,
  repository: string,
): Promise<VerifyOutcome> {
  const { name, pin, tag } = image;
  if (!("digest" in pin)) return { name, status: "not locked", why: pin.notResolved };
  try {
    const locked = await client.manifest(repository, pin.digest);
    const missing = lacking(image, locked);
    if (missing.length > 0)
      return { name, status: "different", why: `${repository}@${pin.digest} has no ${missing.join(", ")}` };
    if (locked.kind === "index") await platformsOf(client, image, repository, locked);
    const tagged = await client.manifest(repository, tag);
    if (tagged.digest !== pin.digest && !onlyHolds(tagged, pin.digest)) {
      return { name, status: "different", why: `${repository}:${tag} is ${tagged.digest}, locked is ${pin.digest}` };
    }
    return { name, status: "same" };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return { name, status: error.missing ? "missing" : "unreadable", why: error.message };
  }
}

/** Tools that copy an image without an index put it into one of their own: what is pulled is the same. */
function onlyHolds({ platforms }: RemoteManifest, digest: string): boolean {
  return platforms.size > 0 && [...platforms.values()].every((manifest) => manifest === digest);
}

/** An index may name manifests that its registry never got. */
async function platformsOf(
  client: Pick<RegistryClient, "manifest">,
  { platforms }: CatalogueImage<string>,
  repository: string,
  index: RemoteManifest,
): Promise<void> {
  await Promise.all(platforms.map((platform) => client.manifest(repository, index.platforms.get(platform) ?? "")));
}
