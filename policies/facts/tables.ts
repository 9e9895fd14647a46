import programs from "../data/phone-home.json" with { type: "json" };
import providers from "../data/providers.json" with { type: "json" };
import regions from "../data/regions.json" with { type: "json" };
import sources from "../data/sources.json" with { type: "json" };
import vendors from "../data/vendors.json" with { type: "json" };
import type { Provider } from "../engine/resolve/providers.ts";
import type { RegionRow } from "../engine/resolve/regions.ts";
import type { Vendor } from "../engine/resolve/vendors.ts";
import type { Reporter } from "../rules/NET-009/rule.ts";

/** Where a row's fact was read. */
export interface Source {
  readonly title: string;
  /** Absent when the fact stands in many documents of one kind. */
  readonly url?: string;
  /** The day of what was read, YYYY-MM-DD. */
  readonly asOf: string;
}

/** The tables that rules judge by, as their files have them. */
export interface Tables {
  readonly regions: readonly RegionRow[];
  readonly vendors: readonly Vendor[];
  readonly providers: readonly Provider[];
  readonly programs: readonly Reporter[];
  readonly sources: Readonly<Record<string, Source>>;
}

export const TABLES = { regions, vendors, providers, programs, sources } as Tables;
