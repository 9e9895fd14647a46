import type { CatalogueImage } from "./catalogue.ts";
import { placeholder } from "./digest.ts";
import type { RemoteManifest } from "./registry-client.ts";

/** What locking one image to what its registry has now comes to. */
export type LockOutcome = { readonly name: string } & (
  | { readonly status: "unchanged"; readonly digest: string }
  | { readonly status: "locked"; readonly digest: string; readonly image: CatalogueImage<string> }
  | { readonly status: "moved"; readonly from: string; readonly digest: string; readonly image: CatalogueImage<string> }
  | { readonly status: "refused"; readonly why: string }
);

export interface LockOptions {
  /** Day of the answer, `YYYY-MM-DD`. */
  readonly today: string;
  /** Images whose tag may point elsewhere than when it was locked. */
  readonly acceptMoved: ReadonlySet<string>;
}

/**
 * Takes a tag's digest into the catalogue, unless something is wrong with it: an index that lacks a platform the kit
 * runs on was caught in the middle of a release, a digest of repeating digits was written by a person, and a tag that
 * points elsewhere than before is either a rebuild, which a person accepts by name, or an attack.
 */
export function lockTo(
  image: CatalogueImage<string>,
  remote: RemoteManifest,
  { today, acceptMoved }: LockOptions,
): LockOutcome {
  const { name, pin, tag, repository } = image;
  const { digest, kind } = remote;
  const refused = (why: string): LockOutcome => ({ name, status: "refused", why: `${repository}:${tag} ${why}` });

  const unreal = placeholder(digest);
  if (unreal !== undefined) return refused(`is ${digest}, which is ${unreal}`);
  const missing = lacking(image, remote);
  if (missing.length > 0)
    return refused(`has no ${missing.join(", ")}; it has ${[...remote.platforms.keys()].join(", ") || "nothing"}`);
  if ("digest" in pin && pin.digest === digest) return { name, status: "unchanged", digest };

  const next = { ...image, pin: { digest, kind }, source: `registry of ${repository}`, asOf: today };
  if (!("digest" in pin)) return { name, status: "locked", digest, image: next };
  if (!acceptMoved.has(name)) {
    return refused(
      `moved from ${pin.digest} to ${digest}; when that is a rebuild you trust, take it with --accept-moved ${name}`,
    );
  }
  return { name, status: "moved", from: pin.digest, digest, image: next };
}

/** Platforms that the kit runs an image on and the registry does not have. */
export function lacking(
  { platforms }: Pick<CatalogueImage<string>, "platforms">,
  remote: RemoteManifest,
): readonly string[] {
  return platforms.filter((platform) => !remote.platforms.has(platform));
}
