import { REGIONS } from "../../../policies/engine/resolve/regions.ts";
import { nearest } from "../../nearest.ts";

/** One row of the region table. A region that is not in the table does not exist for this kit. */
export interface OciRegion {
  /** Region identifier, e.g. `eu-frankfurt-1`. */
  readonly id: string;
  /** Three-letter key in lower case, e.g. `fra`; older regions write it into OCIDs. */
  readonly key: string;
  /** Realm, e.g. `oc1` or `oc19`. Realms share nothing: no tenancy, no network, no replication. */
  readonly realm: string;
  /** Second-level domain of the realm's endpoints, e.g. `oraclecloud.eu`. */
  readonly domain: string;
  /** ISO 3166-1 alpha-2 code, `undefined` when nobody published it. */
  readonly country: string | undefined;
  readonly city: string;
  /** In the European Union or the European Economic Area. The prefix `eu-` does not say so: Zurich, Jovanovac. */
  readonly eea: boolean;
  readonly availabilityDomains: number;
}

/** Regions with three availability domains; every other one has one. Oracle, "Regions and Availability Domains". */
const threeDomainRegions = new Set(["eu-frankfurt-1", "uk-london-1", "us-ashburn-1", "us-phoenix-1", "us-chicago-1"]);

const regions: readonly OciRegion[] = REGIONS.filter((row) => row.provider === "oci").map((row) => ({
  id: row.region,
  key: required(row.regionKey, row.region, "regionKey"),
  realm: required(row.realm, row.region, "realm"),
  domain: required(row.dnsSuffix, row.region, "dnsSuffix"),
  country: row.country ?? undefined,
  city: required(row.city, row.region, "city"),
  eea: row.eea,
  availabilityDomains: threeDomainRegions.has(row.region) ? 3 : 1,
}));

const byId = new Map(regions.map((region) => [region.id, region]));
const byKey = new Map(regions.map((region) => [region.key, region]));

/** Every region of every public realm. */
export function allRegions(): readonly OciRegion[] {
  return regions;
}

/**
 * The row with exactly this identifier, white space and letter case aside. Nothing is guessed: Oracle's own SDK
 * answers an unknown identifier with realm OC1, so `eu-frankfurt-3` would silently be sent to another realm.
 */
export function regionById(id: string): OciRegion | undefined {
  return byId.get(id.trim().toLowerCase());
}

/** The row whose identifier or key this is: the region part of an OCID may be either (`eu-frankfurt-1`, `iad`). */
export function regionByKeyOrId(text: string): OciRegion | undefined {
  return regionById(text) ?? byKey.get(text.trim().toLowerCase());
}

/** At most three identifiers that were probably meant, best first. */
export function nearestRegions(text: string): string[] {
  const keyed = byKey.get(text.trim().toLowerCase());
  return keyed ? [keyed.id] : nearest(text, [...byId.keys()]);
}

/**
 * S3-compatible endpoint for path-style requests, without a trailing slash. The form with the realm's own domain
 * exists in every realm; the dedicated `customer-oci.com` form only in OC1.
 */
export function objectStorageEndpoint(region: OciRegion, namespace: string): string {
  return `https://${namespace}.compat.${nativeObjectStorageHost(region)}`;
}

/** Host of the native Object Storage API. */
export function nativeObjectStorageHost(region: OciRegion): string {
  return `objectstorage.${region.id}.${region.domain}`;
}

/** Host of the region's container registry, in the form that exists in every realm (`<key>.ocir.io` is OC1 only). */
export function registryHost(region: OciRegion): string {
  return `ocir.${region.id}.oci.${region.domain}`;
}

/** Host of the web console; `undefined` for realms whose console address is not published. */
export function consoleHost(region: OciRegion): string | undefined {
  return { oc1: "cloud.oracle.com", oc19: "cloud.oracle.eu" }[region.realm];
}

function required(value: string | null | undefined, region: string, column: string): string {
  if (!value) throw new Error(`policies/data/regions.json: ${region} has no ${column}`);
  return value;
}
