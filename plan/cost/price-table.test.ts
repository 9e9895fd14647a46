import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describePrice, parsePriceTable, priceTable, renderPriceTable } from "./price-table.ts";

const file = readFileSync(new URL("prices.json", import.meta.url), "utf8");
const [first] = priceTable.rows;
const withRows = (...rows: readonly unknown[]) => ({ ...priceTable, rows });

describe("the price table", () => {
  it("says of every price where it is from and from which day", () => {
    for (const { source, asOf } of priceTable.rows) {
      expect(source.length).toBeGreaterThan(20);
      expect(Date.parse(asOf)).toBeGreaterThan(Date.parse("2023-01-01"));
    }
  });

  it("has no price of the EU Sovereign Cloud: Oracle has not published one", () => {
    expect(new Set(priceTable.rows.map(({ realm }) => realm))).toEqual(new Set(["oc1"]));
  });

  it("has each part number once", () => {
    const parts = priceTable.rows.flatMap(({ partNumber }) => partNumber ?? []);
    expect(new Set(parts).size).toBe(parts.length);
  });

  it("takes only what has no part number for free", () => {
    expect(priceTable.rows.filter(({ price, partNumber }) => price === 0 && partNumber !== undefined)).toEqual([]);
  });

  it("bills each shape once per unit", () => {
    const billed = priceTable.rows.flatMap(({ shapes = [], unit }) => shapes.map((shape) => `${shape} ${unit}`));
    expect(new Set(billed).size).toBe(billed.length);
  });

  it("is written back to its file as it was read", () => {
    expect(renderPriceTable(parsePriceTable(JSON.parse(file)))).toBe(file);
  });

  it("is refused with every mistake named at once", () => {
    const mistakes = withRows({ ...first, price: -1 }, { ...first, asOf: "yesterday" }, { ...first, prise: 1 });
    expect(() => parsePriceTable(mistakes)).toThrow(/rows 0 price.*rows 1 asOf.*rows 2.*prise/s);
  });

  it("is refused when a row is there twice or has a part without its metric", () => {
    expect(() => parsePriceTable(withRows(first, first))).toThrow("row gpu-p100-vm is there twice");
    expect(() => parsePriceTable(withRows({ ...first, metric: undefined }))).toThrow("both partNumber and metric");
  });

  it("describes a row with its unit and part", () => {
    const l40s = priceTable.rows.find(({ id }) => id === "gpu-l40s");
    expect(l40s && describePrice(l40s, "USD")).toBe("3.5 USD per GPU-hour (B109479)");
  });
});
