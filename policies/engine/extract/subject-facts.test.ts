import { describe, expect, it } from "vitest";
import { UNKNOWN, wireSecret } from "../testing/cases.ts";
import { textOf } from "./reader.ts";
import { extract, type ResourceInput } from "./subject.ts";
import { pathOf, type Where } from "./where.ts";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const subject = (properties: unknown, type = CONFIG_MAP, more: Partial<ResourceInput> = {}) =>
  extract({ urn: "urn", type, name: "x", properties, ...more });
const provider = (properties: unknown, type = "pulumi:providers:aws") => ({
  provider: { type, name: "p", properties },
});
/** `path=text`, in order of paths: which comes first is nothing that a rule asks. */
const shown = (found: readonly { readonly where: Where | undefined; readonly text: string }[]) =>
  found.map(({ where, text }) => `${pathOf(where)}=${text}`).sort();

describe("extract of what a resource is", () => {
  it.each([
    ["azure-native:storage/v20230101:StorageAccount", "azure-native:storage:StorageAccount"],
    ["azure-native:compute/v20240701preview:VirtualMachine", "azure-native:compute:VirtualMachine"],
    ["azure-native:storage:StorageAccount", "azure-native:storage:StorageAccount"],
    ["kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:Deployment"],
    ["azure:storage/account:Account", "azure:storage/account:Account"],
  ])("knows %s for one whatever version of the API it is of", (written, type) => {
    expect(subject({}, written).type).toBe(type);
  });

  it("keeps what the engine says of it", () => {
    const properties = { a: "x" };
    expect(subject(properties)).toMatchObject({
      urn: "urn",
      type: CONFIG_MAP,
      name: "x",
      isExternal: false,
      hasProvider: false,
      root: { value: properties, where: undefined, secret: false },
    });
    expect([true, false, undefined].map((external) => subject({}, CONFIG_MAP, { external }).isExternal)).toEqual([
      true,
      false,
      false,
    ]);
    expect(subject({}, "aws:s3/bucket:Bucket", provider({})).hasProvider).toBe(true);
  });

  it.each([
    ["aws:s3/bucket:Bucket", "aws", false],
    ["pulumi:providers:aws", "aws", true],
    ["pulumi:pulumi:Stack", "pulumi", false],
    ["x-pulumi:providers:aws", "x-pulumi", false],
    ["", "", false],
  ])("finds the package of %j to be %j, a provider: %j", (type, name, isProvider) => {
    expect(subject({}, type)).toMatchObject({ package: name, isProvider });
  });

  it("finds the vendor of the package in the table, of a resource as of a provider", () => {
    const vendor = subject({}, "pulumi:providers:aws").vendorOfPackage;
    expect(vendor).toBeDefined();
    expect(subject({}, "aws:s3/bucket:Bucket").vendorOfPackage).toBe(vendor);
    expect(subject({}, "nobody:index:Thing").vendorOfPackage).toBeUndefined();
  });

  it("takes the whole of a Kubernetes Secret for secret, and no other resource", () => {
    const data = { data: { url: "https://api.example.eu" } };
    expect(subject(data, "kubernetes:core/v1:Secret")).toMatchObject({
      root: { secret: true },
      hosts: [{ certainty: "secret" }],
    });
    expect(subject(data)).toMatchObject({ root: { secret: false }, hosts: [{ certainty: "known" }] });
  });
});

