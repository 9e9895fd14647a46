import countries from "../../policies/data/eea.json" with { type: "json" };
import type { Posture } from "./substrate.ts";

/** What a posture is judged by. Countries are ISO 3166-1 alpha-2 codes, `undefined` when nobody declared them. */
export interface PostureFacts {
  /** A laptop or a test cluster, of which nothing is claimed. */
  readonly development: boolean;
  /** Where the machines stand. */
  readonly country: string | undefined;
  /** Where the operator's ultimate parent is. */
  readonly parentCountry: string | undefined;
  /** The operator commits to an EU entity with EU staff. Of OCI's realms only OC19 does. */
  readonly euOperated: boolean;
}

const area = new Set([...countries.eu, ...countries.eea]);

/** Whether a country is in the EU or the EEA. An undeclared one is not. */
function inArea(country: string | undefined): boolean {
  return country !== undefined && area.has(country.trim().toUpperCase());
}

/**
 * The strongest posture that the facts carry, never more: an undeclared country is out of the area, an undeclared
 * parent is not an EU one, and an EU operator under a foreign parent is `eu-operated`, not `eu-owned`.
 */
export function posture(facts: PostureFacts): Posture {
  if (facts.development) return "development";
  if (!inArea(facts.country)) return "out-of-area";
  if (inArea(facts.parentCountry)) return "eu-owned";
  return facts.euOperated ? "eu-operated" : "eu-resident";
}
