import { readFileSync } from "node:fs";

/** A request to a real gateway and its answer; values that differed or were secret stand as `<uuid>`, `<token-88>`, … */
export interface ObservedPair {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
  readonly notes: string;
}

const file = new URL("../fixtures/beta9-api.json", import.meta.url);
const { pairs } = JSON.parse(readFileSync(file, "utf8")) as { readonly pairs: readonly ObservedPair[] };
const byName = new Map(pairs.map((pair) => [pair.name, pair]));

/** The pair of that name. A test server that would answer what nobody ever saw fails instead. */
export function observed(name: string): ObservedPair {
  const pair = byName.get(name);
  if (!pair) throw new Error(`no observed pair is called ${name}`);
  return pair;
}

/** The body of an observed answer with values for its placeholders. */
export function fill(body: unknown, values: Readonly<Record<string, string>>): unknown {
  const text = JSON.stringify(body).replace(/<[a-z0-9-]+>/g, (placeholder) => values[placeholder] ?? placeholder);
  return JSON.parse(text);
}
