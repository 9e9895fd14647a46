import { companyNames } from "../engine/resolve/vendors.ts";
import facts from "./packages.json" with { type: "json" };
import type { Tables } from "./tables.ts";

/** Packages by the owner of what they talk to, `null` for packages that serve no one's cloud. */
interface PackageList {
  readonly owner: string | null;
  readonly packages: string;
  readonly regions?: string;
  readonly regionKeys?: string;
  readonly regionRequired?: boolean;
}

/** Where the table of packages and their list by owner say different things. */
export function packageContradictions({
  providers,
  vendors,
}: Pick<Tables, "providers" | "vendors">): readonly string[] {
  const rows = new Map(providers.map((row) => [row.package, row]));
  const owners = new Map(vendors.map(({ pattern, company }) => [pattern, companyNames(company).at(-1)]));
  const listed = (facts as readonly PackageList[]).flatMap(({ packages, ...list }) =>
    packages.split(" ").map((name) => ({ name, list })),
  );
  const names = new Set(listed.map(({ name }) => name));
  return [
    ...listed.flatMap(({ name, list }) => {
      const row = rows.get(name);
      if (!row) return [`packages.json lists ${name}, which providers.json does not have`];
      const owner = row.vendor === null ? "nobody" : (owners.get(row.vendor) ?? `nobody's ${row.vendor}`);
      const meant = list.owner === null ? "nobody" : companyNames(list.owner).at(-1);
      return [
        ...(owner === meant ? [] : [`${name}: packages.json says ${meant}, providers.json ${owner}`]),
        ...different(name, "regions", list.regions, row.regions),
        ...different(name, "regionKeys", list.regionKeys, row.regionKeys?.join(" ")),
        ...different(name, "regionRequired", list.regionRequired, row.regionRequired),
      ];
    }),
    ...providers
      .filter((row) => !names.has(row.package))
      .map((row) => `${row.package} is not in packages.json: add it`),
  ];
}

function different(name: string, key: string, listed: unknown, row: unknown): readonly string[] {
  return listed === row ? [] : [`${name}: packages.json has ${key} ${listed}, providers.json ${row}`];
}
