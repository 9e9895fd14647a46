import type { RegionRow } from "../engine/resolve/regions.ts";
import facts from "./places.json" with { type: "json" };
import type { Tables } from "./tables.ts";

/** Names of places by country, as one published list has them; `-` is no one country. */
interface PlaceList {
  readonly provider: string;
  readonly source: string;
  readonly places: Readonly<Record<string, string>>;
}

/** Every listed place by provider and name in lower case, with what its list says of it. */
const LISTED: ReadonlyMap<string, { readonly country: string | null; readonly source: string }> = new Map(
  (facts as readonly PlaceList[]).flatMap(({ provider, source, places }) =>
    Object.entries(places).flatMap(([country, names]) =>
      names
        .split(" ")
        .map((name) => [`${provider} ${name}`, { country: country === "-" ? null : country, source }] as const),
    ),
  ),
);

/** Where the region table and the lists that it rests on say different things, either way round. */
export function* placeContradictions({ regions }: Pick<Tables, "regions">): Iterable<string> {
  const rows = new Map<string, RegionRow>(regions.map((row) => [`${row.provider} ${row.region.toLowerCase()}`, row]));
  for (const [name, { country, source }] of LISTED) {
    const row = rows.get(name);
    if (!row) yield `${source} lists ${name}, which regions.json does not have`;
    else if (row.country !== country) yield `${name}: ${source} says ${country}, regions.json ${row.country}`;
    else if (row.source !== source)
      yield `${name}: regions.json cites ${row.source}, places.json has it from ${source}`;
  }
  for (const name of rows.keys()) if (!LISTED.has(name)) yield `${name} is in no list of places.json: add it there`;
}
