import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { falseFriendRegion } from "./rule.ts";

const said = (type: string, properties: unknown) => objections(falseFriendRegion, { type, properties });

describe("RES-004 false-friend-region", () => {
  it("has nothing to say of a name that no cloud has, or that looks like what it is", () => {
    const bucket = "aws:s3/bucket:Bucket";
    expect(said(bucket, { region: "eu-west-2" })).toEqual(["region"]);
    expect(said(bucket, { region: "eu-nowhere-9" })).toEqual([]);
    expect(said(bucket, { region: "us-east-1" })).toEqual([]);
  });
});
