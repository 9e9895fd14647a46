import countries from "../data/countries.json" with { type: "json" };
import rows from "../data/profiles.json" with { type: "json" };
import { REGIONS, type Region } from "./resolve/regions.ts";
import type { Vendor } from "./resolve/vendors.ts";

/** What an environment promises, from weakest to strictest; a stricter profile implies every weaker one. */
export interface Profile {
  readonly name: string;
  /** Where bytes may be. */
  readonly places: "EEA" | "EU";
  /** Where the ultimate parent of whoever handles them may sit. */
  readonly parents: "EEA" | "EU";
  /** The substrate's own vendor may have another parent when that is accepted by name. */
  readonly platformAcceptance: boolean;
  /** A registered subprocessor may be within reach of US orders. */
  readonly usSubprocessors: boolean;
  /** A provider with a separate European realm or partition is expected to be used through it. */
  readonly sovereignRealm: boolean;
  /** False: findings are reported and nothing is refused. */
  readonly enforce: boolean;
}

export const PROFILES = rows as readonly Profile[];

/** @throws Error for a name that is in no row: whoever asks has checked it before */
export function profileNamed(name: string): Profile {
  const profile = PROFILES.find((row) => row.name === name);
  if (!profile) throw new Error(`profiles.json has no row ${name}`);
  return profile;
}

/** Realms and partitions that are run for Europe alone. */
const EUROPEAN_REALMS = new Set(["oc19", "aws-eusc"]);

const EU = new Set(countries.EU);
const AREAS = { EU, EEA: new Set([...EU, ...countries.EEA]) };

export function allowsPlace(profile: Profile, region: Region): boolean {
  return region.country !== null && allowsCountry(profile, region.country);
}

/** @param country ISO 3166-1 alpha-2 code in upper case */
export function allowsCountry(profile: Profile, country: string): boolean {
  return AREAS[profile.places].has(country);
}

/** Every country that the profile allows, ISO 3166-1 alpha-2; `EU` for places spread over member states left out. */
export function countriesOf(profile: Profile): readonly string[] {
  return [...AREAS[profile.places]].filter((code) => code !== "EU").sort();
}

/** True when nobody has to accept this vendor first: European parent, no presumed US reach. */
export function allowsVendor(profile: Profile, vendor: Vendor): boolean {
  return AREAS[profile.parents].has(vendor.parentCountry) && !vendor.usExposed;
}

export function isEuropeanRealm(region: Region): boolean {
  return EUROPEAN_REALMS.has(region.realm ?? region.partition ?? "");
}

/** Up to four regions of the same provider that the profile allows, preferring the realm that was meant. */
export function exampleRegions(profile: Profile, provider: string, realm?: string): readonly string[] {
  const allowed = REGIONS.filter(
    (row) =>
      row.provider === provider && row.confidence === "high" && row.scope === undefined && allowsPlace(profile, row),
  );
  const sameRealm = allowed.filter((row) => row.realm === realm);
  return (sameRealm.length > 0 ? sameRealm : allowed).slice(0, 4).map((row) => row.region);
}

/** The realms that a provider runs for Europe alone, as one region each. */
export function europeanRealmRegions(profile: Profile, provider: string): readonly string[] {
  return REGIONS.filter((row) => row.provider === provider && isEuropeanRealm(row) && allowsPlace(profile, row)).map(
    (row) => row.region,
  );
}

/** A few countries that the profile allows, as labels spell them. */
export function exampleCountries(profile: Profile): readonly string[] {
  return ["DE", "FR", "NL"].filter((country) => allowsCountry(profile, country));
}
