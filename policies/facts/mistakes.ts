import type { Tables } from "./tables.ts";

/** The source of a row that nobody found confirmed: such a row is reported and never enforced. */
const UNCONFIRMED = "unconfirmed";

/**
 * What is wrong with the rows themselves, before anything is said of the world: one sentence each, with table and row.
 *
 * @param today YYYY-MM-DD
 */
export function mistakes({ regions, vendors, providers, programs, sources }: Tables, today: string): readonly string[] {
  const regionRows = regions.map((row) => ({ name: `${row.provider} ${row.region.toLowerCase()}`, row }));
  const keys = regions.flatMap(({ provider, regionKey }) =>
    regionKey === undefined ? [] : [`${provider} ${regionKey}`],
  );
  const tablesOfRegions = new Set(regions.map(({ provider }) => provider));
  const patterns = new Set(vendors.map(({ pattern }) => pattern));
  const cited = new Set([...regions, ...vendors].map(({ source }) => source));
  return [
    ...twice("regions.json", [...regionRows.map(({ name }) => name), ...keys]),
    ...twice(
      "vendors.json",
      vendors.map(({ pattern }) => pattern.toLowerCase()),
    ),
    ...twice(
      "providers.json",
      providers.map((row) => row.package),
    ),
    ...twice(
      "phone-home.json",
      programs.map(({ program }) => program),
    ),
    ...regionRows.flatMap(({ name, row }) => [
      ...(row.country === null ? [] : country(`regions.json: ${name}: country`, row.country)),
      ...common(`regions.json: ${name}`, row, sources),
      ...(row.city === "" && row.scope === undefined ? [`regions.json: ${name} names no city`] : []),
    ]),
    ...vendors.flatMap((row) => [
      ...pattern(row.pattern),
      ...country(`vendors.json: ${row.pattern}: parentCountry`, row.parentCountry),
      ...common(`vendors.json: ${row.pattern}`, row, sources),
      ...(row.parentCountry === "US" && !row.usExposed
        ? [`vendors.json: ${row.pattern} has a parent in the US and usExposed false: say true`]
        : []),
    ]),
    ...providers.flatMap((row) => [
      ...(row.vendor === null || patterns.has(row.vendor)
        ? []
        : [`providers.json: ${row.package} names the vendor ${row.vendor}, which vendors.json does not have`]),
      ...(row.regions === undefined || tablesOfRegions.has(row.regions)
        ? []
        : [`providers.json: ${row.package} names the regions of ${row.regions}, of which regions.json has none`]),
    ]),
    ...Object.entries(sources).flatMap(([key, { title, asOf }]) => [
      ...(title.trim() === "" ? [`sources.json: ${key} has no title`] : []),
      ...day(`sources.json: ${key}: asOf`, asOf, today),
      ...(cited.has(key) ? [] : [`sources.json: no row cites ${key}: delete it`]),
    ]),
  ];
}

function twice(file: string, names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const again = names.filter((name) => seen.size === seen.add(name).size);
  return [...new Set(again)].map((name) => `${file} has ${name} twice: delete one`);
}

/** The code as ISO 3166-1 has it today; `EU` is reserved there for a place spread over member states. */
function country(where: string, code: string): readonly string[] {
  const known =
    /^[A-Z]{2}$/.test(code) &&
    Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}` &&
    NAMES.of(code) !== undefined &&
    code !== "ZZ";
  return known ? [] : [`${where} "${code}" is no country code of ISO 3166-1, e.g. DE, GB, GR`];
}

const NAMES = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

function common(
  where: string,
  row: { readonly source?: string; readonly confidence?: string },
  sources: Tables["sources"],
): readonly string[] {
  const { source = "", confidence = "" } = row;
  if (source === "") return [`${where} has no source: add its key in sources.json`];
  if (!Object.hasOwn(sources, source)) return [`${where} cites ${source}, which sources.json does not have`];
  if (!["high", "medium", "low"].includes(confidence))
    return [`${where}: confidence "${confidence}" is unknown, accepted: high, medium, low`];
  if (source === UNCONFIRMED && confidence !== "low")
    return [`${where} is unconfirmed and has confidence ${confidence}: it can only be low`];
  return [];
}

/** An apex with all below (`*.a.eu`), a host, a label with a `*` in it, or an address; never a whole public zone. */
function pattern(written: string): readonly string[] {
  if (/^\d{1,3}(\.\d{1,3}){3}$|^[0-9a-f:]*:[0-9a-f:]*$/.test(written)) return [];
  const labels = written.replace(/^\*\./, "").split(".");
  const shaped =
    !/^\d+$/.test(labels.at(-1) ?? "") &&
    labels.every((label) => /^(?:[a-z0-9*](?:[a-z0-9*-]*[a-z0-9*])?)$/.test(label) && !/\*.*\*/.test(label));
  if (!shaped)
    return [`vendors.json: "${written}" is no pattern: lower case, one * a label at most, e.g. *.example.eu`];
  // `awsdns-*` is a company's own label, `*` and `a*` are anybody's.
  const own = labels.filter((label) => !label.includes("*") || label.length > 4);
  return own.length < 2 || labels.slice(-2).includes("*")
    ? [`vendors.json: ${written} takes a whole public zone: name the company's own domain`]
    : [];
}

function day(where: string, written: string, today: string): readonly string[] {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(written) || Number.isNaN(Date.parse(written)))
    return [`${where} "${written}" is no day, e.g. 2026-11-21`];
  return written > today ? [`${where} ${written} is after today, ${today}`] : [];
}
