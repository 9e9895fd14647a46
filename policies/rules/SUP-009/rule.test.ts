import { describe, expect, it } from "vitest";
import { objections, type Written } from "../../engine/testing/objections.ts";
import { buildEgress } from "./rule.ts";

const said = (type: string, properties: unknown, settings?: Written["settings"]) =>
  objections(buildEgress, { type, properties, ...(settings && { settings }) });
const image = (properties: unknown, settings?: Written["settings"]) =>
  said("docker-build:index:Image", properties, settings);
const runs = (line: string, settings?: Written["settings"]) =>
  said("command:local:Command", { create: line }, settings);
const step = (key: string, cache: string) =>
  said("repository:file:Workflow", {
    jobs: { image: { steps: [{ uses: "docker/build-push-action@v6", with: { [key]: cache } }] } },
  });
const docker = {
  subprocessors: [{ host: "docker.io", company: "Docker, Inc.", country: "US", basis: "DPA 2026-03-01" }],
};

describe("SUP-009 on an image's caches", () => {
  it.each([
    [{ cacheFrom: [{ gha: { scope: "app" } }] }, "cacheFrom[0].gha"],
    [{ cacheTo: [{ gha: { mode: "max" } }] }, "cacheTo[0].gha"],
    [{ cacheFrom: [{ azblob: { name: "a" } }] }, "cacheFrom[0].azblob"],
    [{ cacheFrom: [{ registry: { ref: "acme/app:cache" } }] }, "cacheFrom[0].registry.ref"],
    [{ cacheTo: [{ registry: { ref: "acme/app:cache" } }] }, "cacheTo[0].registry.ref"],
    [{ cacheTo: [{ raw: "type=registry,ref=acme/app:cache" }] }, "cacheTo[0].raw"],
    [{ cacheFrom: [{ raw: "acme/app:cache" }] }, "cacheFrom[0].raw"],
  ])("objects to %j", (properties, path) => {
    expect(image(properties)).toEqual([path]);
  });

  it.each([
    { cacheFrom: [{ local: { src: "/cache" } }] },
    { cacheTo: [{ inline: {} }] },
    { cacheTo: [{ gha: {} }] },
    { cacheTo: [{ registry: { ref: "registry.example.eu/mirror/cache" } }] },
    { cacheTo: [{ registry: { ref: "cache.example.eu/app" } }] },
  ])("accepts %j", (properties) => {
    expect(image(properties)).toEqual([]);
  });

  it("reads those of an image of the older provider", () => {
    const properties = { build: { cacheFrom: { images: ["acme/app:cache"] } } };
    expect(said("docker:index/image:Image", properties)).toEqual(["build.cacheFrom.images[0]"]);
  });

  it("leaves what a component passes on to the image that it builds", () => {
    expect(said("sgc:build:Image", { cacheTo: [{ gha: { mode: "max" } }] })).toEqual([]);
  });

  it("accepts a registry that is in the register", () => {
    expect(image({ cacheTo: [{ registry: { ref: "acme/app:cache" } }] }, docker)).toEqual([]);
  });

  it("accepts a registry of a company that was accepted", () => {
    const docker = { company: "Docker", country: "US", by: "R. Example", reason: "cache", date: "2026-01-01" };
    const settings = { acceptedParents: [{ ...docker, until: "2027-01-01" }] };
    expect(image({ cacheTo: [{ registry: { ref: "acme/app:cache" } }] }, settings)).toEqual([]);
  });
});

describe("SUP-009 on a workflow's caches", () => {
  it.each(["cache-from", "cache-to"])("objects to %s of GitHub Actions, and to no other kind", (key) => {
    expect(step(key, "type=gha,mode=max")).toEqual([`jobs.image.steps[0].with.${key}`]);
    expect(step(key, "type=local,dest=/cache")).toEqual([]);
    expect(step(key, "type=ghash")).toEqual([]);
  });
});

describe("SUP-009 on commands", () => {
  it.each([
    "docker buildx build . --cache-to mode=max,type=gha",
    "docker  buildx  build .  --builder=cloud-acme-default",
    "depot  bake",
    "gcloud  builds  submit .",
    "az  acr  build -r acme .",
    "docker buildx create --driver remote tcp://acme.depot.dev",
    "docker build --cache-from acme/app:cache .",
    "docker buildx build --cache-to=type=registry,ref=acme/app:cache .",
    'buildctl build --export-cache type=registry,mode=max,ref="acme/app:cache"',
    'docker build --cache-from "acme/app:cache" .',
    "buildctl build --import-cache type=registry,ref=acme/app:cache",
    "docker build --cache-from registry.example.eu/cache --cache-from acme/app:cache .",
    "/kaniko/executor --context=git://github.com/acme/app.git && docker push",
    "docker run executor --context='git://github.com/acme/app.git'",
    'docker run executor --context "https://github.com/acme/app.git"',
    "docker run executor --context=http://github.com/acme/app.git",
    "docker run executor --context=git://ci:token@github.com/acme/app.git",
    "docker run executor --context=git://GitHub.com/acme/app.git",
  ])("objects to %s", (line) => {
    expect(runs(line)).toEqual(["create"]);
  });

  it.each([
    "docker buildx build . --cache-to type=local,dest=/cache",
    "docker build --cache-from registry.example.eu/cache .",
    "docker run executor --context=git://git.example.eu/acme/app.git",
    "docker run executor --context=git://github.com@git.example.eu/acme/app.git",
    "docker run executor --context=dir:///workspace",
    "gcloud builds list",
  ])("accepts %s", (line) => {
    expect(runs(line)).toEqual([]);
  });

  it("accept what is in the register", () => {
    expect(runs("docker build --cache-from acme/app:cache .", docker)).toEqual([]);
    const subprocessors = [{ host: "github.com", company: "GitHub", country: "US", basis: "DPA 2026" }];
    expect(runs("docker run executor --context=git://github.com/acme/app.git", { subprocessors })).toEqual([]);
  });
});
