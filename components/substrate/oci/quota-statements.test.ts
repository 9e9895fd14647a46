import { describe, expect, it } from "vitest";
import { regionQuotaStatements } from "./quota-statements.ts";
import { allRegions, regionById } from "./regions.ts";

describe("regionQuotaStatements", () => {
  it("leaves no room for machines or data outside Frankfurt", () => {
    const region = regionById("eu-frankfurt-1");
    if (!region) throw new Error("no region");
    expect(regionQuotaStatements({ region, compartmentName: "clouds:prod-fra" })).toMatchInlineSnapshot(`
      [
        "zero compute-core quotas in compartment clouds:prod-fra where request.region != 'eu-frankfurt-1'",
        "zero compute-memory quotas in compartment clouds:prod-fra where request.region != 'eu-frankfurt-1'",
        "zero block-storage quotas in compartment clouds:prod-fra where request.region != 'eu-frankfurt-1'",
        "zero object-storage quotas in compartment clouds:prod-fra where request.region != 'eu-frankfurt-1'",
        "zero filesystem quotas in compartment clouds:prod-fra where request.region != 'eu-frankfurt-1'",
        "zero database quotas in compartment clouds:prod-fra where request.region != 'eu-frankfurt-1'",
        "zero vcn quotas in compartment clouds:prod-fra where request.region != 'eu-frankfurt-1'",
        "zero kms quotas in compartment clouds:prod-fra where request.region != 'eu-frankfurt-1'",
      ]
    `);
  });

  it("spares the environment's own region, whichever it is", () => {
    for (const region of allRegions()) {
      for (const statement of regionQuotaStatements({ region, compartmentName: "prod" })) {
        expect(statement).toMatch(
          new RegExp(`^zero [a-z-]+ quotas in compartment prod where request\\.region != '${region.id}'$`),
        );
      }
    }
  });
});
