import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { identifierRegion } from "./rule.ts";

type Properties = Readonly<Record<string, unknown>>;

const said = (type: string, properties: Properties, region?: string) =>
  objections(identifierRegion, {
    type,
    properties,
    ...(region && { provider: { type: "pulumi:providers:oci", properties: { region } } }),
  });

const OCI = "pulumi:providers:oci";
const INSTANCE = "oci:Core/instance:Instance";
const TENANCY = "ocid1.tenancy.oc1..aaaareplaceme";

describe("RES-006 identifier-region", () => {
  it("leaves to other rules what a resource says of its own place, of a model and of a copy", () => {
    expect(said("aws:s3/bucket:Bucket", { region: "us-east-1" })).toEqual([]);
    expect(said("kubernetes:core/v1:ConfigMap", { data: { MODEL: "us.anthropic.claude-v2:1" } })).toEqual([]);
    const destinationVaultArn = "arn:aws:backup:us-east-1:210987654321:backup-vault:v";
    expect(said("aws:backup/plan:Plan", { rules: [{ copyActions: [{ destinationVaultArn }] }] })).toEqual([]);
    expect(said("aws:backup/vault:Vault", { kmsKeyArn: "arn:aws:kms:us-east-1:210987654321:key/1" })).toEqual([
      "kmsKeyArn",
    ]);
  });

  it("reads a provider's realm off its region, wherever that stands", () => {
    expect(said(OCI, { region: "eu-frankfurt-2", tenancyOcid: TENANCY })).toEqual(["tenancyOcid"]);
    expect(said(OCI, { tenancyOcid: TENANCY, region: "eu-frankfurt-2" })).toEqual(["tenancyOcid"]);
    expect(said(OCI, { tenancyOcid: TENANCY, region: "eu-frankfurt-1" })).toEqual([]);
  });

  it("has nothing to say of realms where the region is misspelt, or none is known", () => {
    expect(said(OCI, { region: "eu-nowhere-1", tenancyOcid: TENANCY })).toEqual([]);
    expect(said(OCI, { tenancyOcid: TENANCY })).toEqual([]);
    expect(said("kubernetes:core/v1:ConfigMap", { data: { TENANCY } })).toEqual([]);
  });

  it.each([
    ["ocid1.image.oc1.eu-frankfurt-1.aaaareplaceme", "eu-frankfurt-1", 0],
    ["ocid1.image.oc19.eu-frankfurt-2.aaaareplaceme", "eu-frankfurt-2", 0],
    ["ocid1.image.oc1.eu-frankfurt-1.aaaareplaceme", "eu-frankfurt-2", 1],
    ["ocid1.image.oc19.eu-frankfurt-2.aaaareplaceme", "eu-frankfurt-1", 1],
    ["ocid1.image.oc1.eu-frankfurt-2.aaaareplaceme", "eu-frankfurt-2", 1],
    ["ocid1.tenancy.oc19..aaaareplaceme", "eu-frankfurt-1", 1],
  ])("of %s used in %s it says %s things", (ocid, region, times) => {
    expect(said(INSTANCE, { imageId: ocid }, region)).toHaveLength(times);
  });
});
