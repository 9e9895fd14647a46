import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { secretReplication } from "./rule.ts";

const said = (type: string, properties: unknown, region?: string) =>
  objections(secretReplication, {
    type,
    properties,
    ...(region && { provider: { type: "pulumi:providers:aws", properties: { region } } }),
  });

describe("KEY-003 secret-replication", () => {
  it.each([
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
    "aws-native:kms:ReplicaKey",
  ])("%s is a copy where its provider is, unless it says a region itself", (type) => {
    const primaryKeyArn = "arn:aws:kms:eu-central-1:210987654321:key/mrk-1";
    expect(said(type, { primaryKeyArn }, "us-west-2")).toEqual([""]);
    expect(said(type, { primaryKeyArn }, "eu-west-3")).toEqual([]);
    expect(said(type, { primaryKeyArn, region: "eu-west-3" }, "us-west-2")).toEqual([]);
    expect(said(type, { primaryKeyArn, region: "us-west-2" }, "eu-west-3")).toEqual(["region"]);
  });

  it.each(["aws:kms/key:Key", "aws:kms/alias:Alias", "aws:secretsmanager/secret:Secret"])(
    "%s is no copy: where it is itself is for another rule",
    (type) => {
      expect(said(type, { name: "s" }, "us-west-2")).toEqual([]);
      expect(said(type, { region: "us-west-2" })).toEqual([]);
    },
  );

  it.each(["aws:kms/key:Key", "aws:kms/externalKey:ExternalKey"])("%s may not be made for several regions", (type) => {
    expect(said(type, { multiRegion: true })).toEqual(["multiRegion"]);
    expect(said(type, { multiRegion: false })).toEqual([]);
    expect(said(type, {})).toEqual([]);
  });

  it("objects where Google chooses the places of a secret itself", () => {
    expect(said("gcp:secretmanager/secret:Secret", { replication: { auto: {} } })).toEqual(["replication.auto"]);
    expect(said("gcp:secretmanager/secretVersion:SecretVersion", { replication: { auto: {} } })).toEqual([]);
  });

  it.each([
    ["external-secrets.io/v1:SecretStore", "spec.provider.gcpsm.location"],
    ["external-secrets.io/v1beta1:ClusterSecretStore", "spec.provider.gcpsm.location"],
  ])("a %s reads from the location of Google that it names", (kind, path) => {
    const store = (location: unknown) =>
      said(`kubernetes:${kind}`, { spec: { provider: { gcpsm: { projectID: "p", location } } } });
    expect(store("us-central1")).toEqual([path]);
    expect(store("europe-west3")).toEqual([]);
    expect(store("nowhere-1")).toEqual([]);
    expect(store({ $unknown: true })).toEqual([]);
  });

  it("does not take a place that a secret only mentions, or one of other things, for a copy's", () => {
    const kmsKeyId = "arn:aws:kms:us-east-1:210987654321:key/1";
    expect(said("aws:secretsmanager/secret:Secret", { kmsKeyId })).toEqual([]);
    expect(said("aws:s3/bucket:Bucket", { replicas: [{ region: "us-east-1" }] })).toEqual([]);
  });
});
