import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { regionAllowList } from "./rule.ts";

const said = (type: string, properties: unknown) => objections(regionAllowList, { type, properties });

describe("RES-001 region-allow-list", () => {
  it("asks where a resource itself is, not where its copies are or what it mentions", () => {
    const secret = "aws:secretsmanager/secret:Secret";
    expect(said(secret, { region: "us-east-1" })).toEqual(["region"]);
    expect(said(secret, { replicas: [{ region: "us-east-1" }] })).toEqual([]);
    expect(said(secret, { kmsKeyId: "arn:aws:kms:us-east-1:210987654321:key/1" })).toEqual([]);
  });

  it.each([
    ["us-east1", 1],
    ["US", 1],
    ["ASIA", 0],
  ])("of a bucket in %s it says %s things: what is in no one country is for another rule", (location, times) => {
    expect(said("gcp:storage/bucket:Bucket", { location })).toHaveLength(times);
  });
});
