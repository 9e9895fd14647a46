import { Policy } from "@pulumi/oci/identity/policy.js";
import { Provider } from "@pulumi/oci/provider.js";
import { describe, expect, it } from "vitest";
import { type Registration, registrationsOf } from "../../../test/mock-engine.ts";
import type { OciBucketArgs } from "./args.ts";
import { OciBuckets } from "./buckets.ts";
import { regionById } from "./regions.ts";

const buckets: Record<string, OciBucketArgs> = {
  images: { versioning: true, expireVersionsDays: 30 },
  backup: { versioning: false, retentionDays: 35, replicateTo: { region: "eu-amsterdam-1", bucket: "copy" } },
  scratch: { versioning: false },
};

async function make(these: Record<string, OciBucketArgs>): Promise<Registration[]> {
  const region = regionById("eu-frankfurt-1");
  if (!region) throw new Error("no region");
  return registrationsOf(() => {
    const homeProvider = new Provider("home", { region: "eu-amsterdam-1" });
    const keyPolicy = new Policy("key-users", { compartmentId: "c", description: "d", statements: [] });
    new OciBuckets("store", {
      compartmentId: "data-id",
      identityCompartmentId: "environment-id",
      namespace: "ns",
      environment: "prod-fra",
      region,
      buckets: these,
      kmsKeyId: "objects-key-id",
      keyPolicies: [keyPolicy],
      homeProvider,
    });
  });
}
const made = await make(buckets);
const ofType = (type: string) => made.filter((one) => one.type === `oci:ObjectStorage/${type}`);
const named = (name: string) => made.find((one) => one.name === name);

describe("OciBuckets", () => {
  it("keeps the type tokens that policies and state know", () => {
    expect([...new Set(made.map((one) => one.type))].sort()).toEqual([
      "oci:Identity/policy:Policy",
      "oci:ObjectStorage/bucket:Bucket",
      "oci:ObjectStorage/namespaceMetadata:NamespaceMetadata",
      "oci:ObjectStorage/objectLifecyclePolicy:ObjectLifecyclePolicy",
      "oci:ObjectStorage/replicationPolicy:ReplicationPolicy",
      "pulumi:providers:oci",
      "sgc:oci:OciBuckets",
    ]);
  });

  it("makes no bucket public, unencrypted, silent or easy to delete", () => {
    const all = ofType("bucket:Bucket");
    expect(all).toHaveLength(3);
    for (const bucket of all) {
      expect(bucket.inputs).toMatchObject({
        accessType: "NoPublicAccess",
        kmsKeyId: "objects-key-id",
        objectEventsEnabled: true,
        compartmentId: "data-id",
      });
      expect(bucket.protect).toBe(true);
    }
  });

  it("makes no bucket before object storage may use the key", () => {
    for (const bucket of ofType("bucket:Bucket")) expect(bucket.dependencies).toContain("key-users");
  });

  it("versions or retains, as asked", () => {
    expect(named("store-images")?.inputs.versioning).toBe("Enabled");
    expect(named("store-images")?.inputs.retentionRules).toBeUndefined();
    expect(named("store-backup")?.inputs.versioning).toBe("Disabled");
    expect(named("store-backup")?.inputs.retentionRules).toEqual([
      { displayName: "keep-35-days", duration: { timeAmount: "35", timeUnit: "DAYS" } },
    ]);
  });

  it("says in the replication policy which region and bucket the copy goes to", () => {
    expect(ofType("replicationPolicy:ReplicationPolicy").map((one) => one.inputs)).toEqual([
      {
        namespace: "ns",
        bucket: "prod-fra-backup",
        name: "to-eu-amsterdam-1",
        destinationRegionName: "eu-amsterdam-1",
        destinationBucketName: "copy",
      },
    ]);
  });

  it("deletes old versions only, never the newest, after the days asked for", () => {
    const [lifecycle, ...others] = ofType("objectLifecyclePolicy:ObjectLifecyclePolicy");
    expect(others).toEqual([]);
    expect(lifecycle?.inputs.bucket).toBe("prod-fra-images");
    expect(lifecycle?.inputs.rules).toMatchObject([
      { action: "DELETE", target: "previous-object-versions", timeAmount: "30", timeUnit: "DAYS" },
    ]);
  });

  it("lets object storage delete and copy before it is told to, in those buckets alone", () => {
    const policy = named("store-object-storage");
    expect(policy?.provider).toBe("home");
    expect(policy?.inputs.statements.join("\n")).not.toContain("prod-fra-scratch");
    for (const name of ["store-images-lifecycle", "store-backup-replication"]) {
      expect(named(name)?.dependencies).toContain("store-object-storage");
    }
  });

  it("writes no policy when no bucket expires or copies anything", async () => {
    const registered = await make({ scratch: { versioning: false } });
    expect(registered.map((one) => one.name).sort()).toEqual([
      "home",
      "key-users",
      "store",
      "store-namespace",
      "store-scratch",
    ]);
  });

  it("keeps buckets that are made over S3 out of the root compartment", () => {
    expect(named("store-namespace")?.inputs).toEqual({ namespace: "ns", defaultS3compartmentId: "data-id" });
  });

  it("registers nothing when a bucket contradicts itself", async () => {
    await expect(make({ backup: { versioning: true, retentionDays: 1 } })).rejects.toThrow("exclude each other");
  });
});
