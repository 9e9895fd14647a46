import { describe, expect, it } from "vitest";
import { buildGatewayConfig } from "./build-config.ts";
import known from "./known-keys.json" with { type: "json" };
import { type Leaf, leavesOf } from "./leaves.ts";
import { someSettings } from "./testing.ts";
import unsafeDefaults from "./unsafe-defaults.json" with { type: "json" };

const table = new Map(Object.entries(known.keys));
const leaves = leavesOf(buildGatewayConfig(someSettings));

/** Keys of the table as patterns: `*` is a name without dots inside a path, any name at its end, as of a label. */
const patterns = [...table.keys()].map((key) => {
  const escaped = key
    .replace(/[.[\]]/g, "\\$&")
    .replace(/\*(?=.)/g, "[^.]+")
    .replace(/\*$/, ".+");
  return { key, pattern: new RegExp(`^${escaped}$`) };
});

function tableKey(path: string): string | undefined {
  return patterns.find(({ pattern }) => pattern.test(path))?.key;
}

function hasType(value: unknown, type: string | undefined): boolean {
  if (type === "duration") return typeof value === "string" && /^\d+(ms|s|m|h)$/.test(value);
  if (type === "int") return Number.isSafeInteger(value);
  if (type === "float") return typeof value === "number";
  if (type === "bool") return typeof value === "boolean";
  return type === "string" && typeof value === "string";
}

const misfits = (all: readonly Leaf[]) =>
  all.filter(({ path, value }) => !hasType(value, table.get(tableKey(path) ?? ""))).map(({ path }) => path);

describe("keys of the gateway's configuration", () => {
  it("are all known to Beta9, with the type that it reads", () => {
    expect(leaves.length).toBeGreaterThan(100);
    expect(misfits(leaves)).toEqual([]);
  });

  it("are told apart from misspelt ones, which Beta9 would ignore", () => {
    const misspelt = [
      "storage.fspath",
      "storage.fs_path",
      "gateway.http.tsl",
      "worker.pools.a10.poolSizing.minFreeCpu",
    ];
    expect(misfits(misspelt.map((path) => ({ path, value: "x" })))).toEqual(misspelt);
    expect(misfits([{ path: "gateway.http.externalPort", value: "443" }])).toEqual(["gateway.http.externalPort"]);
    expect(misfits([{ path: "gateway.shutdownTimeout", value: 180 }])).toEqual(["gateway.shutdownTimeout"]);
  });

  it("cover every default of Beta9's that is a published secret, a foreign service or unsafe", () => {
    const set = new Set(leaves.map(({ path }) => path));
    expect(Object.keys(unsafeDefaults.keys).filter((path) => !set.has(path))).toEqual([]);
    expect(Object.keys(unsafeDefaults.keys).filter((path) => tableKey(path) === undefined)).toEqual([]);
  });
});
