import { companyNames, type Vendor, vendorFinder } from "../engine/resolve/vendors.ts";
import facts from "./owners.json" with { type: "json" };
import type { Tables } from "./tables.ts";

/** What one owner holds on the internet, by purpose: hosts, and zones with everything below (`.example.eu`). */
interface Owner {
  readonly owner: string;
  /** Seat, ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Presumed within reach of US orders. */
  readonly usReach: boolean;
  readonly source: string;
  readonly holds: Readonly<Record<string, string>>;
  /** The owner's name as companies are compared by. */
  readonly plain: string;
}

const OWNERS: readonly Owner[] = (facts as readonly Omit<Owner, "plain">[]).map((row) => ({
  ...row,
  plain: companyNames(row.owner).at(-1) ?? "",
}));

interface Holding {
  readonly name: string;
  readonly owner: Owner;
  readonly category: string;
}

const HOLDINGS: readonly Holding[] = OWNERS.flatMap((owner) =>
  Object.entries(owner.holds).flatMap(([category, names]) =>
    names.split(" ").map((name) => ({ name, owner, category })),
  ),
);

const byName = new Map(HOLDINGS.map((holding) => [holding.name, holding]));

/** Who the register says answers at this host: the host's own entry, else the nearest zone above it. */
function holdingOf(host: string): Holding | undefined {
  const labels = host.split(".");
  const zones = labels.map((_, index) => `.${labels.slice(index).join(".")}`);
  return [host, ...zones].flatMap((name) => byName.get(name) ?? [])[0];
}

/** Hosts that the register decides: of each holding one inside, one beside it and two that only look like it. */
function probesOf(name: string): readonly string[] {
  if (/^[\d.]+$|:/.test(name)) return [name];
  const host = name.replace(/^\./, "");
  const beside = `nobody.${host.slice(host.indexOf(".") + 1)}`;
  const inside = name === host ? [host] : [host, `a.${host}`, `a.b.${host}`];
  // Beside the name of a whole domain there is only its public zone.
  const siblings = host.split(".").length > 2 ? [beside] : [];
  return [...inside, ...siblings, `${name === host ? "nobody." : "not"}${host}`, `not${host}`, `${host}.example.eu`];
}

const PROBES = [...new Set(HOLDINGS.flatMap(({ name }) => probesOf(name)))].map((host) => ({
  host,
  holding: holdingOf(host),
}));

/** Where the vendor table and the register of owners answer differently for a host. */
export function* ownerContradictions({ vendors }: Pick<Tables, "vendors">): Iterable<string> {
  const find = vendorFinder(vendors);
  const used = new Set<Vendor>();
  for (const { host, holding } of PROBES) {
    const vendor = find(host);
    if (vendor) used.add(vendor);
    if (vendor && !holding) yield `${vendor.pattern} takes ${host}, which owners.json gives to nobody`;
    if (holding && !vendor)
      yield `${host} belongs to ${holding.owner.owner} by owners.json, and to nobody by vendors.json`;
    if (vendor && holding)
      for (const what of differences(vendor, holding)) yield `${host} (${vendor.pattern}): ${what}`;
  }
  for (const vendor of vendors)
    if (!used.has(vendor)) yield `${vendor.pattern} is not in owners.json: add what it stands for`;
}

function* differences(
  vendor: Vendor,
  { owner: { country, usReach, owner, plain }, category }: Holding,
): Iterable<string> {
  if (ownerOf(vendor.company) !== plain) yield `owners.json says ${owner}, vendors.json ${vendor.company}`;
  if (vendor.parentCountry !== country) yield `owners.json says ${country}, vendors.json ${vendor.parentCountry}`;
  if (vendor.usExposed !== usReach)
    yield `owners.json says usReach ${usReach}, vendors.json usExposed ${vendor.usExposed}`;
  if (vendor.category !== category) yield `owners.json has it under ${category}, vendors.json under ${vendor.category}`;
}

/** Names are compared for every probe of every changed table, and there are few companies. */
const owners = new Map<string, string | undefined>();

function ownerOf(company: string): string | undefined {
  const known = owners.get(company);
  if (known !== undefined) return known;
  const owner = companyNames(company).at(-1);
  owners.set(company, owner);
  return owner;
}

/** Owners of which two entries name different countries: a seat is one. */
export function splitOwners(): readonly string[] {
  const seats = new Map<string, Set<string>>();
  for (const { owner, country } of OWNERS) seats.set(owner, (seats.get(owner) ?? new Set()).add(country));
  return [...seats]
    .filter(([, countries]) => countries.size > 1)
    .map(([owner, countries]) => `${owner}: ${[...countries].join(", ")}`);
}
