import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { regionExplicit } from "./rule.ts";

const said = (type: string, properties: unknown) => objections(regionExplicit, { type, properties });

describe("RES-002 region-explicit", () => {
  it.each(["oci", "aws", "aws-native", "scaleway", "outscale", "ibm"])("a provider of %s needs a region", (name) => {
    expect(said(`pulumi:providers:${name}`, {})).toEqual(["region"]);
  });

  it("takes the region of a resource itself, whatever else it names", () => {
    const secret = "aws:secretsmanager/secret:Secret";
    expect(said(secret, { region: "eu-central-1" })).toEqual([]);
    expect(said(secret, { region: "eu-central-1", kmsKeyId: "arn:aws:kms:eu-central-1:1:key/1" })).toEqual([]);
    expect(said(secret, { replicas: [{ region: "eu-central-1" }] })).toEqual([""]);
    expect(said(secret, { kmsKeyId: "arn:aws:kms:eu-central-1:1:key/1" })).toEqual([""]);
  });

  it("does not take an availability domain for a region that somebody chose", () => {
    expect(said("oci:Core/instance:Instance", { availabilityDomain: "Uocm:EU-FRANKFURT-1-AD-1" })).toEqual([""]);
  });
});
