import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { pathSegments } from "../../stacks/environment/path.ts";
import { readPattern, touches } from "./path-pattern.ts";
import { dataHeldBy, deletesFirst, effectOf, type InputChange, replacementOf } from "./replacement.ts";
import { replacementTables } from "./table.ts";

const nowhere = { inputs: {}, provider: {} };

function effect(
  type: string,
  path: string,
  values: Partial<InputChange> = { before: "a", after: "b" },
  context = nowhere,
) {
  const facts = replacementOf(type);
  if (facts === undefined) throw new Error(`no row for ${type}`);
  return effectOf(facts, { path: pathSegments(path), ...values }, context);
}

describe("a path pattern", () => {
  it("meets a change at the property, below it and in any element of a list", () => {
    const image = readPattern("spec.containers[*].image");
    expect(touches(image, ["spec", "containers", 3, "image"])).toBe(true);
    expect(touches(image, ["spec", "containers", 3, "image", "tag"])).toBe(true);
    expect(touches(image, ["spec", "containers", "3", "image"])).toBe(false);
    expect(touches(image, ["spec", "containers", 3, "name"])).toBe(false);
  });

  it("meets a change above it only when something stands there, before or after", () => {
    const image = readPattern("spec.containers[*].image");
    const after = { containers: [{ name: "a" }, { image: "b" }] };
    expect(touches(image, ["spec"], { after })).toBe(true);
    expect(touches(image, ["spec"], { before: after })).toBe(true);
    expect(touches(image, ["spec"], { after: { containers: [{ name: "a" }] } })).toBe(false);
  });

  it.each(["", ".a", "a..b", "a[0]", "a b"])("is not %j", (text) => {
    expect(() => readPattern(text)).toThrow("is not a property path");
  });
});

describe("the replacement tables", () => {
  it("are of the versions that the kit installs, from a commit each", () => {
    const dependencies: Readonly<Record<string, string>> = manifest.dependencies;
    for (const { package: name, version, facts } of replacementTables) {
      expect(dependencies[`@pulumi/${name}`], name).toBe(version);
      for (const { source, type } of facts) {
        expect(source, type).toMatch(/^https:\/\/github\.com\/[\w-]+\/[\w-]+\/blob\/[0-9a-f]{40}\/.+\.go$/);
      }
    }
  });

  it("have one row for a type", () => {
    const types = replacementTables.flatMap(({ facts }) => facts.map(({ type }) => type));
    expect(types).toEqual([...new Set(types)]);
  });

  it("know every type of the kit's own stacks", () => {
    const golden = new URL("../../test/plan/golden/", import.meta.url);
    const types = new Set(
      readdirSync(golden)
        .filter((file) => file.endsWith(".resources.yaml"))
        .flatMap((file) => [...readFileSync(new URL(file, golden), "utf8").matchAll(/^ {2}type: (\S+)$/gm)])
        .flatMap(([, type]) => (type === undefined || /^(sgc:|pulumi:pulumi:Stack$)/.test(type) ? [] : [type])),
    );
    expect(types.size).toBeGreaterThan(60);
    expect([...types].filter((type) => replacementOf(type) === undefined)).toEqual([]);
  });

  it("say nothing of a type that nobody has looked at", () => {
    expect(replacementOf("aws:s3/bucket:Bucket")).toBeUndefined();
    expect(replacementOf("toString")).toBeUndefined();
  });
});

