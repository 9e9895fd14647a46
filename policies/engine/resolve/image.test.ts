import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatImage, parseImage } from "./image.ts";

const digest = `sha256:${"ab".repeat(32)}`;
const component = fc.stringMatching(/^[a-z0-9]{1,6}([._-][a-z0-9]{1,4}){0,2}$/);
const reference = fc.record({
  registry: fc.constantFrom("ghcr.io", "registry.example.eu", "localhost", "10.0.0.1", "docker.io"),
  port: fc.constantFrom("", "443", "5000"),
  path: fc.array(component, { minLength: 2, maxLength: 4 }),
  tag: fc.oneof(fc.constant(""), fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/)),
  digest: fc.constantFrom("", digest),
});

describe("parseImage", () => {
  it.each([
    ["redis", "docker.io/library/redis"],
    ["redis:7", "docker.io/library/redis:7"],
    ["bitnami/redis", "docker.io/bitnami/redis"],
    ["index.docker.io/redis:7", "docker.io/library/redis:7"],
    ["registry-1.docker.io/library/redis", "docker.io/library/redis"],
    ["docker://docker.io/redis", "docker.io/library/redis"],
    ["oci://GHCR.io/a/b:1", "ghcr.io/a/b:1"],
    ["localhost/a", "localhost/a"],
    ["host:5000/a:1", "host:5000/a:1"],
    [`quay.io./a/b:1@${digest}`, `quay.io/a/b:1@${digest}`],
    ["docker.io.evil.eu/a", "docker.io.evil.eu/a"],
    ["evil.eu/docker.io/a", "evil.eu/docker.io/a"],
    ["[fd00::1]:5000/a", "[fd00::1]:5000/a"],
    ["registry.hub.docker.com/a/b", "docker.io/a/b"],
    ["hub.docker.com/redis", "docker.io/library/redis"],
    ["a__b/d--e:v1.2_3", "docker.io/a__b/d--e:v1.2_3"],
    ["Registry/a/b", "registry/a/b"],
    [" redis:7\n", "docker.io/library/redis:7"],
    ["LOCALHOST:80/a", "localhost:80/a"],
  ])("%s means %s", (written, meant) => {
    const image = parseImage(written);
    expect(image && formatImage(image)).toBe(meant);
  });

  it.each([
    "",
    "a/UPPER",
    "a b",
    "a@sha256:short",
    `a@ sha256:${"ab".repeat(32)}`,
    `a@/sha256:${"ab".repeat(32)}`,
    `@${digest}`,
    `a@${digest}@${digest}`,
    `a@${digest}/b`,
    "https://x/y.png",
    "x/oci://a",
    "{{ image }}",
    "ghcr.io{x}/a",
    "a//b",
    "-a",
    "a-",
    "a:",
    "a:b:c/d",
    "a/b:1/c",
    "a:-1",
    "a:1/",
    `a:${"b".repeat(129)}`,
    "a".repeat(501),
  ])("%j is no image", (text) => {
    expect(parseImage(text)).toBeUndefined();
  });

  it("gives every part back, and writing it down and reading it again changes nothing", () => {
    fc.assert(
      fc.property(reference, ({ registry, port, path, tag, digest }) => {
        const repository = path.join("/");
        const image = parseImage(formatImage({ registry, port, repository, tag, digest, implicit: false }));
        expect(image).toEqual({ registry, port, repository, tag, digest, implicit: false });
      }),
    );
  });

  it("answers any text without throwing", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseImage(text)));
  });
});
