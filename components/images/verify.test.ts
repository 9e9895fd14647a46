import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CatalogueImage } from "./catalogue.ts";
import { RegistryClient } from "./registry-client.ts";
import { startRegistry, type TestRegistry } from "./testing/registry-server.ts";
import { verifyImage } from "./verify.ts";

const both = ["linux/amd64", "linux/arm64"];
const path = "mirror/library/redis";
let registry: TestRegistry;
let image: CatalogueImage<string>;

beforeEach(async () => {
  registry = await startRegistry();
  image = {
    name: "redis",
    purpose: "store",
    repository: "docker.io/library/redis",
    tag: "7",
    pin: { digest: registry.put(path, "7", both), kind: "index" },
    platforms: both,
    licence: "BSD-3-Clause",
    owner: { company: "a company", country: null },
    source: "a page",
    asOf: "2026-01",
  };
});
afterEach(() => registry.close());

const verified = (changed: Partial<CatalogueImage<string>> = {}) =>
  verifyImage(new RegistryClient(), { ...image, ...changed }, `${registry.host}/${path}`);
const lockedDigest = () => ("digest" in image.pin ? image.pin.digest : "");

describe("an image in the mirror", () => {
  it("is the same when digest, platforms and tag are", async () => {
    expect(await verified()).toEqual({ name: "redis", status: "same" });
  });

  it("is missing when its digest is not there, whatever the tag says", async () => {
    registry.put(path, "7", both, { salt: "another build" });
    registry.remove(path, lockedDigest());
    expect(await verified()).toMatchObject({ status: "missing", why: expect.stringContaining(lockedDigest()) });
  });

  it("differs when the tag, by which runners are pulled, points elsewhere", async () => {
    const other = registry.put(path, "7", both, { salt: "another build" });
    expect(await verified()).toMatchObject({ status: "different", why: expect.stringContaining(other) });
  });

  it("is missing when it came without the tag", async () => {
    registry.remove(path, "7");
    expect(await verified()).toMatchObject({ status: "missing", why: expect.stringContaining(":7 is not there") });
  });

  it("is missing when its index names a manifest that never arrived", async () => {
    const { platforms } = await new RegistryClient().manifest(`${registry.host}/${path}`, "7");
    registry.remove(path, platforms.get("linux/arm64") ?? "");
    expect(await verified()).toMatchObject({ status: "missing" });
  });

  it("differs when it was locked without a platform that the kit runs on", async () => {
    expect(await verified({ platforms: ["linux/amd64", "linux/riscv64"] })).toMatchObject({
      status: "different",
      why: expect.stringMatching(/has no linux\/riscv64$/),
    });
  });

  it("is the same when a bare manifest was put into an index of its own on the way", async () => {
    const bare = registry.put(path, "7", ["linux/amd64"]);
    const wrapped = registry.put(path, "7", ["linux/amd64"], { index: true });
    expect(wrapped).not.toBe(bare);
    const changed = { pin: { digest: bare, kind: "manifest" as const }, platforms: ["linux/amd64"] };
    expect(await verified(changed)).toMatchObject({ status: "same" });
    registry.put(path, "7", ["linux/amd64"], { index: true, salt: "another build" });
    expect(await verified(changed)).toMatchObject({ status: "different" });
  });

  it("that nobody locked can not be compared", async () => {
    expect(await verified({ pin: { notResolved: "not asked" } })).toEqual({
      name: "redis",
      status: "not locked",
      why: "not asked",
    });
  });

  it("is unreadable, not missing, when the mirror fails", async () => {
    registry.misbehave((_, response) => {
      response.writeHead(503).end();
      return true;
    });
    expect(await verified()).toMatchObject({ status: "unreadable", why: expect.stringMatching(/answered 503$/) });
  });
});
