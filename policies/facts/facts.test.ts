import { describe, expect, it } from "vitest";
import countries from "../data/countries.json" with { type: "json" };
import memberStates from "../data/eea.json" with { type: "json" };
import { contradictions } from "./contradictions.ts";
import { mistakes } from "./mistakes.ts";
import { isRefused, MUTATIONS } from "./mutations.ts";
import { splitOwners } from "./owners.ts";
import { TABLES, type Tables } from "./tables.ts";

const today = new Date().toISOString().slice(0, 10);

describe("the tables", () => {
  it("have no mistake in a row", () => {
    expect(mistakes(TABLES, today)).toEqual([]);
  });

  it("say what the facts beside them say", () => {
    expect([...contradictions(TABLES)]).toEqual([]);
  });

  it("give every owner one seat", () => {
    expect(splitOwners()).toEqual([]);
  });

  it("name the same member states twice", () => {
    expect(countries.EU).toEqual(expect.arrayContaining(memberStates.eu));
    expect(countries.EEA).toEqual(memberStates.eea);
  });

  it("can hardly be wrong in a row without contradicting a fact", () => {
    for (const { file, what, mutants } of MUTATIONS) {
      const some = mutants(TABLES).filter((_, index) => index % 50 === 3);
      const missed = some.filter(({ tables }) => !isRefused(tables, today)).map(({ row }) => row);
      expect(missed.length, `${file}: ${what}: ${missed.join(", ")}`).toBeLessThanOrEqual(some.length / 10);
    }
  });
});

describe("a mistake in a row is refused with what to do", () => {
  const [region, other] = TABLES.regions as [Tables["regions"][number], Tables["regions"][number]];
  const [vendor] = TABLES.vendors as [Tables["vendors"][number]];
  const [provider] = TABLES.providers as [Tables["providers"][number]];
  const source = { title: "a list", asOf: today };

  it.each<[string, Partial<Tables>, string]>([
    ["a region twice", { regions: [...TABLES.regions, region] }, "regions.json has aws af-south-1 twice: delete one"],
    ["a pattern twice", { vendors: [...TABLES.vendors, vendor] }, "vendors.json has docker.io twice: delete one"],
    [
      "an outdated country code",
      { regions: [{ ...region, country: "UK" }, ...TABLES.regions.slice(1)] },
      'regions.json: aws af-south-1: country "UK" is no country code of ISO 3166-1, e.g. DE, GB, GR',
    ],
    [
      "a country that does not exist",
      { vendors: [{ ...vendor, parentCountry: "QX" }, ...TABLES.vendors.slice(1)] },
      'vendors.json: docker.io: parentCountry "QX" is no country code of ISO 3166-1, e.g. DE, GB, GR',
    ],
    [
      "no source",
      { regions: [region, { ...other, source: "" }, ...TABLES.regions.slice(2)] },
      "regions.json: aws af-south-1-los-1 has no source: add its key in sources.json",
    ],
    [
      "a source that is not listed",
      { vendors: [{ ...vendor, source: "hearsay" }, ...TABLES.vendors.slice(1)] },
      "vendors.json: docker.io cites hearsay, which sources.json does not have",
    ],
    [
      "trust in what nobody confirmed",
      { vendors: [{ ...vendor, source: "unconfirmed" }, ...TABLES.vendors.slice(1)] },
      "vendors.json: docker.io is unconfirmed and has confidence high: it can only be low",
    ],
    [
      "a source of tomorrow",
      { sources: { ...TABLES.sources, unconfirmed: { ...source, asOf: "2999-01-01" } } },
      `sources.json: unconfirmed: asOf 2999-01-01 is after today, ${today}`,
    ],
    [
      "a source of no day",
      { sources: { ...TABLES.sources, unconfirmed: { ...source, asOf: "last week" } } },
      'sources.json: unconfirmed: asOf "last week" is no day, e.g. 2026-11-21',
    ],
    [
      "a source that nothing rests on",
      { sources: { ...TABLES.sources, rumour: source } },
      "sources.json: no row cites rumour: delete it",
    ],
    [
      "a pattern that takes a public zone",
      { vendors: [...TABLES.vendors, { ...vendor, pattern: "*.io" }] },
      "vendors.json: *.io takes a whole public zone: name the company's own domain",
    ],
    [
      "a pattern that is a URL",
      { vendors: [...TABLES.vendors, { ...vendor, pattern: "https://docker.io" }] },
      'vendors.json: "https://docker.io" is no pattern: lower case, one * a label at most, e.g. *.example.eu',
    ],
    [
      "a pattern for a part of an address",
      { vendors: [...TABLES.vendors, { ...vendor, pattern: "*.8.8.8" }] },
      'vendors.json: "*.8.8.8" is no pattern: lower case, one * a label at most, e.g. *.example.eu',
    ],
    [
      "an American parent without American reach",
      { vendors: [{ ...vendor, usExposed: false }, ...TABLES.vendors.slice(1)] },
      "vendors.json: docker.io has a parent in the US and usExposed false: say true",
    ],
    [
      "a package of a vendor that is not there",
      { providers: [...TABLES.providers, { ...provider, package: "new", vendor: "*.new.eu" }] },
      "providers.json: new names the vendor *.new.eu, which vendors.json does not have",
    ],
    [
      "a package with regions of nobody",
      { providers: [...TABLES.providers, { ...provider, package: "new", regions: "new" }] },
      "providers.json: new names the regions of new, of which regions.json has none",
    ],
  ])("%s", (_, change, sentence) => {
    expect(mistakes({ ...TABLES, ...change }, today)).toEqual([sentence]);
  });
});

