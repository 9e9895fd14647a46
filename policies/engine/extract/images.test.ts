import { describe, expect, it } from "vitest";
import { UNKNOWN, wireSecret } from "../testing/cases.ts";
import { extract } from "./subject.ts";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const VIRTUAL_MACHINE = "oci:Core/instance:Instance";
const DIGEST = `sha256:${"ab".repeat(32)}`;

const found = (properties: unknown, type = DEPLOYMENT) => extract({ urn: "urn", type, name: "x", properties }).images;
const texts = (properties: unknown, type?: string) => found(properties, type).map(({ text }) => text);
/** The image as it is read, with everything that is implied. */
const names = (properties: unknown, type?: string) =>
  found(properties, type).map(({ image }) => image && `${image.registry}/${image.repository}:${image.tag}`);

describe("an image under one key", () => {
  it.each([
    "image",
    "Image",
    "imageName",
    "imageRef",
    "imageReference",
    "imageUri",
    "imageURL",
    "baseImage",
    "AGENT_IMAGE",
  ])("is read at %s", (key) => {
    expect(texts({ [key]: "redis:7" })).toEqual(["redis:7"]);
  });

  it.each([
    "images",
    "imageHint",
    "imageSize",
    "image2",
    "imagePullSecret",
    "imagePolicyName",
    "my-image",
    "pullImage",
  ])("is not read at %s", (key) => {
    expect(texts({ [key]: "redis:7" })).toEqual([]);
  });

  it.each([
    ["docker:index/remoteImage:RemoteImage", "name"],
    ["docker:index/registryImage:RegistryImage", "name"],
    ["docker-build:index:Image", "ref"],
  ])("is read where %s has it: at %s", (type, key) => {
    expect(texts({ [key]: "redis:7" }, type)).toEqual(["redis:7"]);
    expect(texts({ [`${key}s`]: "redis:7" }, type)).toEqual([]);
    expect(texts({ [key]: "redis:7" }, "docker:index/volume:Volume")).toEqual([]);
    expect(texts({ [key]: "redis:7" }, "kubernetes:docker-build:X")).toEqual([]);
  });

  it.each([
    [{ volumes: [{ image: { reference: "redis:7" } }] }, ["redis:7"]],
    [{ volumes: [{ source: { reference: "redis:7" } }] }, []],
    [{ images: [{ name: "redis", newName: "valkey" }] }, ["valkey"]],
    [{ files: [{ name: "redis", newName: "valkey" }] }, []],
    [{ images: [{ oldName: "valkey" }] }, []],
  ])("is read in image volumes and where images are renamed: %j", (properties, expected) => {
    expect(texts(properties)).toEqual(expected);
  });

  it.each([
    "https://example.eu/logo",
    "http://example.eu/logo",
    "http://$HOST/logo:1",
    "data:abc",
    "ocid1.image.oc1.iad.abc",
    "ami-0123",
    "/boot/vmlinuz",
    "./build",
    "assets/logo.png",
    "assets/photo.jpg",
    "assets/photo.jpeg",
    "assets/photo.svg",
    "assets/photo.gif",
    "assets/photo.ico",
    "assets/photo.webp",
    "disks/debian.iso",
    "disks/debian.qcow2",
    "disks/debian.img",
    "disks/debian.raw",
    "disks/debian.vmdk",
    "images/tool.sif",
    "ubuntu 24.04",
    "true",
    "false",
    "1",
    "12",
    "1.5",
    "12.34",
    "",
  ])("is not what %j says", (text) => {
    expect(texts({ image: text })).toEqual([]);
  });

  it.each([
    "example/app.png-viewer",
    "my-ami-1",
    "truest",
    "untrue",
    "1a",
    "v1.5",
    "1.5a",
    "httpd:2",
    "database:1",
    " redis:7",
  ])("may well be %j", (text) => {
    expect(texts({ image: text })).toEqual([text]);
  });

  it.each([
    [{ labels: { image: "redis:7" } }],
    [{ matchLabels: { image: "redis:7" } }],
    [{ openAPIV3Schema: { image: "redis:7" } }],
    [{ description: { image: "redis:7" } }],
    [{ rbd: { image: "redis:7" } }],
    [{ cacheFrom: [{ registry: { image: "redis:7" } }] }],
    [{ cacheTo: [{ registry: { image: "redis:7" } }] }],
  ])("is not read in %j, where nothing is run", (properties) => {
    expect(texts(properties)).toEqual([]);
  });

  it.each(["rbdSpec", "myrbd", "cacheFromage", "nocacheTo", "annotations"])("is read below %s", (key) => {
    expect(texts({ [key]: { image: "redis:7" } })).toEqual(["redis:7"]);
  });

  it("is read inside a document that stands in its place", () => {
    expect(texts({ image: '{"repository":"ghcr.io/a/b","tag":"1"}' })).toEqual(["ghcr.io/a/b:1"]);
    expect(texts({ image: '["redis:7"]' })).toEqual(["redis:7"]);
  });
});

