import { describe, expect, it } from "vitest";
import { UNKNOWN, wireSecret } from "../testing/cases.ts";
import { extract } from "./subject.ts";
import { pathOf } from "./where.ts";

const DIGEST = `sha256:${"ab".repeat(32)}`;

const found = (properties: unknown) =>
  extract({ urn: "urn", type: "kubernetes:core/v1:ConfigMap", name: "x", properties }).images;
const texts = (properties: unknown) => found(properties).map(({ text }) => text);
const places = (properties: unknown) => found(properties).map(({ where }) => pathOf(where));

describe("an image in parts", () => {
  const joined = (spec: unknown) => texts({ spec });

  it.each([
    [{ redis: { repository: "a/b", tag: "1" } }, ["a/b:1"]],
    [{ redis: { repository: "a/b", digest: DIGEST } }, [`a/b@${DIGEST}`]],
    [{ redis: { registry: "ghcr.io", repository: "a/b" } }, ["ghcr.io/a/b"]],
    [{ redis: { registry: "ghcr.io", repository: "a/b", tag: "1", digest: DIGEST } }, [`ghcr.io/a/b:1@${DIGEST}`]],
    [{ redis: { registry: "ghcr.io//", repository: "a/b" } }, ["ghcr.io/a/b"]],
    [{ redis: { registry: "ghcr.io/x/y", repository: "a/b" } }, ["ghcr.io/x/y/a/b"]],
    [{ redis: { registry: "", repository: "a/b" } }, ["a/b"]],
    [{ image: { repository: "a/b" } }, ["a/b"]],
    [{ sidecarImage: { repository: "a/b" } }, ["a/b"]],
    [{ image: { repository: "a/b", tag: "" } }, ["a/b"]],
    [{ imageRegistry: "ghcr.io", imageName: "a/b", imageTag: "1" }, ["ghcr.io/a/b:1"]],
    [{ baseImageRegistry: "ghcr.io", baseImageRepository: "a/b" }, ["ghcr.io/a/b"]],
    [{ baseImageRegistry: "ghcr.io", imageRepository: "a/b" }, []],
  ])("is put together: %j", (spec, expected) => {
    expect(joined(spec)).toEqual(expected);
  });

  it.each([
    { redis: { repository: "a/b" } },
    { redis: { repository: "a/b", name: "x" } },
    { redis: { repository: "a/b", other: "x" } },
    { redis: { repository: "a/b", tagged: "x" } },
    { redis: { repository: "a/b", xtag: "x" } },
    { redis: { registry: "ghcr.io", tag: "1" } },
    { redis: { name: "a/b", tag: "1" } },
    { redis: { repository: "https://charts.example.eu", tag: "1" } },
    { redis: { repository: "A B", tag: "1" } },
    { redis: { repository: "a/UPPER", tag: "1" } },
    { redis: { repository: "assets/logo.png", tag: "1" } },
    { image: { repository: "{{ x }}", tag: "1" } },
    { imageRepository: "a/b", imageTag: "1" },
    { imageRegistry: "", imageRepository: "a/b" },
    { imageRegistry: "ghcr.io", imageRepository: "quay.io/a/b" },
  ])("is none: %j", (spec) => {
    expect(joined(spec)).toEqual([]);
  });

  it("is told at its repository, once", () => {
    expect(places({ spec: { image: { repository: "a/b", tag: "1" } } })).toEqual(["spec.image.repository"]);
    expect(places({ spec: { imageRegistry: "ghcr.io", imageName: "a/b" } })).toEqual(["spec.imageName"]);
    expect(texts({ registry: "ghcr.io", repository: "a/b", image: { registry: "ghcr.io" } })).toEqual([]);
  });

  it("is one image for each object, of its own parts", () => {
    expect(joined({ a: { repository: "a/a", tag: "1" }, b: { repository: "b/b", tag: "2" } })).toEqual([
      "a/a:1",
      "b/b:2",
    ]);
  });

  it("is unknown when its repository or its registry is", () => {
    const unknown = [{ certainty: "unknown", text: "", image: undefined }];
    expect(found({ spec: { image: { repository: UNKNOWN, tag: "1" } } })).toMatchObject(unknown);
    expect(found({ spec: { image: { registry: UNKNOWN, repository: "a/b" } } })).toMatchObject(unknown);
    expect(found({ spec: { image: { registry: `${UNKNOWN}.eu`, repository: "a/b" } } })).toMatchObject(unknown);
    expect(found({ spec: { imageRegistry: UNKNOWN, imageRepository: "a/b" } })).toMatchObject(unknown);
    expect(found({ spec: { image: { repository: "a/b", tag: UNKNOWN } } })).toMatchObject([
      { certainty: "known", text: "a/b" },
    ]);
  });

  it.each(["registry", "repository", "tag"])("is secret when its %s is", (part) => {
    const parts = { registry: "ghcr.io", repository: "a/b", tag: "1" };
    const image = { ...parts, [part]: wireSecret(parts[part as keyof typeof parts]) };
    expect(found({ spec: { image } })).toMatchObject([{ certainty: "secret", text: "ghcr.io/a/b:1" }]);
    expect(found({ spec: { image: parts } })).toMatchObject([{ certainty: "known" }]);
  });
});

describe("the registry that a chart puts before its images", () => {
  const withGlobal = (global: object, image: object = { repository: "a/b" }) => texts({ values: { global, image } });

  it.each([
    [{ imageRegistry: "ghcr.io" }, ["ghcr.io/a/b"]],
    [{ image: { registry: "ghcr.io" } }, ["ghcr.io/a/b"]],
    [{ imageRegistry: "ghcr.io", image: { registry: "" } }, ["ghcr.io/a/b"]],
    [{ registry: "ghcr.io" }, ["a/b"]],
    [{ other: { registry: "ghcr.io" } }, ["a/b"]],
    [{ image: { imageRegistry: "ghcr.io" } }, ["a/b"]],
    [{ image: { tag: "1" } }, ["a/b"]],
    [{ imageTag: "1" }, ["a/b"]],
  ])("is read in global: %j", (global, expected) => {
    expect(withGlobal(global)).toEqual(expected);
  });

  it("is read below global only", () => {
    expect(texts({ values: { imageRegistry: "ghcr.io", main: { image: { repository: "a/b" } } } })).toEqual(["a/b"]);
    expect(texts({ other: { image: { registry: "ghcr.io" } }, main: { image: { repository: "a/b" } } })).toEqual([
      "a/b",
    ]);
  });

  it("stands before no image that names a registry", () => {
    const global = { imageRegistry: "ghcr.io" };
    expect(withGlobal(global, { repository: "quay.io/a/b" })).toEqual(["quay.io/a/b"]);
    expect(withGlobal(global, { registry: "quay.io", repository: "a/b" })).toEqual(["quay.io/a/b"]);
    expect(withGlobal(global, { imageRepository: "a/b", imageTag: "1" })).toEqual([]);
  });

  it("makes every image unknown that it will stand before, while it is unknown", () => {
    const values = { global: { imageRegistry: UNKNOWN }, a: { image: { repository: "a/b" } } };
    expect(found({ values })).toMatchObject([{ certainty: "unknown", text: "" }]);
  });
});