describe("extract of what a provider decides", () => {
  it("gives a resource the region of its provider, and a provider none but its own", () => {
    expect(subject({}, "aws:s3/bucket:Bucket", provider({ region: "eu-west-1" })).inherited?.text).toBe("eu-west-1");
    expect(subject({}, "aws:s3/bucket:Bucket").inherited).toBeUndefined();
    const own = subject({ region: "eu-west-1" }, "pulumi:providers:aws", provider({ region: "us-east-1" }));
    expect([own.inherited, shown(own.places)]).toEqual([undefined, ["region=eu-west-1"]]);
  });

  it("reads from the provider which services go elsewhere, and of a provider from its own settings", () => {
    const endpoints = { endpoints: [{ s3: "https://s3.example.eu" }] };
    expect(subject({}, "aws:s3/bucket:Bucket", provider(endpoints)).foreignServices).toEqual(new Set(["s3"]));
    expect(subject(endpoints, "pulumi:providers:aws").foreignServices).toEqual(new Set(["s3"]));
    expect(subject(endpoints, "aws:s3/bucket:Bucket").foreignServices).toBeUndefined();
    expect(subject({}, "aws:s3/bucket:Bucket").foreignServices).toBeUndefined();
  });

  it("looks up the provider's region at whoever it goes to when its services go elsewhere", () => {
    const endpoints = [{ s3: "https://s3.fr-par.scw.cloud" }];
    const bucket = (more: object) => subject({}, "aws:s3/bucket:Bucket", provider({ region: "fr-par", ...more }));
    expect(bucket({ endpoints }).inherited?.provider).toBe("scaleway");
    expect(bucket({}).inherited).toBeUndefined();
  });

  it("sees that a provider is told a server of somebody else, and so is what it serves", () => {
    const own = { baseUrl: "https://vpn.example.eu" };
    expect(subject(own, "pulumi:providers:tailscale").hasOwnServer).toBe(true);
    expect(subject({}, "tailscale:index/acl:Acl", provider(own, "pulumi:providers:tailscale")).hasOwnServer).toBe(true);
    expect(subject(own, "tailscale:index/acl:Acl").hasOwnServer).toBe(false);
    expect(subject({}, "tailscale:index/acl:Acl").hasOwnServer).toBe(false);
  });
});

describe("extract of images and hosts", () => {
  it("takes an image for no host, whatever its key", () => {
    const { images, hosts } = subject({ imageUrl: "registry.example.eu/app:1", url: "https://api.example.eu" });
    expect(shown(images)).toEqual(["imageUrl=registry.example.eu/app:1"]);
    expect(shown(hosts)).toEqual(["url=api.example.eu"]);
  });

  it("puts an image together that is given in parts", () => {
    const image = { registry: "registry.example.eu", repository: "team/app", tag: "1" };
    const { images, hosts } = subject({ spec: { image, url: "https://api.example.eu" } });
    expect(shown(images)).toEqual(["spec.image.repository=registry.example.eu/team/app:1"]);
    expect(shown(hosts)).toEqual(["spec.url=api.example.eu"]);
  });

  it("keeps a host that stands beside the parts of an image and is none of them", () => {
    const image = { registry: "registry.example.eu", repository: "team/app", url: "https://api.example.eu" };
    expect(shown(subject({ image }).hosts)).toEqual(["image.url=api.example.eu"]);
    const named = { ...image, registryUrl: "https://mirror.example.eu", npmRegistry: "https://npm.example.eu" };
    expect(shown(subject({ image: named }).hosts)).toEqual([
      "image.npmRegistry=npm.example.eu",
      "image.registryUrl=mirror.example.eu",
      "image.url=api.example.eu",
    ]);
  });

  it("puts an image together whose parts are called after what it is for, and counts it once", () => {
    const { images, hosts } = subject({ own: { baseImageRegistry: "registry.example.eu", baseImageName: "app" } });
    expect(shown(images)).toEqual(["own.baseImageName=registry.example.eu/app"]);
    expect(hosts).toEqual([]);
  });

  it("counts a registry by itself for a host", () => {
    expect(shown(subject({ registry: "https://registry.example.eu" }).hosts)).toEqual(["registry=registry.example.eu"]);
  });

  it("takes the name of a stage of a build for no image", () => {
    const dockerfile = "FROM registry.example.eu/node:22 AS build\nRUN x\nFROM build\nFROM registry.example.eu/run:1\n";
    expect(shown(subject({ dockerfile: { inline: dockerfile } }, "docker-build:index:Image").images)).toEqual([
      "dockerfile.inline#L1=registry.example.eu/node:22",
      "dockerfile.inline#L4=registry.example.eu/run:1",
    ]);
  });

  it("finds the maker's host of an output that names none, and not where one is named beside it", () => {
    const output = (more: string) =>
      shown(subject({ data: { "out.conf": `[OUTPUT]\n    Name datadog\n${more}` } }).hosts).map((host) =>
        host.slice(host.indexOf("=") + 1),
      );
    expect(output("")).toEqual(["http-intake.logs.datadoghq.com"]);
    expect(output("    Host logs.example.eu\n")).toEqual(["logs.example.eu"]);
  });

  it("finds the places that images and hosts say they are in", () => {
    const { places } = subject({
      image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/app:1",
      url: "https://s3.eu-west-1.amazonaws.com/b",
    });
    expect(places.map(({ region }) => region).sort()).toEqual(["eu-central-1", "eu-west-1"]);
  });
});

