import { isDeepStrictEqual } from "node:util";
import type { DesiredPools } from "./desired.ts";
import { type Fields, managedExpected, managedRequest, privateExpected, privateRequest } from "./expected.ts";

export type PoolKind = "private" | "managed";

/** A pool as the gateway tells it. */
export interface ObservedPool {
  readonly name: string;
  readonly config: Fields;
  /** Machines that have joined it. */
  readonly machines: number;
}

export interface ObservedPools {
  readonly private: readonly ObservedPool[];
  /** Made through the API. */
  readonly managed: readonly ObservedPool[];
  /** From the gateway's own file. */
  readonly file: readonly ObservedPool[];
}

export interface Change {
  readonly verb: "create" | "update" | "delete";
  readonly kind: PoolKind;
  readonly name: string;
  /** What is sent; empty for a deletion. */
  readonly config: Fields;
}

export interface Plan {
  /** In order: what goes makes room first. */
  readonly changes: readonly Change[];
  /** One line per field that is not what it should be, and per pool that should not be or is missing. */
  readonly drift: readonly string[];
  /** Differences that no call is made for, with what a person has to do. */
  readonly held: readonly string[];
  /** Fields of a newer gateway that the kit does not know. */
  readonly unknownFields: readonly string[];
}

/**
 * What separates the pools that there are from those that there should be. Pools without the kit's prefix are not
 * looked at. Machines are not thrown out: a pool that has some is neither deleted nor given another GPU.
 */
export function planPools(desired: DesiredPools, observed: ObservedPools): Plan {
  const plans = [
    planKind("private", desired.prefixes.private, observed.private, desired.private.map(wantedPrivate)),
    planKind("managed", desired.prefixes.managed, observed.managed, desired.managed.map(wantedManaged)),
    planFile(desired, observed.file),
    clashes(desired, observed),
  ];
  const deletionsFirst = (change: Change) => (change.verb === "delete" ? 0 : 1);
  return {
    changes: plans.flatMap((plan) => plan.changes).sort((a, b) => deletionsFirst(a) - deletionsFirst(b)),
    drift: plans.flatMap((plan) => plan.drift),
    held: plans.flatMap((plan) => plan.held),
    unknownFields: [...new Set(plans.flatMap((plan) => plan.unknownFields))],
  };
}

interface Wanted {
  readonly name: string;
  readonly send: Fields;
  readonly expected: Fields;
}

const wantedPrivate = (pool: DesiredPools["private"][number]): Wanted => ({
  name: pool.name,
  send: privateRequest(pool),
  expected: privateExpected(pool),
});
const wantedManaged = (pool: DesiredPools["managed"][number]): Wanted => ({
  name: pool.name,
  send: managedRequest(pool),
  expected: managedExpected(pool),
});

interface Draft extends Plan {
  readonly changes: Change[];
  readonly drift: string[];
  readonly held: string[];
  readonly unknownFields: string[];
}
const draft = (): Draft => ({ changes: [], drift: [], held: [], unknownFields: [] });

function planKind(kind: PoolKind, prefix: string, observed: readonly ObservedPool[], wanted: readonly Wanted[]): Plan {
  const plan = draft();
  const there = new Map(observed.map((pool) => [pool.name, pool]));
  for (const { name, send, expected } of wanted) {
    const pool = there.get(name);
    if (!pool) {
      plan.drift.push(`${kind} pool ${name} is missing`);
      plan.changes.push({ verb: "create", kind, name, config: send });
      continue;
    }
    const { differences, unknown } = compare(expected, pool.config);
    plan.unknownFields.push(...unknown.map((path) => `${kind} pools have a field ${path}`));
    plan.drift.push(...differences.map((line) => `${kind} pool ${name}: ${line}`));
    if (differences.length === 0) continue;
    if (pool.machines > 0 && gpuOf(pool.config) !== gpuOf(expected)) {
      plan.held.push(
        `${kind} pool ${name} has ${pool.machines} machines of another GPU: drain and remove them, then it is changed`,
      );
    } else plan.changes.push({ verb: "update", kind, name, config: send });
  }
  const wantedNames = new Set(wanted.map(({ name }) => name));
  for (const { name, machines } of observed) {
    if (!name.startsWith(prefix) || wantedNames.has(name)) continue;
    plan.drift.push(`${kind} pool ${name} is not wanted`);
    if (machines > 0) {
      plan.held.push(`${kind} pool ${name} has ${machines} machines: drain and remove them, then it is deleted`);
    } else plan.changes.push({ verb: "delete", kind, name, config: {} });
  }
  return plan;
}

/** The gateway ignores what it does not know in its file without a word: what it runs with is the proof. */
function planFile({ file }: DesiredPools, observed: readonly ObservedPool[]): Plan {
  const plan = draft();
  for (const { name, expected } of file) {
    const pool = observed.find((candidate) => candidate.name === name);
    const lines = pool ? compare(expected, pool.config).differences : ["is missing"];
    plan.held.push(...lines.map((line) => `in-cluster pool ${name}: ${line}; correct the gateway's configuration`));
  }
  return plan;
}

/** A managed pool with the name of a private one counts that pool's machines as its own. */
function clashes(desired: DesiredPools, observed: ObservedPools): Plan {
  const plan = draft();
  const managed = new Set([...observed.managed, ...observed.file].map(({ name }) => name));
  const names = new Set([...observed.private, ...desired.private].map(({ name }) => name));
  for (const name of names) {
    if (managed.has(name)) plan.held.push(`pool ${name} is private and managed at once: delete the one or the other`);
  }
  return plan;
}

const gpuOf = (config: Fields): string => JSON.stringify(config.gpu ?? config.gpu_type);

/** Every field that is known must be equal; one that is not known can only be told. */
function compare(expected: Fields, actual: Fields): { differences: string[]; unknown: string[] } {
  const differences = Object.entries(expected)
    .filter(([key, value]) => !isDeepStrictEqual(actual[key], value))
    .map(([key, value]) => `${key} is ${JSON.stringify(actual[key])}, wanted ${JSON.stringify(value)}`);
  return { differences, unknown: Object.keys(actual).filter((key) => !(key in expected)) };
}
