import { ownerContradictions } from "./owners.ts";
import { packageContradictions } from "./packages.ts";
import { placeContradictions } from "./places.ts";
import { programContradictions } from "./programs.ts";
import type { Tables } from "./tables.ts";

/** Where a table says something else than the facts that were written down beside it, one sentence each. */
export function* contradictions(tables: Tables): Iterable<string> {
  yield* placeContradictions(tables);
  yield* packageContradictions(tables);
  yield* programContradictions(tables);
  yield* ownerContradictions(tables);
}
