import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { replaceFile } from "../operate/replace-file.ts";
import {
  oraclePriceListUrl,
  PriceListError,
  type PriceListPage,
  parsePage,
  updatePrices,
} from "../plan/cost/price-list.ts";
import { renderPriceList, renderUpdate } from "../plan/cost/price-report.ts";
import { type PriceTable, parsePriceTable, renderPriceTable } from "../plan/cost/price-table.ts";
import { readPriceList } from "../plan/cost/read-price-list.ts";
import { runVerb, sentence } from "./verb/run-verb.ts";

const shippedTable = fileURLToPath(new URL("../plan/cost/prices.json", import.meta.url));

const help = `npm run prices                  list the price table with the age of every row
npm run prices -- update        read Oracle's public price list and update every row that has a part number

  --from FILE               read a saved answer of the price list instead of the network
  --dry-run                 show what would change, change nothing
  --accept-large-changes    also take changes of more than ×5, and keep rows whose part the list no longer has
  --json                    write the table or the update as JSON
  --table FILE              price table to read and write (default plan/cost/prices.json)
  --url URL                 price list to read (default ${oraclePriceListUrl})
  --help                    show this

Exit status: 0 done, 1 refused or not readable (nothing changed), 2 wrong arguments.
`;

const options = {
  from: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  "accept-large-changes": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  table: { type: "string", default: shippedTable },
  url: { type: "string", default: oraclePriceListUrl },
  help: { type: "boolean", default: false },
} as const;

type Arguments = ReturnType<typeof readArguments>;

function readArguments() {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [verb, ...rest] = positionals;
  if (rest.length > 0 || (verb !== undefined && verb !== "update"))
    throw new Error(`unknown argument ${[verb, ...rest].join(" ")}: the one verb is update`);
  if (!URL.canParse(values.url)) throw new Error(`--url ${values.url} is not an address`);
  if (verb === undefined && (values.from !== undefined || values["dry-run"] || values["accept-large-changes"]))
    throw new Error("--from, --dry-run and --accept-large-changes belong to update");
  return { ...values, update: verb === "update" };
}

async function work(args: Arguments): Promise<number> {
  const table = await readTable(args.table);
  return args.update ? await update(table, args) : list(table, args);
}

async function readTable(file: string): Promise<PriceTable> {
  const text = await readFile(file, "utf8");
  try {
    return parsePriceTable(JSON.parse(text));
  } catch (error) {
    throw new Error(`${file}: ${sentence(error)}`);
  }
}

function list(table: PriceTable, { json }: Arguments): number {
  process.stdout.write(json ? renderPriceTable(table) : renderPriceList(table, today()));
  return 0;
}

async function update(before: PriceTable, args: Arguments): Promise<number> {
  const { items, readOn, source } = await obtain(args);
  const result = updatePrices(before, items, { readOn, source, acceptLargeChanges: args["accept-large-changes"] });
  const refused = result.refusals.length > 0;
  if (!refused && !args["dry-run"]) await replaceFile(args.table, renderPriceTable(result.table));
  if (args.json)
    process.stdout.write(`${JSON.stringify({ ...result, written: !refused && !args["dry-run"] }, null, 2)}\n`);
  if (refused) {
    const next =
      "when Oracle's page says the same, large changes and missing parts are taken with --accept-large-changes";
    process.stderr.write(`refused, nothing was changed:\n  ${result.refusals.join("\n  ")}\n${next}\n`);
    return 1;
  }
  if (!args.json)
    process.stdout.write(`${renderUpdate(result, before)}${args["dry-run"] ? "dry run: nothing was written\n" : ""}`);
  return 0;
}

/** The items of the list, with where they are from and the day on which they were true. */
async function obtain({
  from,
  url,
}: Arguments): Promise<{ items: readonly unknown[]; readOn: string; source: string }> {
  if (from === undefined) {
    const { items } = await readPriceList(url).catch((error: unknown) => {
      throw new PriceListError(
        `${sentence(error)}; open ${url} on a machine that can, save the answer and run npm run prices -- update --from FILE`,
      );
    });
    return { items, readOn: today(), source: `Oracle price list API, ${url}` };
  }
  const page: PriceListPage = parsePage(await readFile(from, "utf8"));
  const readOn = page.lastUpdated?.slice(0, 10);
  if (readOn === undefined || Number.isNaN(Date.parse(readOn)))
    throw new PriceListError(`${from} does not say in lastUpdated when the list was made`);
  return { items: page.items, readOn, source: "Oracle price list API, saved answer" };
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

await runVerb({
  help,
  read: readArguments,
  work,
  failed: (error) => ({ words: `${sentence(error)}\nnothing was changed`, status: 1 }),
});
