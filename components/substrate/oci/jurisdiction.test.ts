import { describe, expect, it } from "vitest";
import { jurisdictionFacts } from "./jurisdiction.ts";
import { allRegions, regionById } from "./regions.ts";

const of = (id: string) => {
  const region = regionById(id);
  if (!region) throw new Error(`no region ${id}`);
  return jurisdictionFacts(region);
};

describe("jurisdictionFacts", () => {
  it.each([
    ["eu-frankfurt-1", "eu-resident", "DE"],
    ["eu-frankfurt-2", "eu-operated", "DE"],
    ["eu-madrid-2", "eu-operated", "ES"],
    ["eu-zurich-1", "out-of-area", "CH"],
    ["eu-jovanovac-1", "out-of-area", "RS"],
    ["uk-london-1", "out-of-area", "GB"],
    ["us-ashburn-1", "out-of-area", "US"],
  ])("says of %s that it is %s", (id, posture, country) => {
    expect(of(id)).toMatchObject({ posture, country, region: id });
  });

  it("names the same parent, in the same country, for every realm", () => {
    const parents = allRegions().map(jurisdictionFacts);
    expect(new Set(parents.map((facts) => `${facts.parentCompany} ${facts.parentCountry}`))).toEqual(
      new Set(["Oracle Corporation US"]),
    );
  });

  it("agrees with the region table on what is in the EU or EEA", () => {
    for (const region of allRegions()) {
      expect([region.id, jurisdictionFacts(region).posture !== "out-of-area"]).toEqual([region.id, region.eea]);
    }
  });
});
