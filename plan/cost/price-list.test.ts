import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PriceListError, parsePage, updatePrices } from "./price-list.ts";
import { type PriceRow, type PriceTable, priceTable } from "./price-table.ts";

// Written by hand after the documented form of the answer; parts and prices are made up.
const answer = {
  lastUpdated: "2031-02-03T04:05:06.007Z",
  items: [
    {
      partNumber: "B00001",
      displayName: "Made-up GPU",
      metricName: "GPUs Per Hour",
      serviceCategory: "Made up",
      currencyCodeLocalizations: [
        { currencyCode: "EUR", prices: [{ model: "PAY_AS_YOU_GO", value: 99 }] },
        {
          currencyCode: "USD",
          prices: [
            { model: "MONTHLY_COMMIT", value: 1 },
            { model: "PAY_AS_YOU_GO", value: 12 },
          ],
        },
      ],
    },
    {
      partNumber: "B00002",
      displayName: "Made-up storage",
      metricName: "Gigabyte Storage Capacity Per Month  (first 10 free)",
      serviceCategory: "Made up",
      currencyCodeLocalizations: [
        {
          currencyCode: "USD",
          prices: [
            { model: "PAY_AS_YOU_GO", value: 0.2, rangeMin: 999, rangeUnit: "GB" },
            { model: "PAY_AS_YOU_GO", value: "0.25", rangeMin: 10, rangeMax: 999, rangeUnit: "GB" },
            { model: "PAY_AS_YOU_GO", value: 0, rangeMin: 0, rangeMax: 10, rangeUnit: "GB" },
          ],
        },
      ],
    },
    { partNumber: "B00009", displayName: "Nothing that the table has", metricName: "Each" },
  ],
};

const gpu: PriceRow = {
  id: "gpu",
  provider: "oci",
  realm: "oc1",
  what: "Made-up GPU",
  unit: "GPU-hour",
  price: 10,
  partNumber: "B00001",
  metric: "GPU Per Hour",
  source: "a test",
  asOf: "2030-01",
  confidence: "low",
};
const storage: PriceRow = {
  ...gpu,
  id: "storage",
  unit: "GB-month",
  price: 0.25,
  partNumber: "B00002",
  metric: "Gigabyte Storage Capacity per Month",
};
const { partNumber: _part, metric: _metric, ...partless } = gpu;
const free: PriceRow = { ...partless, id: "free", price: 0 };
const table: PriceTable = { ...priceTable, rows: [gpu, storage, free] };
const options = { readOn: "2031-02-03", source: "a made-up list", acceptLargeChanges: false };
const update = (rows: readonly PriceRow[], items: readonly unknown[] = answer.items, accept = false) =>
  updatePrices({ ...table, rows }, items, { ...options, acceptLargeChanges: accept });
const priced = (value: unknown, metricName = "GPU Per Hour") => ({
  partNumber: "B00001",
  metricName,
  currencyCodeLocalizations: [{ currencyCode: "USD", prices: [{ model: "PAY_AS_YOU_GO", value }] }],
});

