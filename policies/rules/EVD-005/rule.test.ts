import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { auditImmutability } from "./rule.ts";

type Properties = Readonly<Record<string, unknown>>;

const said = (type: string, properties: Properties, resource = "storage") =>
  objections(auditImmutability, { type, properties, resource });

const SCALEWAY = "scaleway:object/bucket:Bucket";
const CONTAINER = "azure-native:storage:BlobContainer";

describe("EVD-005 audit-immutability", () => {
  it.each([
    ["oci:ObjectStorage/bucket:Bucket", "name", { retentionRules: [{ timeRuleLocked: "2027-01-01T00:00:00Z" }] }],
    ["aws:s3/bucket:Bucket", "bucket", { objectLockEnabled: true }],
    ["aws:s3/bucketV2:BucketV2", "bucket", { objectLockConfiguration: { objectLockEnabled: "Enabled" } }],
    ["aws-native:s3:Bucket", "bucketName", { objectLockEnabled: true }],
    ["gcp:storage/bucket:Bucket", "name", { retentionPolicy: { isLocked: true, retentionPeriod: 34560000 } }],
    ["azure-native:storage:StorageAccount", "accountName", { immutableStorageWithVersioning: { enabled: true } }],
    [CONTAINER, "containerName", { immutableStorageWithVersioning: { enabled: true } }],
    ["azure:storage/account:Account", "name", { immutabilityPolicy: { state: "Locked" } }],
    ["azure:storage/container:Container", "name", { immutabilityPolicy: { state: "Locked" } }],
    [SCALEWAY, "name", { objectLockEnabled: true }],
    ["scaleway:index/objectBucket:ObjectBucket", "name", { objectLockEnabled: true }],
    ["ionoscloud:objectstorage/bucket:Bucket", "name", { objectLockEnabled: true }],
    ["ionoscloud:index/s3Bucket:S3Bucket", "name", { objectLockEnabled: true }],
    ["gcp:logging/projectBucketConfig:ProjectBucketConfig", "bucketId", { locked: true }],
    ["gcp:logging/organizationBucketConfig:OrganizationBucketConfig", "bucketId", { locked: true }],
    ["minio:index/s3Bucket:S3Bucket", "bucket", { objectLocking: true }],
  ])("%s that is called after audits by %s needs a lock", (type, key, lock) => {
    const name = key === "containerName" ? { [key]: "prod", tags: { purpose: "audit" } } : { [key]: "prod-audit" };
    expect(said(type, name)).toEqual([""]);
    expect(said(type, { ...name, ...lock })).toEqual([]);
    expect(said(type, { [key]: "prod-images" })).toEqual([]);
  });

  it.each([
    ["oci:ObjectStorage/bucket:Bucket", "retentionRules", [{ displayName: "a year" }]],
    ["gcp:storage/bucket:Bucket", "retentionPolicy", { retentionPeriod: 34560000 }],
    [CONTAINER, "immutableStorageWithVersioning", { enabled: false }],
    [SCALEWAY, "objectLockEnabled", false],
    ["ionoscloud:objectstorage/bucket:Bucket", "objectLockEnabled", false],
    ["gcp:logging/projectBucketConfig:ProjectBucketConfig", "locked", false],
    ["minio:index/s3Bucket:S3Bucket", "objectLocking", false],
    ["aws:s3/bucketV2:BucketV2", "objectLockConfiguration", {}],
  ])("%s is shown where it could be locked: %s", (type, field, open) => {
    expect(said(type, { [field]: open }, "audit-logs")).toEqual([field]);
  });

  it.each([
    ["aws-native:s3:BucketPolicy", "bucketName"],
    ["aws:s3/bucketObject:BucketObject", "bucket"],
    ["azure-native:storage:BlobContainerImmutabilityPolicy", "accountName"],
    ["azure-native:storage:StorageAccountStaticWebsite", "accountName"],
    ["oci:ObjectStorage/object:Object", "bucket"],
  ])("%s, which only belongs to a bucket, needs none", (type, key) => {
    expect(said(type, { [key]: "prod-audit" })).toEqual([]);
  });

  it.each([
    [{ enabled: true, immutabilityPolicy: { state: "Unlocked" } }, 1],
    [{ enabled: true, immutabilityPolicy: { state: "Disabled" } }, 1],
    [{ enabled: true, immutabilityPolicy: { state: "Locked" } }, 0],
    [{ enabled: true, immutabilityPolicy: { state: { $unknown: true } } }, 0],
    [{ enabled: false, immutabilityPolicy: { state: "Locked" } }, 1],
    [{}, 1],
  ])("of an account of Azure's with versions kept by %j it says %s things", (immutableStorageWithVersioning, times) => {
    const properties = { accountName: "auditlogs", immutableStorageWithVersioning };
    expect(said("azure-native:storage:StorageAccount", properties)).toHaveLength(times);
  });

  it.each([
    ["freeformTags", "oci:ObjectStorage/bucket:Bucket"],
    ["tags", "aws:s3/bucket:Bucket"],
    ["labels", "gcp:storage/bucket:Bucket"],
  ])("knows by %s of %s that it keeps audit logs", (holder, type) => {
    expect(said(type, { [holder]: { purpose: "audit" } })).toEqual([""]);
    expect(said(type, { [holder]: { purpose: "images" } })).toEqual([]);
    expect(said(type, { [holder]: { purpose: { $unknown: true } } })).toEqual([]);
  });

  it("knows it by the resource's own name", () => {
    expect(said(SCALEWAY, {}, "prod-audit")).toEqual([""]);
    expect(said(SCALEWAY, {}, "auditorium")).toEqual([]);
  });

  it("asks where the logs are, not where something is that the bucket only mentions", () => {
    const bucket = {
      bucket: "prod-audit",
      objectLockEnabled: true,
      serverSideEncryptionConfiguration: {
        rule: { applyServerSideEncryptionByDefault: { kmsMasterKeyId: "arn:aws:kms:us-east-1:210987654321:key/1" } },
      },
    };
    expect(said("aws:s3/bucket:Bucket", bucket)).toEqual([]);
    expect(said("aws:s3/bucket:Bucket", { ...bucket, region: "us-east-1" })).toEqual(["region"]);
  });

  it("wants a cloud's own trail kept for a year, and checked", () => {
    const audit = "oci:Audit/configuration:Configuration";
    expect(said(audit, { retentionPeriodDays: 364 })).toEqual(["retentionPeriodDays"]);
    expect(said(audit, { retentionPeriodDays: 365 })).toEqual([]);
    expect(said(audit, {})).toEqual([""]);
    const trail = "aws:cloudtrail/trail:Trail";
    expect(said(trail, { enableLogFileValidation: false })).toEqual([""]);
    expect(said(trail, { enableLogFileValidation: true })).toEqual([]);
  });
});
