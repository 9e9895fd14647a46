import type { PriceUpdate } from "./price-list.ts";
import type { PriceTable } from "./price-table.ts";

/** The price table for a terminal: one line per row with its age in days on this day (ISO date). */
export function renderPriceList(table: PriceTable, today: string): string {
  const header = ["row", table.currency, "per", "part", "as of", "age", "confidence"];
  const rows = table.rows.map((row) => [
    row.id,
    String(row.price),
    row.unit,
    row.partNumber ?? "–",
    row.asOf,
    `${ageInDays(row.asOf, today)} d`,
    row.confidence,
  ]);
  return `${columns([header, ...rows])}\n\n${table.source}, as of ${table.asOf}\n`;
}

/** What an update did or would do: every price before and after, then what stayed as it was. */
export function renderUpdate(update: PriceUpdate, before: PriceTable): string {
  const { changes, unchanged, untouched, missing, table } = update;
  const lines = changes.map((change) => [
    change.id,
    change.partNumber,
    `${change.before} → ${change.after}`,
    `${before.currency} per ${change.unit}`,
    `${change.asOf} → ${table.asOf}`,
  ]);
  return [
    ...(lines.length > 0 ? [columns(lines)] : []),
    `${count(changes.length, "price")} changed, ${unchanged} confirmed as of ${table.asOf}`,
    ...(missing.length > 0 ? [`no longer in the list, kept as they were: ${missing.join(", ")}`] : []),
    ...(untouched.length > 0 ? [`no part number, kept as they were: ${untouched.join(", ")}`] : []),
    "",
  ].join("\n");
}

/** Whole days from a date to another; a month counts from its first day. */
function ageInDays(asOf: string, today: string): number {
  return Math.round((Date.parse(today) - Date.parse(asOf)) / 86_400_000);
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
