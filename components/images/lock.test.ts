import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CatalogueImage } from "./catalogue.ts";
import { digestOf, placeholder } from "./digest.ts";
import { lockTo } from "./lock.ts";

const [old, fresh] = ["old", "fresh"].map((text) => digestOf(Buffer.from(text))) as [string, string];
const image: CatalogueImage<string> = {
  name: "redis",
  purpose: "store",
  repository: "docker.io/library/redis",
  tag: "7",
  pin: { notResolved: "nobody asked yet" },
  platforms: ["linux/amd64", "linux/arm64"],
  licence: "BSD-3-Clause",
  owner: { company: "a company", country: null },
  source: "a page",
  asOf: "2026-01",
};
const pinned = { ...image, pin: { digest: old, kind: "index" as const } };
const remote = (digest: string, platforms: readonly string[] = image.platforms) => ({
  digest,
  kind: "index" as const,
  platforms: new Map(platforms.map((platform) => [platform, old])),
});
const settings = { today: "2026-11-22", acceptMoved: new Set<string>() };

describe("locking an image", () => {
  it("writes down the digest, where it is from and on which day", () => {
    expect(lockTo(image, remote(fresh), settings)).toMatchObject({
      status: "locked",
      image: {
        pin: { digest: fresh, kind: "index" },
        asOf: "2026-11-22",
        source: "registry of docker.io/library/redis",
      },
    });
  });

  it("leaves an image as it is when its tag still points to it", () => {
    expect(lockTo(pinned, remote(old), settings)).toEqual({ name: "redis", status: "unchanged", digest: old });
  });

  it("refuses a tag that moved, and takes it when a person accepts it by name", () => {
    expect(lockTo(pinned, remote(fresh), settings)).toMatchObject({
      status: "refused",
      why: expect.stringMatching(/--accept-moved redis$/),
    });
    expect(lockTo(pinned, remote(fresh), { ...settings, acceptMoved: new Set(["valkey"]) }).status).toBe("refused");
    expect(lockTo(pinned, remote(fresh), { ...settings, acceptMoved: new Set(["redis"]) })).toMatchObject({
      status: "moved",
      from: old,
      digest: fresh,
    });
  });

  it("refuses an index that lacks a platform, accepted or not", () => {
    const outcome = lockTo(pinned, remote(fresh, ["linux/amd64"]), { ...settings, acceptMoved: new Set(["redis"]) });
    expect(outcome).toMatchObject({ status: "refused" });
    expect("why" in outcome && outcome.why).toBe("docker.io/library/redis:7 has no linux/arm64; it has linux/amd64");
  });

  it.each([
    ["the same digit", `sha256:${"a".repeat(64)}`],
    ["the same digit but one", `sha256:${"a".repeat(63)}b`],
    ["nothing", digestOf(Buffer.from(""))],
    ["an empty object", digestOf(Buffer.from("{}"))],
    ["digits in a row", `sha256:${"0123456789abcdef".repeat(4)}`],
    ["an image that is being rebuilt", "sha256:eb37f58646a901dc7727cf448cae36daaefaba79de33b5058dab79aa4c04aefb"],
  ])("refuses the digest of %s", (_, digest) => {
    expect(lockTo(image, remote(digest), settings).status).toBe("refused");
  });

  it("takes no digest of real bytes for a placeholder", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3, maxLength: 64 }), (bytes) => {
        expect(placeholder(digestOf(bytes))).toBeUndefined();
      }),
    );
  });
});