describe("extract of what is not known or not read", () => {
  it("lists values that may name a host when they are known", () => {
    const properties = { spec: { url: UNKNOWN, replicas: UNKNOWN } };
    expect(subject(properties).pending.map(pathOf)).toEqual(["spec.url"]);
    expect(subject(properties, "aws:s3/bucket:Bucket").pending).toEqual([]);
  });

  it("lists what it could not read", () => {
    const { unread } = subject({ data: { a: "H4sIAAAAAAAA" } });
    expect(unread.map(({ where }) => pathOf(where))).toEqual(["data.a"]);
  });
});

describe("extract of what runs", () => {
  const pod = (container: object) => ({
    kind: "Deployment",
    spec: { template: { metadata: { labels: { app: "x" } }, spec: { containers: [container] } } },
  });
  const at = "spec.template.spec.containers[0]";
  const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

  it("finds containers and their commands", () => {
    const { containers, scripts } = subject(pod({ image: "a.example.eu/b", command: ["npm", "start"] }), DEPLOYMENT);
    expect(containers.map(({ where, repository }) => [pathOf(where), repository])).toEqual([[at, "b"]]);
    expect(shown(scripts)).toEqual([`${at}=npm start`]);
    expect(scripts[0]?.container).toBe(containers[0]);
  });

  it("finds no script where a container is told none", () => {
    expect(subject(pod({ image: "a.example.eu/b" }), DEPLOYMENT).scripts).toEqual([]);
  });

  it("finds the command of a hook", () => {
    const hook = { postStart: { exec: { command: ["curl", "x"] } } };
    expect(shown(subject(pod({ image: "a.example.eu/b", lifecycle: hook }), DEPLOYMENT).scripts)).toEqual([
      `${at}.lifecycle.postStart.exec=curl x`,
    ]);
  });

  it("finds a line that some shell will run", () => {
    expect(shown(subject({ data: { "run.sh": "set -e\ncurl x\n" } }).scripts)).toEqual(['data["run.sh"]#L2=curl x']);
  });

  it("finds a region among a command's arguments", () => {
    expect(
      shown(subject(pod({ image: "a.example.eu/b", args: ["--aws-region", "us-east-1"] }), DEPLOYMENT).places),
    ).toEqual([`${at}.args[1]=us-east-1`]);
  });

  it("finds a pod with the labels of its template", () => {
    const { pods } = subject(pod({ image: "a.example.eu/b" }), DEPLOYMENT);
    expect(pods.map(({ spec, labels }) => [pathOf(spec.where), pathOf(labels?.where)])).toEqual([
      ["spec.template.spec", "spec.template.metadata.labels"],
    ]);
    expect(textOf({ value: pods[0]?.labels?.value, where: undefined, secret: false })).toBeUndefined();
    expect(pods[0]?.labels?.value).toEqual({ app: "x" });
  });

  it("finds a pod by itself, one without labels, and each of several with its own", () => {
    const labels = (properties: unknown) => subject(properties).pods.map(({ labels }) => labels?.value);
    const spec = () => ({ containers: [] });
    expect(labels({ metadata: { labels: { a: "1" } }, spec: spec() })).toEqual([{ a: "1" }]);
    expect(labels({ spec: spec() })).toEqual([undefined]);
    expect(labels({ containers: [] })).toEqual([undefined]);
    expect(
      labels({
        a: { metadata: { labels: { n: "1" } }, spec: spec() },
        b: { metadata: { labels: { n: "2" } }, spec: wireSecret(spec()) },
      }),
    ).toEqual([{ n: "1" }, { n: "2" }]);
  });

  it.each([
    [{ spec: { containers: "x" } }],
    [{ spec: { containers: {} } }],
    [{ spec: null }],
    [{ spec: "containers" }],
  ])("finds no pod in %j", (properties) => {
    expect(subject(properties).pods).toEqual([]);
  });

  it("finds charts and settings that report home", () => {
    const { charts } = subject({ chart: "redis", values: { a: 1 } }, "kubernetes:helm.sh/v3:Release");
    expect(charts.map(({ chart }) => chart)).toEqual(["redis"]);
    const { reporting } = subject({ values: { sendAnonymousUsage: true, checkNewVersion: false } });
    expect(reporting.map(({ where, name }) => [pathOf(where), name])).toEqual([
      ["values.sendAnonymousUsage", "sendAnonymousUsage"],
    ]);
  });
});