describe("the image of what may be a virtual machine", () => {
  it.each([["ghcr.io/a/b:1"], [`a/b@${DIGEST}`], [`redis@${DIGEST}`]])("is read in %s", (text) => {
    expect(texts({ image: text }, VIRTUAL_MACHINE)).toEqual([text]);
  });

  it.each(["debian", "debian:12", "localhost/debian", "family/debian", "disk:5000/debian", "$IMAGE"])(
    "is not read in %s",
    (text) => {
      expect(texts({ image: text }, VIRTUAL_MACHINE)).toEqual([]);
    },
  );

  it.each(["containers", "podTemplate", "podSpec", "workload", "helmValues", "chart"])(
    "is read below %s, whatever the name",
    (key) => {
      expect(texts({ [key]: { image: "debian" } }, VIRTUAL_MACHINE)).toEqual(["debian"]);
    },
  );

  it.each([
    ["kubernetes:apps/v1:Deployment"],
    ["docker:index/container:Container"],
    ["docker-build:index:Image"],
    ["helm:index:Release"],
    ["repository:file:compose"],
  ])("is a container's in %s", (type) => {
    expect(texts({ image: "debian" }, type)).toEqual(["debian"]);
  });
});

describe("an image that is not known yet", () => {
  it("is told where a container's image is unknown, and only there", () => {
    expect(found({ image: UNKNOWN })).toMatchObject([{ certainty: "unknown", text: "", image: undefined }]);
    expect(found({ image: UNKNOWN }, VIRTUAL_MACHINE)).toEqual([]);
    expect(found({ baseImage: UNKNOWN })).toEqual([]);
  });

  it("is unknown when its registry is", () => {
    expect(found({ image: `${UNKNOWN}.eu/a/b:1` })).toMatchObject([
      { certainty: "unknown", text: "", image: undefined },
    ]);
    expect(found({ image: `ghcr.io/a/b:${UNKNOWN}` })).toMatchObject([
      { certainty: "known", image: { registry: "ghcr.io" } },
    ]);
  });

  it("keeps that it is secret", () => {
    expect(found({ image: wireSecret("ghcr.io/a/b:1") })).toMatchObject([
      { certainty: "secret", image: { registry: "ghcr.io" } },
    ]);
  });

  it.each([
    ["ghcr.io/acme/redis:$TAG", "ghcr.io/acme/redis:"],
    ["ghcr.io/a/b@$DIGEST", "ghcr.io/a/b:"],
    ["ghcr.io/a/b:v$TAG-$BUILD", "ghcr.io/a/b:"],
    ["ghcr.io/a/b:{{.Tag}}", "ghcr.io/a/b:"],
    ["$REGISTRY/a/b:1", undefined],
    ["ghcr.io/a/$NAME", undefined],
    ["ghcr.io/a/b$SUFFIX", undefined],
    ["redis:$TAG", undefined],
    ["x$REGISTRY/ghcr.io/a/b:1", undefined],
  ])("is read as far as a template allows: %s", (text, name) => {
    expect(names({ image: text })).toEqual([name]);
  });

  it("is none where text only looks like a reference to a person", () => {
    expect(found({ image: "a:b:c" })).toEqual([]);
  });
});

