import { createHash } from "node:crypto";

/** Digest of a manifest or blob as registries write it. */
export function digestOf(body: Uint8Array): string {
  return `sha256:${createHash("sha256").update(body).digest("hex")}`;
}

/** Digests that were seen where an image should be, with what they are. */
const known: Readonly<Record<string, string>> = {
  "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855": "the digest of nothing",
  "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a": "the digest of an empty JSON object",
  // Public pins show this one value for redis, traefik, nginx, mongo, ubuntu and nextcloud alike.
  "sha256:eb37f58646a901dc7727cf448cae36daaefaba79de33b5058dab79aa4c04aefb":
    "what official images of Docker Hub point to while they are rebuilt",
};

/** Why a digest can not be that of an image, as the end of a sentence; `undefined` when nothing speaks against it. */
export function placeholder(digest: string): string | undefined {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
  if (hex === undefined) return "no digest: it is not sha256: and 64 lower-case hex digits";
  if (Object.hasOwn(known, digest)) return known[digest];
  // A real digest has fewer than seven different digits once in 10²³ times, and repeats itself less often still.
  if (new Set(hex).size < 7 || /^(.{1,32})\1+$/.test(hex)) return "made up: its digits repeat";
  return undefined;
}
