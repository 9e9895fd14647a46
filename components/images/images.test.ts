import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { catalogue } from "./catalogue.ts";
import { parseCatalogue, renderCatalogue } from "./catalogue-file.ts";
import { Images, mirrorRepository } from "./images.ts";
import { runnerImages } from "./runner-images.ts";

const text = readFileSync(new URL("catalogue.json", import.meta.url), "utf8");
const images = new Images("registry.example.eu/mirror/");
const digest = `sha256:${"0f1e2d3c4b5a6978".repeat(3)}0011223344556677`;

describe("the catalogue", () => {
  it("is well-formed, and writing it back changes not a byte", () => {
    expect(parseCatalogue(text)).toEqual(catalogue);
    expect(renderCatalogue(parseCatalogue(text))).toBe(text);
  });

  it("keeps no two images in one place of the mirror", () => {
    const places = catalogue.map((image) => `${mirrorRepository("mirror", image.repository)}:${image.tag}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it("has a runner for every name that the SDK asks for", () => {
    for (const [wanted, name] of Object.entries(runnerImages)) {
      const version = wanted.replace(/^python(\d+)\.(\d+)$/, "py$1$2");
      expect(images.parts(name).tag).toBe(`${version}-latest`);
    }
  });

  it.each([
    [
      "a digest of repeating digits",
      (row: string) => row.replace(/sha256:[0-9a-f]{64}/, `sha256:${"0".repeat(64)}`),
      /valkey\.pin/,
    ],
    [
      "a repository without a host",
      (row: string) => row.replace("docker.io/valkey/valkey", "valkey"),
      /valkey\.repository/,
    ],
    ["a field nobody knows", (row: string) => row.replace('"purpose"', '"porpoise"'), /porpoise/],
    ["a broken file", (row: string) => row.slice(0, 40), /is not JSON/],
  ])("refuses %s", (_, spoil, expected) => {
    expect(() => parseCatalogue(spoil(text))).toThrow(expected);
  });
});

describe("a reference", () => {
  const [valkey] = catalogue;
  const pinned = new Images("registry.example.eu/mirror", [
    { ...(valkey as (typeof catalogue)[number]), pin: { digest, kind: "index" } },
  ]);
  const unknown = new Images("127.0.0.1:5000", [
    { ...(valkey as (typeof catalogue)[number]), pin: { notResolved: "not asked" } },
  ]);

  it("names the mirror in place of the upstream host, and the digest", () => {
    expect(pinned.reference("valkey")).toBe(`registry.example.eu/mirror/valkey/valkey@${digest}`);
    expect(pinned.tagged("valkey")).toBe("registry.example.eu/mirror/valkey/valkey:8.1.10-alpine");
  });

  it("falls back to the tag while nobody knows the digest", () => {
    expect(unknown.reference("valkey")).toBe("127.0.0.1:5000/valkey/valkey:8.1.10-alpine");
    expect(unknown.parts("valkey")).toMatchObject({ tag: "8.1.10-alpine", pinnedTag: "8.1.10-alpine" });
  });

  it("comes in the parts that Beta9 puts together, with the digest where a kubelet reads it", () => {
    expect(pinned.parts("valkey")).toEqual({
      registry: "registry.example.eu/mirror/valkey",
      name: "valkey",
      tag: "8.1.10-alpine",
      pinnedTag: `8.1.10-alpine@${digest}`,
    });
  });

  it("of an image of ours lies beside the others", () => {
    expect(images.own("postgres", "17")).toBe("registry.example.eu/mirror/eu-gpu-cloud/postgres:17");
  });

  it("is written nowhere else: no upstream host outlives the mirror", () => {
    for (const { name, repository } of catalogue) {
      expect(images.reference(name)).not.toContain(repository.split("/")[0]);
      expect(images.reference(name)).toMatch(/^registry\.example\.eu\/mirror\//);
    }
  });
});
