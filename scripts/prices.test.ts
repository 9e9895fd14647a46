import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PriceTable, priceTable } from "../plan/cost/price-table.ts";

const script = fileURLToPath(new URL("prices.ts", import.meta.url));
let folder: string;
let table: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "prices-"));
  table = join(folder, "prices.json");
  await copyFile(new URL("../plan/cost/prices.json", import.meta.url), table);
});
afterEach(() => rm(folder, { recursive: true }));

function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) =>
    execFile(process.execPath, ["--import", "tsx", script, "--table", table, ...args], (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out, err }),
    ),
  );
}

/** A made-up answer with every part of the table at its price times the factor. */
function answer(factor: number) {
  return {
    lastUpdated: "2031-02-03T04:05:06Z",
    items: priceTable.rows.map(({ partNumber, metric, price }) => ({
      partNumber: partNumber ?? "B00000",
      displayName: "made up",
      metricName: metric ?? "Each",
      currencyCodeLocalizations: [
        { currencyCode: "USD", prices: [{ model: "PAY_AS_YOU_GO", value: Number((price * factor).toFixed(6)) }] },
      ],
    })),
  };
}

async function saved(factor: number): Promise<string> {
  const file = join(folder, "answer.json");
  await writeFile(file, JSON.stringify(answer(factor)));
  return file;
}

const read = async (): Promise<PriceTable> => JSON.parse(await readFile(table, "utf8"));

describe("npm run prices", () => {
  it("lists every row with its price, its part and its age", async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toMatch(/^gpu-l40s +3\.5 +GPU-hour +B109479 +2026-09 +\d+ d +medium$/m);
    expect(JSON.parse((await run("--json")).out)).toEqual(priceTable);
  });

  it("updates the table from a saved answer, says what changed and leaves no other file", async () => {
    const { code, out } = await run("update", "--from", await saved(2));
    expect(code).toBe(0);
    expect(out).toMatch(/^gpu-l40s +B109479 +3\.5 → 7 +USD per GPU-hour +2026-09 → 2031-02-03$/m);
    expect(out).toMatch(/no part number, kept as they were: .*bastion/);
    const after = await read();
    expect(after.rows.find(({ id }) => id === "gpu-l40s")).toMatchObject({ price: 7, asOf: "2031-02-03" });
    expect((await readdir(folder)).sort()).toEqual(["answer.json", "prices.json"]);
  });

  it("writes nothing in a dry run", async () => {
    const { code, out } = await run("update", "--dry-run", "--json", "--from", await saved(2));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ written: false, refusals: [], unchanged: 0 });
    expect(await read()).toEqual(priceTable);
  });

  it("refuses large changes with every row named, and takes them when told to", async () => {
    const file = await saved(6);
    const refused = await run("update", "--from", file);
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toMatch(
      /gpu-l40s: 3\.5 USD per GPU-hour \(B109479\) would become 21, a change of more than ×5/,
    );
    expect(await read()).toEqual(priceTable);
    expect((await run("update", "--accept-large-changes", "--from", file)).code).toBe(0);
    expect((await read()).rows.find(({ id }) => id === "gpu-l40s")?.price).toBe(21);
  });

  it("reads the list over the network and dates the rows with today", async () => {
    const server = createServer((_, response) => response.end(JSON.stringify(answer(1))));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const before = new Date().toISOString().slice(0, 10);
    const { code, out } = await run("update", "--url", `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await new Promise((done) => server.close(done));
    expect([code, out]).toEqual([0, expect.stringContaining("0 prices changed")]);
    expect([before, new Date().toISOString().slice(0, 10)]).toContain((await read()).asOf);
  });

  it("says in one sentence what to do when the network refuses, and changes nothing", async () => {
    const { code, out, err } = await run("update", "--url", "http://127.0.0.1:1/");
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(
      /^127\.0\.0\.1:1 could not be read: .*; open .* and run npm run prices -- update --from FILE\n/,
    );
    expect(err).not.toMatch(/^\s+at /m);
    expect(await read()).toEqual(priceTable);
  });

  it("refuses a saved answer that does not say its day, is no answer or is not there", async () => {
    const file = join(folder, "answer.json");
    await writeFile(file, JSON.stringify({ ...answer(1), lastUpdated: undefined }));
    expect(await run("update", "--from", file)).toMatchObject({ code: 1, err: expect.stringContaining("lastUpdated") });
    await writeFile(file, "<html>");
    expect(await run("update", "--from", file)).toMatchObject({
      code: 1,
      err: expect.stringContaining("not whole JSON"),
    });
    expect(await run("update", "--from", `${file}.gone`)).toMatchObject({
      code: 1,
      err: expect.stringContaining("ENOENT"),
    });
  });

  it.each([["upgrade"], ["--frmo", "x"], ["update", "--url", "oracle"], ["--dry-run"], ["update", "--from"]])(
    "answers wrong arguments with the help: %s %s %s",
    async (...args) => {
      const { code, err } = await run(...args.filter((arg) => typeof arg === "string"));
      expect([code, err]).toEqual([2, expect.stringContaining("Exit status")]);
    },
  );
});
