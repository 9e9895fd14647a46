import { foreignToken, pools, tokenCheck } from "./access.ts";
import type { Check } from "./check.ts";
import { headers, health, refusedPathsCheck } from "./edge.ts";
import { names, tls } from "./entrance.ts";
import { registry } from "./registry.ts";
import { store } from "./store.ts";

/** The checklist, from the outside in. */
export const checks: readonly Check[] = [
  names,
  tls,
  health,
  headers,
  refusedPathsCheck,
  tokenCheck,
  foreignToken,
  pools,
  store,
  registry,
];