describe("the image that a build starts from", () => {
  const DOCKERFILE = "repository:file:Dockerfile";
  const base = (line: string, type = DOCKERFILE) =>
    found({ content: `ARG A=1\n${line}\n` }, type).map(({ text, stage }) => [text, stage].filter(Boolean).join(" as "));

  it.each([
    ["FROM redis:7", "redis:7"],
    ["from redis:7", "redis:7"],
    ["FROM  redis:7", "redis:7"],
    ["  FROM redis:7  ", "redis:7"],
    ["FROM --platform=linux/amd64 redis:7", "redis:7"],
    ["FROM --platform=linux/amd64   redis:7", "redis:7"],
    ["FROM golang:1 AS build", "golang:1 as build"],
    ["FROM golang:1   as   b2", "golang:1 as b2"],
    ["FROM --platform=linux/amd64 golang:1 AS build", "golang:1 as build"],
  ])("is read in %j", (line, expected) => {
    expect(base(line)).toEqual([expected]);
  });

  it.each([
    "FROM scratch",
    "FROM scratch AS empty",
    "COPY FROM redis:7",
    "FROMAGE redis:7",
    "FROM redis:7 and more",
    "FROM redis:7 AS a b",
    "FROM",
    "RUN true",
  ])("is not read in %j", (line) => {
    expect(base(line)).toEqual([]);
  });

  it.each([
    ["docker:index/image:Image", ["redis:7"]],
    ["docker-build:index:Image", ["redis:7"]],
    ["repository:file:Dockerfile", ["redis:7"]],
    ["repository:file:Dockerfiles", []],
    ["my:repository:file:Dockerfile", []],
    ["mydocker:index/image:Image", []],
    ["kubernetes:core/v1:ConfigMap", []],
  ])("is read in the files of %s: %j", (type, expected) => {
    expect(base("FROM redis:7", type)).toEqual(expected);
  });

  it.each(["dockerfile", "Dockerfile.gpu", "my-containerfile"])("is read below %s of anything", (key) => {
    expect(texts({ data: { [key]: "FROM redis:7\nRUN true" } }, CONFIG_MAP)).toEqual(["redis:7"]);
  });

  it("is read where the whole file is one line", () => {
    expect(texts({ dockerfile: { inline: " FROM redis:7\t" } }, "docker-build:index:Image")).toEqual(["redis:7"]);
  });

  it("is read as far as a template allows", () => {
    expect(names({ content: "FROM ghcr.io/a/b:$TAG\nRUN true" }, DOCKERFILE)).toEqual(["ghcr.io/a/b:"]);
    expect(names({ content: "FROM $BASE\nRUN true" }, DOCKERFILE)).toEqual([undefined]);
  });

  it("is none that the build makes itself", () => {
    expect(texts({ content: "FROM golang:1 AS build\nFROM build\nFROM redis:7" }, DOCKERFILE)).toEqual([
      "golang:1",
      "redis:7",
    ]);
  });
});

describe("the image of an app of Azure's", () => {
  const app = (fields: object) => names({ siteConfig: fields }, "azure-native:web:WebApp");

  it.each([
    [{ linuxFxVersion: "DOCKER|ghcr.io/a/b:1" }, ["ghcr.io/a/b:1"]],
    [{ windowsFxVersion: "docker|redis:7" }, ["docker.io/library/redis:7"]],
    [{ linuxFxVersion: "DOCKER|ghcr.io/a/b:$TAG" }, ["ghcr.io/a/b:"]],
    [{ linuxFxVersion: "NODE|20" }, []],
    [{ linuxFxVersion: "NODE|DOCKER|a/b" }, []],
    [{ linuxFxVersion: "DOCKER|a/b c" }, []],
    [{ linuxFxVersions: "DOCKER|a/b" }, []],
    [{ oldlinuxFxVersion: "DOCKER|a/b" }, []],
  ])("is read in %j", (fields, expected) => {
    expect(app(fields)).toEqual(expected);
  });
});
