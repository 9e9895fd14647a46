import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../test/mock-engine.ts";
import { type CatalogueImage, catalogue } from "../images/catalogue.ts";
import { digestOf } from "../images/digest.ts";
import { Images } from "../images/images.ts";
import { PostgresImage, postgresImage } from "./postgres-image.ts";

const images = new Images("registry.example.eu/mirror");
const registry = { address: "registry.example.eu", username: "pusher", password: "canary-password" };

describe("the PostgreSQL image", () => {
  it("is built from the mirror's copy, for the nodes' platform, and pushed to the mirror", async () => {
    const all = await registrationsOf(
      () => new PostgresImage("postgres", { images, registry, platform: "linux/arm64" }),
    );
    const image = all.find(({ type }) => type === "docker:index/image:Image");
    expect(image?.inputs).toMatchObject({
      imageName: postgresImage(images, "linux/arm64"),
      build: {
        context: "components/data/postgres-image",
        platform: "linux/arm64",
        args: { BASE_IMAGE: images.reference("postgres") },
      },
      registry: { server: "registry.example.eu", password: { secret: "canary-password" } },
      buildOnPreview: false,
    });
    expect(image?.retainOnDelete).toBe(true);
  });

  it("has a tag of its own for every base and platform", () => {
    const rebased = catalogue.map(
      (image): CatalogueImage =>
        image.name === "postgres" ? { ...image, pin: { digest: digestOf(Buffer.from("new")), kind: "index" } } : image,
    );
    const tags = [
      postgresImage(images, "linux/amd64"),
      postgresImage(images, "linux/arm64"),
      postgresImage(new Images("registry.example.eu/mirror", rebased), "linux/amd64"),
    ];
    expect(new Set(tags).size).toBe(3);
    for (const tag of tags)
      expect(tag).toMatch(/^registry\.example\.eu\/mirror\/eu-gpu-cloud\/postgres:17\.\d+-bookworm-cron-[0-9a-f]{12}$/);
  });

  it("pulls nothing that it was not given, and does not run as root", () => {
    const dockerfile = readFileSync(new URL("postgres-image/Dockerfile", import.meta.url), "utf8");
    expect(dockerfile.match(/^(FROM|ADD|COPY) .*/gm)?.join()).toMatch(/^FROM \$\{BASE_IMAGE\}$/);
    expect(dockerfile.match(/^USER .*/gm)?.at(-1)).toBe("USER postgres");
  });
});