describe("a change", () => {
  it.each([
    ["oci:Kms/vault:Vault", "vaultType", "replace"],
    ["oci:Kms/vault:Vault", "displayName", "update"],
    ["oci:Kms/key:Key", "keyShape.length", "replace"],
    ["oci:ObjectStorage/bucket:Bucket", "name", "replace"],
    ["oci:ObjectStorage/bucket:Bucket", "versioning", "update"],
    ["oci:ContainerEngine/cluster:Cluster", "kubernetesVersion", "update"],
    ["oci:ContainerEngine/cluster:Cluster", "endpointConfig.subnetId", "replace"],
    ["oci:ContainerEngine/nodePool:NodePool", "nodeConfigDetails.size", "update"],
    ["kubernetes:apps/v1:Deployment", "spec.replicas", "update"],
    ["kubernetes:apps/v1:Deployment", "spec.template.spec.containers[0].image", "update"],
    ["kubernetes:apps/v1:Deployment", 'spec.selector.matchLabels["app.kubernetes.io/name"]', "replace"],
    ["kubernetes:batch/v1:Job", "spec.template.spec.containers[0].image", "replace"],
    ["kubernetes:core/v1:Namespace", "metadata.name", "replace"],
    ["random:index/randomBytes:RandomBytes", "length", "replace"],
    ["tls:index/locallySignedCert:LocallySignedCert", "earlyRenewalHours", "update"],
    ["tls:index/locallySignedCert:LocallySignedCert", "caCertPem", "replace"],
    ["docker-build:index:Index", "tag", "replace"],
  ])("of %s %s: %s", (type, path, expected) => {
    expect(effect(type, path)).toBe(expected);
  });

  it("of a Secret's data replaces it, unless its provider may change it in place and it is not immutable", () => {
    const provider = { enableSecretMutable: "true" };
    expect(effect("kubernetes:core/v1:Secret", "stringData.a")).toBe("replace");
    expect(effect("kubernetes:core/v1:Secret", "stringData.a", {}, { inputs: {}, provider })).toBe("update");
    expect(effect("kubernetes:core/v1:Secret", "data.a", {}, { inputs: { immutable: true }, provider })).toBe(
      "replace",
    );
    expect(effect("kubernetes:core/v1:Secret", "type", {}, { inputs: {}, provider })).toBe("replace");
  });

  it("of a cluster's kubeconfig is the provider's to judge, and replaces while it is not known", () => {
    expect(effect("pulumi:providers:kubernetes", "kubeconfig")).toBe("unknown");
    expect(effect("pulumi:providers:kubernetes", "kubeconfig", { unknownAfter: true })).toBe("replace");
    expect(effect("pulumi:providers:kubernetes", "namespace")).toBe("update");
  });
});

describe("a replacement", () => {
  it("takes a Kubernetes object away first when the new one has its name and namespace", () => {
    const facts = replacementOf("kubernetes:core/v1:Secret");
    if (facts === undefined) throw new Error("no row");
    const inputs = { metadata: { name: "n", namespace: "s" } };
    expect(deletesFirst(facts, [{ path: ["stringData", "a"] }], inputs)).toBe(true);
    expect(deletesFirst(facts, [{ path: ["metadata", "name"] }], inputs)).toBe(false);
  });

  it("takes a bucket away first when the program named it, also when the name is another", () => {
    const facts = replacementOf("oci:ObjectStorage/bucket:Bucket");
    if (facts === undefined) throw new Error("no row");
    expect(deletesFirst(facts, [{ path: ["name"] }], { name: "b" })).toBe(true);
    expect(deletesFirst(facts, [{ path: ["storageTier"] }], {})).toBe(false);
  });
});

describe("data", () => {
  const held = (type: string, name = "n", properties = {}) => dataHeldBy({ type, name, properties });

  it.each([
    "oci:Kms/vault:Vault",
    "oci:Kms/key:Key",
    "oci:ObjectStorage/bucket:Bucket",
    "oci:Psql/dbSystem:DbSystem",
    "oci:Identity/customerSecretKey:CustomerSecretKey",
    "kubernetes:core/v1:PersistentVolumeClaim",
  ])("is lost with %s", (type) => {
    expect(held(type)).toMatch(/\w/);
  });

  it("is not lost with what the program makes again", () => {
    expect(held("kubernetes:apps/v1:Deployment")).toBeUndefined();
    expect(held("oci:Core/vcn:Vcn")).toBeUndefined();
    expect(held("aws:s3/bucket:Bucket")).toBeUndefined();
  });

  it("is lost with a generated value when it is the key that data is encrypted with", () => {
    expect(held("random:index/randomBytes:RandomBytes", "prod-control-plane-encryption-key")).toContain("encrypted");
    expect(held("random:index/randomBytes:RandomBytes", "prod-registry-http-secret")).toBeUndefined();
  });

  it("is lost with a stateful set that claims disks of its own", () => {
    const type = "kubernetes:apps/v1:StatefulSet";
    expect(held(type, "n", { spec: { volumeClaimTemplates: [{}] } })).toContain("disks");
    expect(held(type, "n", { spec: { replicas: 1 } })).toBeUndefined();
  });
});