describe("an update from the price list", () => {
  it("takes the pay-as-you-go price in the table's currency beyond the free allowance, before any discount for volume", () => {
    const { table: after, changes, unchanged, untouched, refusals } = update(table.rows);
    expect(refusals).toEqual([]);
    expect(changes).toEqual([
      { id: "gpu", partNumber: "B00001", unit: "GPU-hour", before: 10, after: 12, asOf: "2030-01" },
    ]);
    expect([unchanged, untouched]).toEqual([1, ["free"]]);
    expect(after.asOf).toBe("2031-02-03");
    expect(after.rows).toEqual([
      { ...gpu, price: 12, source: "a made-up list", asOf: "2031-02-03", confidence: "high" },
      { ...storage, source: "a made-up list", asOf: "2031-02-03", confidence: "high" },
      free,
    ]);
  });

  it("changes nothing and names the row when the list does not have its part", () => {
    const result = update([gpu, { ...storage, partNumber: "B00003" }]);
    expect(result.refusals).toEqual(["storage (B00003): the price list does not have the part"]);
    expect(result.table.rows[0]).toEqual(gpu);
  });

  it("keeps a row whose part was withdrawn when that is accepted", () => {
    const withdrawn = { ...storage, partNumber: "B00003" };
    const result = update([gpu, withdrawn], answer.items, true);
    expect([result.refusals, result.missing]).toEqual([[], ["storage"]]);
    expect(result.table.rows).toMatchObject([{ price: 12 }, withdrawn]);
  });

  it.each([
    [10, 50.01],
    [10, 1.99],
    [10, 0],
    [0, 0.01],
  ])("refuses that %d becomes %d unless large changes are accepted", (before, after) => {
    const rows = [{ ...gpu, price: before }];
    expect(update(rows, [priced(after)])).toMatchObject({ table: { rows }, refusals: [/^gpu: .*more than ×5/] });
    expect(update(rows, [priced(after)], true)).toMatchObject({ table: { rows: [{ price: after }] }, refusals: [] });
  });

  it.each([50, 2])("takes %d for 10: exactly five times is still plausible", (after) => {
    expect(update([gpu], [priced(after)])).toMatchObject({ table: { rows: [{ price: after }] }, refusals: [] });
  });

  it("refuses a list that counts in another unit, also when large changes are accepted", () => {
    const result = update([gpu], [priced(10, "GPU Per Month")], true);
    expect(result.refusals).toEqual([expect.stringContaining("now counts in “GPU Per Month”")]);
    expect(result.table.rows).toEqual([gpu]);
  });

  it.each([
    ["no price in the currency", { ...priced(1), currencyCodeLocalizations: [] }, "no pay-as-you-go price in USD"],
    ["a price below zero", priced(-1), "a form that is not documented"],
    ["a price that is no number", priced("free"), "a form that is not documented"],
    ["no metric", { ...priced(1), metricName: undefined }, "a form that is not documented"],
  ])("refuses a part with %s", (_, item, reason) => {
    expect(update([gpu], [item])).toMatchObject({
      table: { rows: [gpu] },
      refusals: [expect.stringContaining(reason)],
    });
  });

  it("is all or nothing for any mix of prices", () => {
    const prices = fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(prices, (values) => {
        const rows = values.map((_, i) => ({ ...gpu, id: `row-${i}`, partNumber: `B${10_000 + i}` }));
        const items = values.map((value, i) => ({ ...priced(value), partNumber: `B${10_000 + i}` }));
        const result = update(rows, items);
        const after = result.table.rows.map(({ price }) => price);
        expect(after).toEqual(result.refusals.length > 0 ? rows.map(({ price }) => price) : values);
        expect(result.changes.length + result.unchanged).toBe(values.length);
      }),
    );
  });

  it("changes nothing when it is made a second time", () => {
    const once = update(table.rows);
    const twice = updatePrices(once.table, answer.items, options);
    expect([twice.changes, twice.table]).toEqual([[], once.table]);
  });
});

describe("an answer of the price list", () => {
  it("is read with its day and its items", () => {
    expect(parsePage(JSON.stringify(answer))).toEqual(answer);
  });

  it.each([
    ["", "the answer is empty"],
    ["<!DOCTYPE html>\n<title>Sign in</title>", "not whole JSON (38 characters that start with <!DOCTYPE html>"],
    [JSON.stringify(answer).slice(0, 300), "not whole JSON (300 characters"],
    ['{"error":"busy"}', "JSON but not a price list"],
    ["[]", "JSON but not a price list"],
  ])("%j is refused in one sentence", (text, sentence) => {
    expect(() => parsePage(text)).toThrow(PriceListError);
    expect(() => parsePage(text)).toThrow(sentence);
  });
});
