import { z } from "zod";
import { describePrice, type PriceRow, type PriceTable } from "./price-table.ts";

/**
 * Oracle's public price list, in USD and without a login. Documented in "Estimating Costs" of the OCI documentation;
 * it answers `{ lastUpdated, items: [{ partNumber, displayName, metricName, currencyCodeLocalizations }] }`.
 */
export const oraclePriceListUrl = "https://apexapps.oracle.com/pls/apex/cetools/api/v1/products/?currencyCode=USD";

/** A price that becomes more than this many times higher or lower is more likely a mistake than a price change. */
const largestPlausibleFactor = 5;

/** Numbers come as numbers or in digits. */
const amount = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .pipe(z.number().nonnegative());
const tier = z.object({ model: z.string(), value: amount, rangeMin: amount.nullish() });
const product = z.object({
  partNumber: z.string(),
  metricName: z.string(),
  currencyCodeLocalizations: z.array(z.object({ currencyCode: z.string(), prices: z.array(tier) })),
});
const page = z.object({
  lastUpdated: z.string().optional(),
  items: z.array(z.unknown()),
  hasMore: z.boolean().optional(),
  links: z.array(z.object({ rel: z.string(), href: z.string() })).optional(),
});

/** One answer of the price list. */
export type PriceListPage = z.infer<typeof page>;

/** What is wrong with an answer of the price list, in one sentence for the person who asked for it. */
export class PriceListError extends Error {}

/** The text as one answer of the price list. Throws {@link PriceListError} saying what it is instead. */
export function parsePage(text: string): PriceListPage {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    const start = text.trimStart().slice(0, 40).replaceAll(/\s+/g, " ");
    throw new PriceListError(
      start === ""
        ? "the answer is empty"
        : `the answer is not whole JSON (${text.trim().length} characters that start with ${start})`,
    );
  }
  const parsed = page.safeParse(document);
  if (!parsed.success) throw new PriceListError("the answer is JSON but not a price list: it has no list `items`");
  return parsed.data;
}

/** One row whose price in the list is another than in the table. */
interface PriceChange {
  readonly id: string;
  readonly partNumber: string;
  readonly unit: string;
  readonly before: number;
  readonly after: number;
  /** Day of the price before. */
  readonly asOf: string;
}

export interface PriceUpdate {
  /** The table with every price of the list and the new day. Equal to the old one while anything is refused. */
  readonly table: PriceTable;
  readonly changes: readonly PriceChange[];
  /** Rows whose price the list confirms. */
  readonly unchanged: number;
  /** Rows whose part the list no longer has: they keep price, source and day. Refused unless asked for. */
  readonly missing: readonly string[];
  /** Rows without a part number, which no price list can update. */
  readonly untouched: readonly string[];
  /** One sentence per row that must not be updated from this list; when there is one, nothing is. */
  readonly refusals: readonly string[];
}

export interface UpdateOptions {
  /** ISO date on which the list was read. */
  readonly readOn: string;
  /** Where the list is from, for the rows' `source`. */
  readonly source: string;
  /** Also take prices more than five times or less than a fifth of the old one, and lists that lack a part. */
  readonly acceptLargeChanges: boolean;
}

/** Updates every row that has a part number from the list. All or nothing: one refusal leaves the table as it was. */
export function updatePrices(
  table: PriceTable,
  items: readonly unknown[],
  { readOn, source, acceptLargeChanges }: UpdateOptions,
): PriceUpdate {
  const byPart = new Map(items.map((item) => [partNumberOf(item), item]));
  const changes: PriceChange[] = [];
  const missing: string[] = [];
  const refusals: string[] = [];
  let unchanged = 0;
  const rows = table.rows.map((row): PriceRow => {
    if (row.partNumber === undefined) return row;
    const item = byPart.get(row.partNumber);
    if (item === undefined) {
      missing.push(row.id);
      if (!acceptLargeChanges) refusals.push(`${row.id} (${row.partNumber}): the price list does not have the part`);
      return row;
    }
    const listed = listedPrice(row, item, table.currency);
    if (typeof listed === "string") {
      refusals.push(`${row.id} (${row.partNumber}): ${listed}`);
      return row;
    }
    if (!acceptLargeChanges && !isPlausible(row.price, listed))
      refusals.push(
        `${row.id}: ${describePrice(row, table.currency)} would become ${listed}, a change of more than ×${largestPlausibleFactor}`,
      );
    if (listed === row.price) unchanged++;
    else
      changes.push({
        id: row.id,
        partNumber: row.partNumber,
        unit: row.unit,
        before: row.price,
        after: listed,
        asOf: row.asOf,
      });
    return { ...row, price: listed, source, asOf: readOn, confidence: "high" };
  });
  return {
    table: refusals.length > 0 ? table : { ...table, asOf: readOn, rows },
    changes,
    unchanged,
    missing,
    untouched: table.rows.filter(({ partNumber }) => partNumber === undefined).map(({ id }) => id),
    refusals,
  };
}

function partNumberOf(item: unknown): string | undefined {
  return z.object({ partNumber: z.string() }).safeParse(item).data?.partNumber;
}

/** Pay-as-you-go price beyond the free allowance, or in words why the item does not state one for this row. */
function listedPrice(row: PriceRow, item: unknown, currency: string): number | string {
  const parsed = product.safeParse(item);
  if (!parsed.success) return "the price list has the part in a form that is not documented";
  const { metricName, currencyCodeLocalizations } = parsed.data;
  if (normalMetric(metricName) !== normalMetric(row.metric ?? ""))
    return `the price list now counts in “${metricName}”, the table in “${row.metric}”; correct the row's unit by hand`;
  const tiers = currencyCodeLocalizations
    .filter(({ currencyCode }) => currencyCode === currency)
    .flatMap(({ prices }) => prices)
    .filter(({ model }) => model === "PAY_AS_YOU_GO")
    .sort((a, b) => (a.rangeMin ?? 0) - (b.rangeMin ?? 0));
  if (tiers.length === 0) return `the price list states no pay-as-you-go price in ${currency}`;
  return tiers.find(({ value }) => value > 0)?.value ?? 0;
}

/** Oracle writes the same metric with and without plural, spaces and remarks in brackets. */
function normalMetric(metric: string): string {
  return metric
    .toLowerCase()
    .replaceAll(/\(.*?\)/g, "")
    .replaceAll(/s\b/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

function isPlausible(before: number, after: number): boolean {
  return after <= before * largestPlausibleFactor && before <= after * largestPlausibleFactor;
}
