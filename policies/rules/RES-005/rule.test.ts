import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { noGlobalLocation } from "./rule.ts";

const said = (type: string, properties: unknown) => objections(noGlobalLocation, { type, properties });

describe("RES-005 no-global-location", () => {
  it.each(["azure-native:cognitiveservices:Deployment", "azure:cognitive/deployment:Deployment"])(
    "%s answers from anywhere by a global sku, and from one place or part of the world by another",
    (type) => {
      for (const name of ["GlobalStandard", "GlobalBatch", "GlobalProvisionedManaged"])
        expect(said(type, { sku: { name } })).toEqual(["sku.name"]);
      for (const name of ["Standard", "DataZoneStandard", "ProvisionedManaged", { $unknown: true }])
        expect(said(type, { sku: { name } })).toEqual([]);
    },
  );

  it("does not read the sku of an account as that of a deployment", () => {
    expect(said("azure-native:cognitiveservices:Account", { sku: { name: "GlobalStandard" } })).toEqual([]);
  });

  it.each([
    ["us.anthropic.claude-sonnet-4-20250514-v1:0", 1],
    ["apac.amazon.nova-pro-v1:0", 1],
    ["global.anthropic.claude-sonnet-4-20250514-v1:0", 1],
    ["eu.anthropic.claude-sonnet-4-20250514-v1:0", 0],
    ["anthropic.claude-sonnet-4-20250514-v1:0", 0],
    ["arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2", 0],
  ])("of the model %s it says %s times that it answers from wherever there is room", (model, times) => {
    expect(said("kubernetes:core/v1:ConfigMap", { data: { BEDROCK_MODEL_ID: model } })).toHaveLength(times);
  });

  it.each([
    ["auto", {}],
    ["automatic", true],
  ])("Google copies a secret wherever it likes by replication.%s", (key, value) => {
    const replication = { [key]: value };
    expect(said("gcp:secretmanager/secret:Secret", { replication })).toEqual([`replication.${key}`]);
    expect(said("gcp:secretmanager/regionalSecret:RegionalSecret", { replication })).toEqual([]);
  });

  it.each([
    ["US", 1],
    ["ASIA", 1],
    ["NAM4", 1],
    ["EU", 0],
    ["EUR4", 0],
    ["us-east1", 0],
    ["nowhere", 0],
  ])("of a bucket in %s it says %s times that bytes may be anywhere", (location, times) => {
    expect(said("gcp:storage/bucket:Bucket", { location })).toHaveLength(times);
  });
});
