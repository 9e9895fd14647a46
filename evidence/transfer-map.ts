import { groupBy } from "../plan/report/group-by.ts";
import countries from "../policies/data/countries.json" with { type: "json" };
import type { Place } from "../policies/engine/extract/places.ts";
import type { Subject } from "../policies/engine/extract/subject.ts";
import { isFormality } from "../policies/engine/judge.ts";
import { allowsCountry, allowsVendor } from "../policies/engine/profile.ts";
import type { Settings } from "../policies/engine/settings.ts";
import { type Cell, type Register, unknown } from "./evidence.ts";
import { compare, sorted } from "./subprocessor-register.ts";
import { basisOf, companyOf, parentCountryOf, type Use, usesOf } from "./uses.ts";

/** What a resource does with a place. */
const roles: Readonly<Record<Place["role"], string>> = {
  primary: "is kept in",
  replica: "is replicated to",
  backup: "is backed up to",
  standby: "has its standby in",
  peer: "is joined to",
  telemetry: "reports to",
  source: "is copied from",
  mention: "names",
};

/**
 * Where data goes (GDPR Art. 44 to 46), on two axes that never answer each other: the places of bytes, and the companies
 * that can be compelled from outside the profile.
 */
export function transferMap(subjects: readonly Subject[], settings: Settings): Register {
  const placed = subjects.flatMap((subject) => {
    const { urn, places, inherited } = subject;
    const real = places.filter((place) => !isFormality(place, subject, settings));
    return [...real, ...(inherited ? [inherited] : [])].map((place) => ({
      urn,
      role: place.role,
      ...destinationOf(place, subject),
    }));
  });
  const places = [...groupBy(placed, ({ role, region }) => `${role}\n${region}`).values()].map((uses): Cell[] => {
    const [{ role = "mention", country = unknown, region = unknown } = {}] = uses;
    return ["residency", roles[role], country, region, placeBasis(country), sorted(uses.map(({ urn }) => urn))];
  });
  const outside = usesOf(subjects, settings).filter((use) => isOutside(use, settings));
  const named = (use: Use) => (use.vendor ? companyOf(use, settings) : use.through);
  const reach = [...groupBy(outside, named).values()].map((uses): Cell[] => {
    const [first] = uses as [Use, ...Use[]];
    return [
      "jurisdiction",
      "is within reach of",
      parentCountryOf(first, settings),
      named(first),
      basisOf(first, settings).basis,
      sorted(uses.map(({ urn }) => urn)),
    ];
  });
  return {
    name: "transfers",
    title: "Transfer map",
    lead: "Residency says where bytes go; jurisdiction says whose courts reach the company that handles them. A line of one axis says nothing about the other.",
    columns: ["Axis", "Data", "Country", "Place or company", "Basis", "Resources"],
    rows: [...places, ...reach].sort(
      (a, b) =>
        compare(String(b[0]), String(a[0])) ||
        compare(String(a[2]), String(b[2])) ||
        compare(String(a[3]), String(b[3])) ||
        compare(String(a[1]), String(b[1])),
    ),
  };
}

function isOutside(use: Use, settings: Settings): boolean {
  if (use.vendor) return !allowsVendor(settings.profile, use.vendor);
  return !allowsCountry(settings.profile, parentCountryOf(use, settings));
}

function destinationOf(place: Place, { vendorOfPackage }: Subject): Record<"country" | "region", string> {
  const { certainty, row, text, form } = place;
  if (certainty === "secret") return { country: row?.country ?? unknown, region: "a place inside a secret" };
  if (certainty === "unknown") return { country: unknown, region: unknown };
  // A region of somebody's own, e.g. `fra1` in a pod, is not called another company's of the same name.
  const isCalledSo = form !== "region" || vendorOfPackage?.regions !== undefined;
  return { country: row?.country ?? unknown, region: row && isCalledSo ? `${row.provider} ${row.region}` : text };
}

function placeBasis(country: string): string {
  if (country === unknown) return unknown;
  if (countries.EU.includes(country)) return "none needed: EU";
  if (countries.EEA.includes(country)) return "none needed: EEA";
  return countries.adequacy.includes(country) ? "none recorded; the country has an adequacy decision" : "none recorded";
}
