import { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { type Registration, registrationsOf } from "../../test/mock-engine.ts";
import { Images } from "../images/images.ts";
import { SecretText } from "../secret-text.ts";
import { ClusterCa } from "../tls/cluster-ca.ts";
import { garageIdentity } from "./garage-identity.ts";
import { ObjectStore } from "./object-store.ts";
import type { ExternalStoreArgs, InClusterStoreArgs, StoreArgs } from "./object-store-args.ts";

// RFC 8410, section 10.3.
const ed25519 =
  "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
const answers = {
  outputs: {
    "random:index/randomBytes:RandomBytes": { hex: "planted-bytes" },
    "random:index/randomId:RandomId": { hex: "GKplanted-id" },
    "tls:index/privateKey:PrivateKey": { privateKeyPem: ed25519, privateKeyPemPkcs8: ed25519 },
    "tls:index/selfSignedCert:SelfSignedCert": { certPem: "authority" },
    "tls:index/certRequest:CertRequest": { certRequestPem: "request" },
    "tls:index/locallySignedCert:LocallySignedCert": { certPem: "certificate" },
    "oci:Identity/customerSecretKey:CustomerSecretKey": { key: "planted-key" },
  },
};
const buckets = { images: "prod-images", registry: "prod-registry", volumes: "prod-volumes" };
const keys = { accessKeyId: new SecretText("planted-id"), secretAccessKey: new SecretText("planted-secret") };
const external: ExternalStoreArgs = {
  mode: "external",
  endpoint: "https://s3.example.eu",
  region: "eu-de",
  buckets,
  keys: { platform: keys, registry: keys },
};

function make(store: (provider: Provider) => StoreArgs): ObjectStore {
  const provider = new Provider("cluster", {});
  return new ObjectStore("object-store", {
    environment: "prod",
    namespace: "beta9",
    provider,
    clients: [{ name: "gateway", namespace: "beta9", podLabels: { app: "gateway" }, reason: "workspace storage" }],
    store: store(provider),
  });
}
const garage = (changes: Partial<InClusterStoreArgs> = {}): InClusterStoreArgs => ({
  mode: "in-cluster",
  ca: new ClusterCa("ca"),
  images: new Images("mirror.example.eu"),
  region: "eu-frankfurt-1",
  publicUrl: "https://s3.example.eu",
  diskGiB: 100,
  volume: { storageClass: "encrypted", encryptedAtRest: true },
  buckets,
  ...changes,
});
const ofType = (all: readonly Registration[], type: string) => all.filter((each) => each.type.endsWith(`:${type}`));

describe("an object store", () => {
  it("in OCI gives each holder a user that can do nothing but sign for its own buckets", async () => {
    const all = await registrationsOf(() => {
      const homeProvider = new Provider("home", {});
      make(() => ({
        mode: "oci",
        facts: {
          endpoint: pulumi.output("https://ns.compat.objectstorage.eu-frankfurt-1.oraclecloud.com"),
          region: "eu-frankfurt-1",
          buckets: Object.fromEntries(Object.entries(buckets).map(([purpose, name]) => [purpose, pulumi.output(name)])),
        },
        tenancyOcid: "ocid1.tenancy.oc1..t",
        compartmentId: "ocid1.compartment.oc1..data",
        identityCompartmentId: "ocid1.compartment.oc1..env",
        homeProvider,
      }));
    }, answers);
    const capabilities = ofType(all, "UserCapabilitiesManagement");
    expect(capabilities).toHaveLength(2);
    for (const { inputs } of capabilities) {
      const { userId: _, ...can } = inputs;
      expect(Object.entries(can).filter(([, allowed]) => allowed)).toEqual([["canUseCustomerSecretKeys", true]]);
    }
    const statements = (holder: string) =>
      ofType(all, "Policy")
        .find((policy) => policy.inputs.name === `prod-object-store-${holder}`)
        ?.inputs.statements.join("\n");
    const [platform, registry] = [statements("platform"), statements("registry")];
    expect(platform).toContain("'prod-images'");
    expect(platform).toContain("/prod-workspace-*/");
    expect(platform).not.toContain("prod-registry");
    expect(registry).toContain("'prod-registry'");
    expect(registry).not.toMatch(/prod-images|workspace/);
    expect(ofType(all, "User").every((user) => user.provider === "home")).toBe(true);
  });

  it("of somebody else keeps its keys secret and makes nothing but the ways to it", async () => {
    let endpoint: ObjectStore["endpoint"] | undefined;
    const all = await registrationsOf(() => {
      endpoint = make(() => external).endpoint;
    }, answers);
    const made = all.filter((each) => !/pulumi:|sgc:/.test(each.type)).map(({ inputs }) => inputs.metadata.name);
    expect(made).toEqual(["object-store-gateway-to-object-store"]);
    expect(endpoint && (await pulumi.isSecret(endpoint.secretAccessKey))).toBe(true);
    expect(JSON.stringify(all)).not.toContain("planted");
  });

  it("in the cluster hears plain HTTP on loopback and lets clients in by TLS alone", async () => {
    const all = await registrationsOf(() => void make(() => garage()), answers);
    const [config] = ofType(all, "ConfigMap").filter((each) => each.inputs.metadata.name === "garage-config");
    expect(config?.inputs.data["garage.toml"]).toContain('api_bind_addr = "127.0.0.1:3900"');
    const [service] = ofType(all, "Service").filter((each) => each.inputs.metadata.name === "garage");
    expect(service?.inputs.spec.ports).toEqual([{ name: "https", port: 443, targetPort: "https" }]);
    const ports = ofType(all, "NetworkPolicy").flatMap((policy) =>
      (policy.inputs.spec.ingress ?? []).flatMap((rule: { ports: { port: number }[] }) => rule.ports),
    );
    expect(new Set(ports.map((each) => each.port))).toEqual(new Set([3943, 3944]));
  });

  it("in the cluster has its secrets in Secrets and nowhere else", async () => {
    const all = await registrationsOf(() => void make(() => garage({ servers: 3 })), answers);
    const { id, nodeKey } = garageIdentity(ed25519);
    for (const { type, name, inputs } of all.filter((each) => !/^(tls|random|pulumi|sgc)/.test(each.type))) {
      const text = JSON.stringify(inputs);
      if (type.endsWith(":Secret")) continue;
      const leaks = [/planted.{9}/, /BEGIN PRIVATE/].map((leak) => leak.exec(text)?.[0]);
      expect([name, leaks, text.includes(nodeKey)]).toEqual([name, [undefined, undefined], false]);
    }
    for (const secret of ofType(all, "Secret")) expect(JSON.stringify(secret.inputs)).toContain('"secret"');
    const [config] = ofType(all, "ConfigMap").filter((each) => each.inputs.metadata.name === "garage-config");
    expect(config?.inputs.data["garage.toml"]).toContain(`${id}@garage-2.garage-servers.beta9.svc:3901`);
  });

  it("in the cluster keeps three copies on three servers when asked, and keeps the disks of deleted ones", async () => {
    const all = await registrationsOf(() => void make(() => garage({ servers: 3 })), answers);
    const [servers] = ofType(all, "StatefulSet");
    expect(servers?.inputs.spec.replicas).toBe(3);
    expect(servers?.inputs.spec.persistentVolumeClaimRetentionPolicy).toEqual({
      whenDeleted: "Retain",
      whenScaled: "Retain",
    });
  });

  it.each<[string, () => Partial<ExternalStoreArgs>, RegExp]>([
    ["plain HTTP", () => ({ endpoint: "http://s3.example.eu" }), /in clear: use https/],
    ["a path", () => ({ endpoint: "https://s3.example.eu/bucket" }), /more than a host: write https:\/\/s3.example.eu/],
    ["keys in the URL", () => ({ endpoint: "https://id:planted@s3.example.eu" }), /carries credentials/],
    ["no URL", () => ({ endpoint: "s3.example.eu" }), /not a URL/],
    ["a region with spaces", () => ({ region: "EU West" }), /region "EU West"/],
    [
      "one bucket for two",
      () => ({ buckets: { ...buckets, registry: "prod-images" } }),
      /already the bucket of images/,
    ],
    ["a bucket with capitals", () => ({ buckets: { ...buckets, images: "Images" } }), /buckets.images "Images"/],
    ["no address", () => ({ cidrs: [] }), /nobody could reach/],
  ])("refuses %s", async (_what, changes, message) => {
    await registrationsOf(() => {
      expect(() => make(() => ({ ...external, ...changes() }))).toThrow(message);
    });
  });

  it("never repeats a key that stood in a URL", async () => {
    await registrationsOf(() => {
      expect(() => make(() => ({ ...external, endpoint: "http://id:planted@s3.example.eu" }))).toThrow(
        /^(?!.*planted)/s,
      );
    });
  });
});
