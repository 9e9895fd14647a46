import { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { type Registration, registrationsOf } from "../../test/mock-engine.ts";
import { Images } from "../images/images.ts";
import { ClusterCa } from "../tls/cluster-ca.ts";
import { GarbageCollection } from "./garbage-collection.ts";
import { Registry } from "./registry.ts";
import type { RegistryStorageArgs } from "./registry-args.ts";
import { Retention, type RetentionArgs } from "./retention-job.ts";

const answers = {
  outputs: {
    "random:index/randomBytes:RandomBytes": { hex: "planted-http" },
    "random:index/randomPassword:RandomPassword": { result: "planted-password", bcryptHash: "planted-hash" },
    "tls:index/privateKey:PrivateKey": { privateKeyPem: "planted-pem", privateKeyPemPkcs8: "planted-pem" },
    "tls:index/selfSignedCert:SelfSignedCert": { certPem: "authority" },
    "tls:index/certRequest:CertRequest": { certRequestPem: "request" },
    "tls:index/locallySignedCert:LocallySignedCert": { certPem: "certificate" },
  },
};
const disk: RegistryStorageArgs = {
  kind: "filesystem",
  diskGiB: 100,
  volume: { storageClass: "encrypted", encryptedAtRest: true },
};
function made(
  build: (
    registry: Registry,
    common: { environment: string; namespace: string; provider: Provider; images: Images },
  ) => void,
): Promise<Registration[]> {
  return registrationsOf(() => {
    const provider = new Provider("cluster", {});
    const images = new Images("mirror.example.eu");
    const common = { environment: "prod", namespace: "beta9", provider, images };
    const registry = new Registry("registry", {
      ...common,
      ca: new ClusterCa("ca"),
      publicHost: "registry.example.eu",
      storage: disk,
      clients: [],
    });
    build(registry, common);
  }, answers);
}
const collecting = () =>
  made((registry, common) => {
    new GarbageCollection("gc", {
      ...common,
      registry,
      kubernetesApi: { peers: [{ cidr: "10.0.0.0/28" }], port: 6443 },
    });
  });
const retaining = (changes: Partial<RetentionArgs> = {}) =>
  made((registry, common) => {
    new Retention("retention", {
      ...common,
      registry,
      caCertificate: "authority",
      database: {
        host: "postgres.beta9.svc",
        port: 5432,
        database: "beta9",
        username: "beta9",
        password: pulumi.secret("planted-database"),
        tls: true,
      },
      store: {
        internalUrl: pulumi.output("https://garage.beta9.svc"),
        publicUrl: pulumi.output("https://s3.example.eu"),
        region: "eu-frankfurt-1",
        accessKeyId: pulumi.secret("planted-id"),
        secretAccessKey: pulumi.secret("planted-secret"),
        forcePathStyle: true,
        buckets: { images: "prod-images" },
      },
      ...changes,
    });
  });
const one = (all: readonly Registration[], type: string, name: string) =>
  all.find((each) => each.type.endsWith(`:${type}`) && each.inputs.metadata.name === name)?.inputs;

describe("garbage collection", () => {
  it("may read and patch the registry's Deployment and nothing else", async () => {
    expect(one(await collecting(), "Role", "registry-gc").rules).toEqual([
      { apiGroups: ["apps"], resources: ["deployments"], resourceNames: ["registry"], verbs: ["get", "patch"] },
    ]);
  });

  it("runs one at a time, on the node that holds the disk", async () => {
    const { concurrencyPolicy, jobTemplate } = one(await collecting(), "CronJob", "registry-gc").spec;
    const { affinity, containers } = jobTemplate.spec.template.spec;
    expect(concurrencyPolicy).toBe("Forbid");
    expect(affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey).toBe(
      "kubernetes.io/hostname",
    );
    expect(containers[0].volumeMounts.map((mount: { name: string }) => mount.name)).toEqual([
      "config",
      "data",
      "program",
      "tools",
    ]);
  });
});

describe("retention", () => {
  it("asks the database, selects, makes it forget, removes: in this order", async () => {
    const { initContainers, containers } = one(await retaining(), "CronJob", "registry-retention").spec.jobTemplate.spec
      .template.spec;
    const steps = [...initContainers, ...containers].map((each: { name: string }) => each.name);
    expect(steps).toEqual(["usage", "select", "forget", "remove"]);
  });

  it("shows no password in its pods and ConfigMaps", async () => {
    for (const { type, name, inputs } of await retaining()) {
      if (/^(tls|random|pulumi|sgc)/.test(type) || type.endsWith(":Secret")) continue;
      expect([name, JSON.stringify(inputs).includes("planted")]).toEqual([name, false]);
    }
  });

  it.each<[string, Partial<RetentionArgs>, RegExp]>([
    ["to keep none", { keepLast: 0 }, /keepLast is 0/],
    ["less than a week", { keepDays: 6 }, /keepDays is 6, accepted: from 7/],
  ])("refuses %s", async (_what, changes, message) => {
    let thrown: unknown;
    await retaining(changes).catch((error: unknown) => {
      thrown = error;
    });
    expect(String(thrown)).toMatch(message);
  });
});
