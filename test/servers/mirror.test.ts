import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CatalogueImage, catalogue } from "../../components/images/catalogue.ts";
import { ImageMirror } from "../../components/images/image-mirror.ts";
import { Images } from "../../components/images/images.ts";
import { lockTo } from "../../components/images/lock.ts";
import { RegistryClient } from "../../components/images/registry-client.ts";
import { verifyImage } from "../../components/images/verify.ts";
import { provide } from "../../tools/toolchain/provide.ts";
import { registrationsOf } from "../mock-engine.ts";
import { type PlainRegistry, pushIndex, startPlainRegistry } from "./mirror-registry.ts";

const home = mkdtempSync(join(tmpdir(), "mirror-"));
const client = new RegistryClient();
const settings = { today: "2026-11-22", acceptMoved: new Set<string>() };
let upstream: PlainRegistry;
let mirror: PlainRegistry;
let buildx: string;

beforeAll(async () => {
  buildx = await provide("buildx");
  upstream = await startPlainRegistry(join(home, "upstream"));
  mirror = await startPlainRegistry(join(home, "mirror"));
});
afterAll(async () => {
  await Promise.all([upstream?.stop(), mirror?.stop()]);
  rmSync(home, { recursive: true, force: true });
});

/** An image of the catalogue as if the upstream of this test published it, locked to what is there. */
async function locked(tag: string): Promise<CatalogueImage> {
  await pushIndex(upstream.host, "valkey/valkey", tag, ["linux/amd64", "linux/arm64", "linux/s390x"]);
  const [valkey] = catalogue as [CatalogueImage];
  const image = { ...valkey, tag, repository: `${upstream.host}/valkey/valkey`, pin: { notResolved: "not asked" } };
  const outcome = lockTo(image, await client.manifest(image.repository, tag), settings);
  if (!("image" in outcome)) throw new Error(`not locked: ${JSON.stringify(outcome)}`);
  return { ...image, ...outcome.image, name: valkey.name };
}

/** Does what the provider does with the mirror's resources: `docker buildx imagetools create`, its only command. */
async function copy(image: CatalogueImage, images: Images): Promise<void> {
  const registry = { address: mirror.host, username: "nobody", password: "none" };
  const all = await registrationsOf(() => new ImageMirror("mirror", { images, registry, catalogue: [image] }));
  for (const { inputs } of all.filter(({ type }) => type === "docker-build:index:Index")) {
    const args = ["imagetools", "create", "--progress=plain", "--tag", inputs.tag, ...inputs.sources];
    await promisify(execFile)(buildx, args, { env: { PATH: process.env.PATH, HOME: home, DOCKER_CONFIG: home } });
  }
}

describe("a mirror in a real registry", () => {
  it("holds the locked index, bit for bit and with every platform, once the copies are made", async () => {
    const image = await locked("1");
    const images = new Images(`${mirror.host}/mirror`, [image]);
    expect(await verifyImage(client, image, images.repository("valkey"))).toMatchObject({ status: "missing" });
    await copy(image, images);
    expect(await verifyImage(client, image, images.repository("valkey"))).toEqual({ name: "valkey", status: "same" });
    const there = await client.manifest(images.repository("valkey"), image.tag);
    expect([...there.platforms.keys()]).toEqual(["linux/amd64", "linux/arm64", "linux/s390x"]);
  });

  it("takes what was locked, also when the tag upstream has moved since", async () => {
    const image = await locked("2");
    await pushIndex(upstream.host, "valkey/valkey", "2", ["linux/amd64"]);
    const images = new Images(`${mirror.host}/mirror`, [image]);
    await copy(image, images);
    expect(await verifyImage(client, image, images.repository("valkey"))).toMatchObject({ status: "same" });
  });

  it("is told apart when somebody else pushes to the tag", async () => {
    const image = await locked("3");
    const images = new Images(`${mirror.host}/mirror`, [image]);
    await copy(image, images);
    await pushIndex(mirror.host, "mirror/valkey/valkey", "3", ["linux/amd64"]);
    expect(await verifyImage(client, image, images.repository("valkey"))).toMatchObject({ status: "different" });
  });
});
