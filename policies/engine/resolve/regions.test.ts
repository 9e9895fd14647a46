import { describe, expect, it } from "vitest";
import { REGIONS, regionsNamed, resolveRegion } from "./regions.ts";

describe("resolveRegion", () => {
  it.each([
    ["oci", " EU-Frankfurt-1 ", "eu-frankfurt-1"],
    ["oci", "FRA", "eu-frankfurt-1"],
    ["oci", "iad", "us-ashburn-1"],
    ["oci", "Uocm:EU-FRANKFURT-1-AD-2", "eu-frankfurt-1"],
    ["oci", "EU-FRANKFURT-1-AD-3", "eu-frankfurt-1"],
    ["oci", "xyzw:US-ASHBURN-AD-1", "us-ashburn-1"],
    ["oci", "xyzw:PHX-AD-3", "us-phoenix-1"],
    ["aws", "eu-central-1a", "eu-central-1"],
    ["aws", "eu-west-3-wl1-cmn1", "eu-west-3-wl1-cmn1"],
    ["gcp", "europe-west3-b", "europe-west3"],
    ["aws", "use1-az4", "us-east-1"],
    ["aws", "euc1-az12", "eu-central-1"],
    ["aws", "apse2-az1", "ap-southeast-2"],
    ["gcp", "regional-europe-west3", "europe-west3"],
    ["gcp", "projects/muster/instanceConfigs/regional-europe-west3", "europe-west3"],
    ["gcp", "EU", "eu"],
    ["azure", "Germany West Central", "germanywestcentral"],
    ["scaleway", "fr-par-2", "fr-par-2"],
    ["ovh", "GRA12", "GRA"],
    ["ovh", "eu-west-par-b", "EU-WEST-PAR"],
    ["ovh", "EU-WEST-LZ-ZRH-A", "EU-WEST-LZ-ZRH"],
    ["otc", "eu-de-03", "eu-de"],
    ["otc", "eu-ch2b", "eu-ch2"],
    ["hetzner", "nbg1-dc8", "nbg1"],
    ["hetzner", "hel1-dc22", "hel1"],
    ["ibm", "eu-de-2", "eu-de"],
    ["outscale", "cloudgouv-eu-west-1a", "cloudgouv-eu-west-1"],
  ])("%s: reads %j as %s", (provider, written, region) => {
    expect(resolveRegion(provider, written)).toMatchObject({ provider, region });
  });

  it.each([
    ["oci", "eu-frankfurt1"],
    ["oci", "eu-frankfurt-3"],
    ["oci", "eu-frankfurt-1.evil"],
    ["oci", "ｅｕ-frankfurt-1"],
    ["oci", "__proto__"],
    ["oci", "constructor-ad-1"],
    ["aws", "eu-central-9"],
    ["gcp", "eu-frankfurt-1"],
    ["ovh", "GRAZ1"],
    ["oci", "a:b:eu-frankfurt-1-ad-1"],
    ["oci", "eu-frankfurt-1-ad-12"],
    ["aws", "eu-west-3a-wl1-cmn1"],
    ["aws", "undefined"],
    ["gcp", "europe-regional-west3"],
    ["hetzner", "fs-dc8n1"],
    ["ibm", "eu-1-de"],
    ["otc", "eu-01-de"],
    ["ovh", "GR12A"],
    ["hetzner", "fsn1-dc"],
    ["otc", "eu-de-3"],
    ["ibm", "eu-de-x"],
    ["nobody", "eu-frankfurt-1"],
    ["oci", ""],
  ])("%s: knows no place called %j", (provider, written) => {
    expect(resolveRegion(provider, written)).toBeUndefined();
  });

  it("does not let an edge zone inherit its parent's country", () => {
    expect(resolveRegion("aws", "eu-west-3-cmn-1a")?.country).toBe("MA");
  });

  it("finds every row of the table by its own name and key", () => {
    for (const row of REGIONS) {
      expect(resolveRegion(row.provider, row.region.toUpperCase())).toBe(row);
      expect(regionsNamed(row.region)).toContain(row);
      if (row.regionKey) expect(resolveRegion(row.provider, row.regionKey)).toBe(row);
    }
  });

  it("reads the cloud before a name, and only there", () => {
    expect(regionsNamed("AWS-eu-central-1").map(({ provider }) => provider)).toContain("aws");
    expect(regionsNamed("eu_central_1").map(({ provider }) => provider)).toContain("aws");
    expect(regionsNamed("eu-aws-central-1")).toEqual([]);
  });

  it("never takes a name for European because of its prefix", () => {
    const eu = new Set(["eu-zurich-1", "eu-crissier-1", "eu-dcc-zurich-1", "eu-jovanovac-1"]);
    for (const row of REGIONS.filter((r) => r.provider === "oci" && eu.has(r.region)))
      expect(["CH", "RS"]).toContain(row.country);
  });
});
