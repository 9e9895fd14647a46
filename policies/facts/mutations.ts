import { contradictions } from "./contradictions.ts";
import { mistakes } from "./mistakes.ts";
import type { Tables } from "./tables.ts";

/** A way in which a row of a table can be wrong. */
export interface Mutation {
  /** File in `policies/data`, without its ending. */
  readonly file: string;
  readonly what: string;
  /** Every changed table, with the name of the row that is wrong in it; a change that changes nothing is left out. */
  readonly mutants: (tables: Tables) => readonly Mutant[];
}

export interface Mutant {
  readonly row: string;
  readonly tables: Tables;
}

type RowTable = "regions" | "vendors" | "providers" | "programs";
type Row<K extends RowTable> = Tables[K][number];

const FILES: Readonly<Record<RowTable, string>> = {
  regions: "regions",
  vendors: "vendors",
  providers: "providers",
  programs: "phone-home",
};

const EU_COUNTRY = /^(?:AT|BE|BG|CY|CZ|DE|DK|EE|ES|EU|FI|FR|GR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)$/;

export const MUTATIONS: readonly Mutation[] = [
  of("regions", "country flipped", (row) => ({ ...row, country: EU_COUNTRY.test(row.country ?? "") ? "US" : "DE" })),
  of("regions", "row dropped", () => undefined),
  of("vendors", "owner flipped", (row) => ({
    ...row,
    usExposed: !row.usExposed,
    parentCountry: row.usExposed ? "DE" : "US",
  })),
  of("vendors", "US reach flipped", (row) => ({ ...row, usExposed: !row.usExposed })),
  of("vendors", "row dropped", () => undefined),
  of("vendors", "pattern widened by a label", (row) => ({ ...row, pattern: `*.${above(row.pattern)}` })),
  of("vendors", "pattern widened to a public zone", (row) => ({
    ...row,
    pattern: `*.${row.pattern.split(".").at(-1)}`,
  })),
  of("providers", "row dropped", () => undefined),
  of("providers", "owner lost", (row) => ({ ...row, vendor: row.vendor === null ? "*.amazonaws.com" : null })),
  of("programs", "row dropped", () => undefined),
  of("programs", "setting lost", ({ flags: _, env: __, values: ___, ...row }) => row),
];

function of<K extends RowTable>(table: K, what: string, change: (row: Row<K>) => Row<K> | undefined): Mutation {
  return {
    file: FILES[table],
    what,
    mutants: (tables) => {
      const rows: readonly Row<K>[] = tables[table];
      return rows.flatMap((row) => {
        const replacement = change(row);
        if (replacement && JSON.stringify(replacement) === JSON.stringify(row)) return [];
        const changed = rows.flatMap((other) => (other !== row ? [other] : replacement ? [replacement] : []));
        return [{ row: nameOf(row), tables: { ...tables, [table]: changed } }];
      });
    },
  };
}

/** The pattern's zone without its first label: what the row would take if somebody generalised it once too often. */
function above(pattern: string): string {
  const zone = pattern.replace(/^\*\./, "");
  return zone.slice(zone.indexOf(".") + 1);
}

function nameOf(row: Row<RowTable>): string {
  if ("region" in row) return `${row.provider} ${row.region}`;
  if ("pattern" in row) return row.pattern;
  return "package" in row ? row.package : row.program;
}

/**
 * True when these tables contradict the facts beside them, or have a mistake, or can not be loaded.
 *
 * @param today YYYY-MM-DD
 */
export function isRefused(tables: Tables, today: string): boolean {
  try {
    const [first] = contradictions(tables);
    return first !== undefined || mistakes(tables, today).length > 0;
  } catch {
    return true;
  }
}
