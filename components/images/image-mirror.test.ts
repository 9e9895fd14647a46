import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../test/mock-engine.ts";
import { type CatalogueImage, catalogue } from "./catalogue.ts";
import { digestOf } from "./digest.ts";
import { ImageMirror } from "./image-mirror.ts";
import { Images } from "./images.ts";

const locked: readonly CatalogueImage[] = catalogue.map((image) => ({
  ...image,
  pin: { digest: digestOf(Buffer.from(image.name)), kind: "index" },
}));
const registry = { address: "registry.example.eu", username: "pusher", password: "canary-password" };
const images = new Images("registry.example.eu/mirror", locked);

describe("the image mirror", () => {
  it("copies every image of the catalogue from upstream by digest to where the environment pulls it", async () => {
    const all = await registrationsOf(() => new ImageMirror("mirror", { images, registry, catalogue: locked }));
    const copies = all.filter(({ type }) => type === "docker-build:index:Index");
    expect(copies.map(({ inputs }) => [inputs.sources, inputs.tag])).toEqual(
      locked.map((image) => [[`${image.repository}@${digestOf(Buffer.from(image.name))}`], images.tagged(image.name)]),
    );
    expect(copies.every(({ inputs }) => inputs.push === true)).toBe(true);
  });

  it("leaves the copies where they are when an environment goes", async () => {
    const all = await registrationsOf(() => new ImageMirror("mirror", { images, registry, catalogue: locked }));
    expect(all.filter(({ type }) => type.endsWith(":Index")).every(({ retainOnDelete }) => retainOnDelete)).toBe(true);
  });

  it("shows the password to nobody", async () => {
    const all = await registrationsOf(() => new ImageMirror("mirror", { images, registry, catalogue: locked }));
    for (const { inputs } of all) {
      expect(JSON.stringify(inputs).replaceAll('{"secret":"canary-password"}', "")).not.toContain("canary-password");
    }
    expect(JSON.stringify(all)).toContain('{"secret":"canary-password"}');
  });

  it("refuses to copy what nobody has locked, and says how", () => {
    const [first] = locked as [CatalogueImage];
    const open = [{ ...first, pin: { notResolved: "not asked" } }];
    expect(() => new ImageMirror("mirror", { images, registry, catalogue: open })).toThrow(
      /nobody has locked valkey: run npm run images -- lock/,
    );
  });
});
