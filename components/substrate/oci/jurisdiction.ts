import { posture } from "../posture.ts";
import type { JurisdictionFacts } from "../substrate.ts";
import type { OciRegion } from "./regions.ts";

/**
 * Where a region's bytes are and who can be compelled to hand them over. Oracle says that realm OC19 is run by EU
 * residents of a separate EU legal entity ("Learn about Oracle EU Sovereign Cloud"); the parent is the same.
 */
export function jurisdictionFacts(region: OciRegion): JurisdictionFacts {
  const euOperated = region.realm === "oc19";
  const parent = { parentCompany: "Oracle Corporation", parentCountry: "US" };
  return {
    posture: posture({ development: false, country: region.country, parentCountry: parent.parentCountry, euOperated }),
    country: region.country,
    region: region.id,
    operator: euOperated ? "Oracle, EU legal entity for realm OC19" : "Oracle",
    ...parent,
  };
}
