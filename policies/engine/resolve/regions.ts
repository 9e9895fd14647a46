import countries from "../../data/countries.json" with { type: "json" };
import rows from "../../data/regions.json" with { type: "json" };

/** One place of one provider, as the provider names it: a row of the table. */
export interface RegionRow {
  readonly provider: string;
  /** The provider's own name for it, e.g. `eu-frankfurt-1`. */
  readonly region: string;
  /** ISO 3166-1 alpha-2, `EU` for a place spread over member states, `null` when it is not one known country. */
  readonly country: string | null;
  readonly city: string;
  readonly confidence: "high" | "medium" | "low";
  /** Present when the name is not a single data-centre region. */
  readonly scope?: string;
  readonly realm?: string;
  readonly regionKey?: string;
  readonly dnsSuffix?: string;
  readonly partition?: string;
  /** Why the name misleads a European reader. */
  readonly falseFriend?: string;
  /** Key of the list in `sources.json` that says so. */
  readonly source: string;
}

export interface Region extends RegionRow {
  /** In the European Union or the European Economic Area. */
  readonly eea: boolean;
  readonly eu: boolean;
}

const EU = new Set<string | null>(countries.EU);
const EEA = new Set<string | null>([...EU, ...countries.EEA]);

export const REGIONS: readonly Region[] = (rows as readonly RegionRow[]).map((row) => ({
  ...row,
  eu: EU.has(row.country),
  eea: EEA.has(row.country),
}));

const DIRECTION = /^(?:north|south|central)?(?:east|west)?$/;

function initials(direction: string): string {
  return (direction.match(/north|south|central|east|west/g) ?? []).map((word) => word[0]).join("");
}

/** How Amazon begins the ids of a region's zones: `use1` of `us-east-1`, `apse2` of `ap-southeast-2`. */
function zoneIdPrefix(region: string): string {
  return region
    .split("-")
    .map((part) => (part === "gov" ? "g" : DIRECTION.test(part) ? initials(part) : part))
    .join("");
}

const byProvider = new Map<string, Map<string, Region>>();
const byName = new Map<string, Region[]>();
const byKey = new Map<string, Region>();
for (const row of REGIONS) {
  const name = row.region.toLowerCase();
  const table = byProvider.get(row.provider) ?? new Map<string, Region>();
  if (table.has(name))
    throw new Error(`regions.json has two rows for ${row.provider} ${row.region}: delete one of them`);
  byProvider.set(row.provider, table.set(name, row));
  byName.set(name, [...(byName.get(name) ?? []), row]);
  if (row.provider === "aws" && row.scope === undefined) byKey.set(`aws ${zoneIdPrefix(name)}`, row);
  if (row.regionKey) byKey.set(`${row.provider} ${row.regionKey}`, row);
}

/** What stands before a region in a configuration of Spanner's, and behind one in the id of a zone: `use1-az4`. */
const AROUND_A_NAME = /^(?:projects\/[^/]+\/instanceconfigs\/)?regional-|(?<=^[a-z]{2,8}\d)-az\d{1,2}$/;

/** Availability domain, with or without the tenancy's prefix: `Uocm:EU-FRANKFURT-1-AD-1`. */
const AVAILABILITY_DOMAIN = /^(?:[a-z0-9]+:)?([a-z0-9-]+)-ad-\d$/;

/** What a zone's name has after its region's: `eu-central-1a`, `europe-west3-b`, `GRA12`, `eu-de-03`, `fsn1-dc8`. */
const ZONES: Readonly<Record<string, RegExp>> = {
  aws: /(?<=\d)[a-z]$/,
  gcp: /(?<=\d)-[a-z]$/,
  hetzner: /-dc\d+$/,
  ibm: /-\d$/,
  otc: /-\d\d$|(?<=\d)[a-z]$/,
  outscale: /(?<=\d)[a-z]$/,
  ovh: /-?\d+$|-[a-z]$/,
};

/** Before numbers were part of region names, Ashburn's domains were named without one. */
const LEGACY_DOMAINS: Readonly<Record<string, string>> = { "us-ashburn": "us-ashburn-1" };

/**
 * The table's row for a place as somebody wrote it, `undefined` when the table has none. Order: exact name, region
 * key, name behind its cloud's, availability domain, zone. A country is never inferred from how a name begins.
 */
export function resolveRegion(provider: string, written: string): Region | undefined {
  const name = written.trim().toLowerCase().replace(AROUND_A_NAME, "");
  const table = byProvider.get(provider);
  if (!table) return undefined;
  const exact = table.get(name) ?? byKey.get(`${provider} ${name}`) ?? table.get(name.replace(CLOUD, ""));
  if (exact) return exact;
  if (provider === "oci") {
    const domain = AVAILABILITY_DOMAIN.exec(name)?.[1];
    if (domain === undefined) return undefined;
    const legacy = Object.hasOwn(LEGACY_DOMAINS, domain) ? LEGACY_DOMAINS[domain] : undefined;
    return table.get(legacy ?? domain) ?? byKey.get(`oci ${domain}`);
  }
  if (provider === "azure") return table.get(name.replace(/[\s()-]/g, ""));
  const zone = ZONES[provider];
  return zone && table.get(name.replace(zone, ""));
}

/** Every provider's row of that exact name: for text that does not say whose region it means. */
export function regionsNamed(written: string): readonly Region[] {
  const name = written.trim().toLowerCase();
  return byName.get(name) ?? byName.get(name.replaceAll("_", "-").replace(CLOUD, "")) ?? [];
}

/** Services that run in several clouds put the cloud in front: `aws-eu-central-1`, `google-europe-west3`. */
const CLOUD = /^(?:aws|google|gcp|azure|oci|do|upcloud|exoscale)-/;

/** How a person reads a place: `us-ashburn-1 (Ashburn, US)`. */
export function regionLabel(region: Region): string {
  const where = [region.city, region.country ?? "no single country"].filter((part) => part !== "").join(", ");
  return `${region.region} (${where})`;
}
