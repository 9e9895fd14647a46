import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CatalogueImage } from "../components/images/catalogue.ts";
import { parseCatalogue, renderCatalogue } from "../components/images/catalogue-file.ts";
import { send, startRegistry, type TestRegistry } from "../components/images/testing/registry-server.ts";

const script = fileURLToPath(new URL("images.ts", import.meta.url));
const both = ["linux/amd64", "linux/arm64"];
let registry: TestRegistry;
let folder: string;
let catalogue: string;

beforeEach(async () => {
  registry = await startRegistry();
  folder = await mkdtemp(join(tmpdir(), "images-"));
  catalogue = join(folder, "catalogue.json");
  await writeFile(catalogue, renderCatalogue([row("redis"), row("traefik")]));
});
afterEach(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

function row(name: string): CatalogueImage<string> {
  return {
    name,
    purpose: "a test",
    repository: `${registry.host}/library/${name}`,
    tag: "1",
    pin: { notResolved: "not asked yet" },
    platforms: both,
    licence: "MIT",
    owner: { company: "a company", country: "FR" },
    source: "a page",
    asOf: "2026-01",
  };
}

function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, DOCKER_CONFIG: folder };
  return new Promise((done) =>
    execFile(
      process.execPath,
      ["--import", "tsx", script, "--catalogue", catalogue, ...args],
      { env },
      (error, out, err) => done({ code: error === null ? 0 : Number(error.code), out, err }),
    ),
  );
}

const read = async () => parseCatalogue(await readFile(catalogue, "utf8"));
const pins = async () => (await read()).map(({ pin }) => ("digest" in pin ? pin.digest : "not resolved"));

describe("npm run images -- lock", () => {
  it("asks every registry, writes the digests down and leaves nothing beside the file", async () => {
    const digests = ["redis", "traefik"].map((name) => registry.put(`library/${name}`, "1", both));
    const { code, out } = await run("lock");
    expect(code).toBe(0);
    expect(out).toMatch(/^redis +locked +sha256:/m);
    expect(await pins()).toEqual(digests);
    expect(await readdir(folder)).toEqual(["catalogue.json"]);
  });

  it("changes nothing when it refuses one image, and locks the others when they are named", async () => {
    const digest = registry.put("library/redis", "1", both);
    registry.put("library/traefik", "1", ["linux/amd64"], { index: true });
    const refused = await run("lock");
    expect(refused.code).toBe(1);
    expect(refused.out).toMatch(/traefik +refused +.*has no linux\/arm64/);
    expect(refused.err).toContain("nothing was changed");
    expect(await pins()).toEqual(["not resolved", "not resolved"]);
    expect((await run("lock", "redis")).code).toBe(0);
    expect(await pins()).toEqual([digest, "not resolved"]);
  });

  it("refuses a tag that moved until it is accepted by name", async () => {
    registry.put("library/redis", "1", both);
    await run("lock", "redis");
    const moved = registry.put("library/redis", "1", both, { salt: "rebuilt" });
    expect((await run("lock", "redis")).out).toContain("--accept-moved redis");
    expect(await pins()).not.toContain(moved);
    const { code, out } = await run("lock", "redis", "--accept-moved", "redis");
    expect(code).toBe(0);
    expect(out).toMatch(/moved +sha256:[0-9a-f]{12} → sha256:/);
    expect(await pins()).toContain(moved);
  });

  it("writes nothing in a dry run", async () => {
    registry.put("library/redis", "1", both);
    const { code, out, err } = await run("lock", "redis", "--dry-run", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ written: false, outcomes: [{ name: "redis", status: "locked" }] });
    expect(err).toContain("dry run");
    expect(await pins()).toEqual(["not resolved", "not resolved"]);
  });

  it("says in one line what a registry did instead of answering", async () => {
    registry.misbehave((_, response) => {
      send(response, 200, "text/html", "<html>");
      return true;
    });
    const { code, out } = await run("lock", "redis");
    expect(code).toBe(1);
    expect(out).toMatch(/^redis +refused +\S+:1 answered with text\/html, which is no image manifest\n$/);
  });
});

describe("npm run images -- verify", () => {
  it("passes when the mirror holds what is locked, and fails when its tag points elsewhere", async () => {
    registry.put("library/redis", "1", both);
    await run("lock", "redis");
    registry.put("mirror/library/redis", "1", both);
    const mirror = `${registry.host}/mirror`;
    expect(await run("verify", "redis", "--mirror", mirror)).toMatchObject({ code: 0, out: "redis  same\n" });
    registry.put("mirror/library/redis", "1", both, { salt: "someone else's" });
    const { code, out } = await run("verify", "redis", "--mirror", mirror, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(out).outcomes).toMatchObject([{ name: "redis", status: "different" }]);
  });

  it("does not call a mirror verified while an image has no digest", async () => {
    const { code, out } = await run("verify", "--mirror", `${registry.host}/mirror`);
    expect(code).toBe(1);
    expect(out).toMatch(/redis +not locked +not asked yet/);
  });
});

describe("npm run images", () => {
  it("lists every image", async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toMatch(/^traefik +\S+library\/traefik:1 +not resolved +amd64,arm64 +MIT +FR +2026-01$/m);
    expect(JSON.parse((await run("list", "redis", "--json")).out)).toEqual([row("redis")]);
  });

  it.each([
    [["unlock"], /unknown verb unlock/],
    [["verify", "--dry-run"], /belong to lock/],
    [["lock", "--mirror", "r.example.eu"], /belong to verify/],
    [["verify", "--mirror", "r.example.eu", "--stack", "local"], /give one of them/],
    [["lock", "--timeout", "soon"], /--timeout soon/],
  ])("refuses %j and shows how it is used", async (args, expected) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toMatch(expected);
    expect(err).toContain("npm run images -- lock");
  });

  it("knows what was meant by a misspelt image", async () => {
    const { code, err } = await run("lock", "reddis");
    expect(code).toBe(1);
    expect(err).toBe("the catalogue has no image reddis; did you mean redis?\n");
  });

  it("tells which catalogue is broken and where", async () => {
    await writeFile(catalogue, (await readFile(catalogue, "utf8")).replace('"tag": "1"', '"tag": ""'));
    const { code, err } = await run();
    expect(code).toBe(1);
    expect(err).toMatch(/catalogue\.json: redis\.tag: /);
  });
});
