import { existsSync, readFileSync, statSync, utimesSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { buildPacks } from "./build-packs.mjs";

const root = join(import.meta.dirname, "..");
let packs: readonly string[];
const bundle = (pack: string) => join(pack, "bin/index.cjs");
const built = (pack: string) => statSync(bundle(pack)).mtimeMs;

beforeAll(async () => {
  packs = await buildPacks({ onlyIfStale: true });
});

describe("buildPacks", () => {
  it("finds every folder with a PulumiPolicy.yaml and leaves a bundle in each", () => {
    expect(packs).toEqual(["hardening", "residency", "subprocessors"].map((name) => join(root, "policies", name)));
    for (const pack of packs) expect(existsSync(bundle(pack))).toBe(true);
  });

  it("leaves a fresh bundle alone and replaces one that is older than an input", async () => {
    const [pack = ""] = packs;
    const before = built(pack);
    await buildPacks({ onlyIfStale: true });
    expect(built(pack)).toBe(before);
    utimesSync(bundle(pack), 1, 1);
    await buildPacks({ onlyIfStale: true });
    expect(built(pack)).toBeGreaterThanOrEqual(before);
  });

  it("keeps the tables inside, Pulumi outside, and no provider in the bundle", () => {
    for (const pack of packs) {
      const text = readFileSync(bundle(pack), "utf8");
      const required = new Set([...text.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1]));
      expect([...required].filter((name = "") => !isBuiltin(name))).toEqual(["@pulumi/policy"]);
      expect(text).toContain("eu-jovanovac-1");
    }
  });
});
