import { z } from "zod";
import file from "./prices.json" with { type: "json" };

const row = z.strictObject({
  /** Name within the table, e.g. `gpu-l40s`. */
  id: z.string().regex(/^[a-z0-9-]+$/),
  provider: z.literal("oci"),
  /** Realm whose list the price is from. Realms have price lists of their own. */
  realm: z.string().regex(/^oc\d+$/),
  what: z.string().min(1),
  /** What one unit is. A unit that ends in `-hour` is counted for every hour of the month. */
  unit: z.string().min(1),
  /** In the table's currency, for one unit beyond any free allowance. 0: the source says that it is free. */
  price: z.number().nonnegative(),
  /** Oracle's part number; absent where the price list has no part and another source says what it costs. */
  partNumber: z
    .string()
    .regex(/^B\d{5,6}$/)
    .optional(),
  /** Oracle's own name of the unit; a list that counts in another one can not update the row. */
  metric: z.string().min(1).optional(),
  /** Compute shapes that are billed by this row. */
  shapes: z.array(z.string()).min(1).optional(),
  source: z.string().min(1),
  /** Day (or month, when no day is known) at which the source stated the price. */
  asOf: z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/),
  confidence: z.enum(["high", "medium", "low"]),
});

const table = z
  .strictObject({
    currency: z.string().regex(/^[A-Z]{3}$/),
    asOf: z.iso.date(),
    source: z.string().min(1),
    /** A month of cloud billing: 365 × 24 ÷ 12. */
    hoursPerMonth: z.literal(730),
    rows: z.array(row),
  })
  .superRefine(({ rows }, context) => {
    const seen = new Set<string>();
    for (const { id, partNumber, metric } of rows) {
      if (seen.has(id)) context.addIssue({ code: "custom", message: `row ${id} is there twice` });
      if ((partNumber === undefined) !== (metric === undefined))
        context.addIssue({ code: "custom", message: `row ${id} needs both partNumber and metric, or neither` });
      seen.add(id);
    }
  });

export type PriceRow = Readonly<z.infer<typeof row>>;
export type PriceTable = Readonly<Omit<z.infer<typeof table>, "rows">> & { readonly rows: readonly PriceRow[] };

/** The table in this document. Throws an error that names every mistake at once. */
export function parsePriceTable(document: unknown): PriceTable {
  const parsed = table.safeParse(document);
  if (!parsed.success)
    throw new Error(
      `the price table is not valid: ${parsed.error.issues.map((issue) => [...issue.path, issue.message].join(" ")).join("; ")}`,
    );
  return parsed.data;
}

/** The price table that the kit ships. */
export const priceTable: PriceTable = parsePriceTable(file);

/** One row as a clause for a reader, e.g. `3.5 USD per GPU-hour (B109479)`. */
export function describePrice({ price, unit, partNumber }: PriceRow, currency: string): string {
  return `${price} ${currency} per ${unit}${partNumber === undefined ? "" : ` (${partNumber})`}`;
}

/** The table as its file has it: two spaces, short lists on one line, a line end at the end. */
export function renderPriceTable(table: PriceTable): string {
  const json = JSON.stringify(table, null, 2);
  return `${json.replaceAll(/\[\s+("[^\]{}]*?")\s+\]/g, (_, list: string) => `[${list.replaceAll(/,\s+/g, ", ")}]`)}\n`;
}