describe("what contradicts the facts", () => {
  const wrong = (change: Partial<Tables>) => [...contradictions({ ...TABLES, ...change })];

  it("is a region moved to another country", () => {
    const regions = TABLES.regions.map((row) => (row.region === "eu-jovanovac-1" ? { ...row, country: "DE" } : row));
    expect(wrong({ regions })).toEqual(["oci eu-jovanovac-1: oracle-regions says RS, regions.json DE"]);
  });

  it("is a pattern that takes look-alikes", () => {
    const vendors = TABLES.vendors.map((row) => (row.pattern === "nvcr.io" ? { ...row, pattern: "*.io" } : row));
    expect(wrong({ vendors })).toEqual(
      expect.arrayContaining([
        "*.io takes notdocker.io, which owners.json gives to nobody",
        "*.io takes notnvcr.io, which owners.json gives to nobody",
      ]),
    );
  });

  it("is a pattern that takes the hosts beside its own", () => {
    const vendors = TABLES.vendors.map((row) => (row.pattern === "get.k3s.io" ? { ...row, pattern: "*.k3s.io" } : row));
    expect(wrong({ vendors })).toContain("*.k3s.io takes nobody.k3s.io, which owners.json gives to nobody");
  });

  it("is a row that is gone", () => {
    const vendors = TABLES.vendors.filter(({ pattern }) => pattern !== "*.oraclecloud.eu");
    expect(wrong({ vendors })).toContain(
      "a.oraclecloud.eu belongs to Oracle Corporation by owners.json, and to nobody by vendors.json",
    );
    const programs = TABLES.programs.filter(({ program }) => program !== "Grafana");
    expect(wrong({ programs })).toEqual(["programs.json lists Grafana, which phone-home.json does not have"]);
  });

  it("is a row that no fact knows", () => {
    const [vendor] = TABLES.vendors as [Tables["vendors"][number]];
    const vendors = [...TABLES.vendors, { ...vendor, pattern: "*.new-vendor.eu" }];
    expect(wrong({ vendors })).toEqual(["*.new-vendor.eu is not in owners.json: add what it stands for"]);
  });

  it("is a package of somebody else", () => {
    const providers = TABLES.providers.map((row) =>
      row.package === "hcloud" ? { ...row, vendor: "*.googleapis.com" } : row,
    );
    expect(wrong({ providers })).toEqual(["hcloud: packages.json says hetzner online, providers.json alphabet"]);
  });
});
