import { Provider } from "@pulumi/kubernetes/provider.js";
import { describe, expect, it } from "vitest";
import { type Registration, registrationsOf } from "../../test/mock-engine.ts";
import { Images } from "../images/images.ts";
import { kitAnnotations } from "../labels.ts";
import { ClusterCa } from "../tls/cluster-ca.ts";
import { Registry } from "./registry.ts";
import type { RegistryArgs, RegistryStorageArgs, S3RegistryStorageArgs } from "./registry-args.ts";

const answers = {
  outputs: {
    "random:index/randomBytes:RandomBytes": { hex: "canary-http" },
    "random:index/randomPassword:RandomPassword": { result: "canary-password", bcryptHash: "$2a$10$canary-hash" },
    "tls:index/privateKey:PrivateKey": { privateKeyPem: "canary-pem", privateKeyPemPkcs8: "canary-pem" },
    "tls:index/selfSignedCert:SelfSignedCert": { certPem: "authority" },
    "tls:index/certRequest:CertRequest": { certRequestPem: "request" },
    "tls:index/locallySignedCert:LocallySignedCert": { certPem: "certificate" },
  },
};
const s3: S3RegistryStorageArgs = {
  kind: "s3",
  endpoint: "https://s3.example.eu",
  region: "eu-de",
  bucket: "registry",
  accessKeyId: "canary-id",
  secretAccessKey: "canary-secret",
};
const disk: RegistryStorageArgs = {
  kind: "filesystem",
  diskGiB: 100,
  volume: { storageClass: "encrypted", encryptedAtRest: true },
};
function make(changes: Partial<RegistryArgs> = {}): Registry {
  return new Registry("registry", {
    environment: "prod",
    namespace: "beta9",
    provider: new Provider("cluster", {}),
    images: new Images("mirror.example.eu"),
    ca: new ClusterCa("ca"),
    publicHost: "registry.example.eu",
    storage: s3,
    clients: [{ name: "workers", namespace: "beta9-workers", podLabels: { app: "worker" }, reason: "builds" }],
    ...changes,
  });
}
const ofType = (all: readonly Registration[], type: string) => all.filter((each) => each.type.endsWith(`:${type}`));
const made = (changes?: Partial<RegistryArgs>) => registrationsOf(() => void make(changes), answers);

describe("the registry", () => {
  it("keeps passwords, hashes and keys in Secrets and nowhere else", async () => {
    for (const { type, name, inputs } of await made()) {
      if (/^(tls|random|pulumi|sgc)/.test(type)) continue;
      const bare = JSON.stringify(inputs, (_, value) =>
        value && typeof value === "object" && "secret" in value ? "*" : value,
      );
      expect([name, bare.includes("canary")]).toEqual([name, false]);
      if (!type.endsWith(":Secret")) expect([name, JSON.stringify(inputs).includes("canary")]).toEqual([name, false]);
    }
  });

  it("knows two users, each with a bcrypt hash", async () => {
    const [htpasswd] = ofType(await made(), "Secret").filter((each) => each.name === "registry-htpasswd");
    expect(htpasswd?.inputs.stringData.secret.htpasswd).toBe(
      "beta9:$2a$10$canary-hash\nhousekeeping:$2a$10$canary-hash\n",
    );
  });

  it("runs twice in front of S3 and never stops for an update", async () => {
    const [server] = ofType(await made(), "Deployment");
    expect(server?.inputs.spec.replicas).toBe(2);
    expect(server?.inputs.spec.strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 });
  });

  it("runs once on a disk, which nothing can delete by accident", async () => {
    const all = await made({ storage: disk });
    const [server] = ofType(all, "Deployment");
    expect([server?.inputs.spec.replicas, server?.inputs.spec.strategy.type]).toEqual([1, "Recreate"]);
    expect(ofType(all, "PersistentVolumeClaim").map((claim) => claim.protect)).toEqual([true]);
  });

  it("restarts when what it mounts changes", async () => {
    const digest = (all: readonly Registration[]) =>
      ofType(all, "Deployment")[0]?.inputs.spec.template.metadata.annotations[kitAnnotations.configDigest];
    const first = digest(await made());
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(digest(await made())).toBe(first);
    expect(digest(await made({ storage: { ...s3, bucket: "other" } }))).not.toBe(first);
    expect(digest(await made({ storage: { ...s3, secretAccessKey: "new" } }))).not.toBe(first);
  });

  it("trusts the store's own authority and no other when it has one", async () => {
    const env = (all: readonly Registration[]) =>
      ofType(all, "Deployment")[0]?.inputs.spec.template.spec.containers[0].env;
    expect(env(await made())).toEqual([{ name: "OTEL_TRACES_EXPORTER", value: "none" }]);
    expect(env(await made({ storage: { ...s3, caCertificate: "authority" } }))).toContainEqual({
      name: "SSL_CERT_FILE",
      value: "/etc/distribution/store-ca.crt",
    });
  });

  it("opens its port to its clients, each with a reason; the store opens its own", async () => {
    const policies = ofType(await made(), "NetworkPolicy").map((policy) => policy.inputs);
    expect(policies.map((policy) => policy.metadata.name).sort()).toEqual([
      "registry-registry-from-workers",
      "registry-workers-to-registry",
    ]);
  });

  it.each<[string, Partial<RegistryArgs>, RegExp]>([
    ["a host with a port", { publicHost: "registry.example.eu:8443" }, /not a host name/],
    ["a host that is no name", { publicHost: "registry" }, /not a host name/],
    ["two replicas on one disk", { storage: disk, replicas: 2 }, /use S3 storage, or 1/],
    ["parts that S3 refuses", { storage: { ...s3, chunkSizeMiB: 4 } }, /accepted: 5 to 5120/],
    [
      "a disk that is not encrypted",
      { storage: { ...disk, volume: { storageClass: "x", encryptedAtRest: false } } },
      /encrypt at rest/,
    ],
  ])("refuses %s", async (_what, changes, message) => {
    await registrationsOf(() => {
      expect(() => make(changes)).toThrow(message);
    });
  });
});
