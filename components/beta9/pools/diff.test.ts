import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DesiredPools, poolProblems } from "./desired.ts";
import { type Change, type ObservedPool, type ObservedPools, planPools } from "./diff.ts";
import { managedExpected, privateExpected } from "./expected.ts";

const prefixes = { private: "eu-", managed: "own-" };
const gpus = fc.constantFrom("A10", "L4", "RTX4090", undefined);
const runtimes = fc.constantFrom("runc", "gvisor", undefined);
const names = (prefix: string) => fc.constantFrom("a", "b", "c", "d").map((letter) => `${prefix}${letter}`);
const privatePool = fc.record({
  name: names("eu-"),
  gpu: gpus,
  priority: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  containerRuntime: runtimes,
});
const managedPool = fc.record({
  name: names("own-"),
  gpu: gpus,
  preemptable: fc.boolean(),
  containerRuntime: runtimes,
});
const byName = { selector: ({ name }: { name: string }) => name };

const desiredPools: fc.Arbitrary<DesiredPools> = fc.record({
  private: fc.uniqueArray(privatePool, byName),
  managed: fc.uniqueArray(managedPool, byName),
  file: fc.constant([]),
  prefixes: fc.constant(prefixes),
});

/** Pools as a gateway may have them: the kit's of another day, changed ones, and other people's. */
const observedPools: fc.Arbitrary<ObservedPools> = fc.record({
  private: fc.uniqueArray(
    fc
      .tuple(fc.oneof(names("eu-"), names("theirs-")), privatePool, fc.constantFrom("fail", "internal"), fc.nat(2))
      .map(([name, pool, fallback, machines]) => ({
        name,
        config: { ...privateExpected({ ...pool, name }), fallback },
        machines,
      })),
    byName,
  ),
  managed: fc.uniqueArray(
    fc.tuple(fc.oneof(names("own-"), names("theirs-m-")), managedPool, fc.nat(2)).map(([name, pool, machines]) => ({
      name,
      config: managedExpected({ ...pool, name }),
      machines,
    })),
    byName,
  ),
  file: fc.constant([]),
});

/** What a gateway makes of the changes. */
function carryOut(observed: ObservedPools, changes: readonly Change[], desired: DesiredPools): ObservedPools {
  const apply = (kind: "private" | "managed"): ObservedPool[] => {
    const pools = new Map(observed[kind].map((pool) => [pool.name, pool]));
    for (const { verb, name } of changes.filter((change) => change.kind === kind)) {
      if (verb === "delete") pools.delete(name);
      else {
        const wanted = desired[kind].find((pool) => pool.name === name) ?? { name };
        const config = kind === "private" ? privateExpected(wanted) : managedExpected(wanted);
        pools.set(name, { name, config, machines: pools.get(name)?.machines ?? 0 });
      }
    }
    return [...pools.values()];
  };
  return { ...observed, private: apply("private"), managed: apply("managed") };
}

describe("the difference between wanted and actual pools", () => {
  it("is gone after its changes, but for what machines hold", () => {
    fc.assert(
      fc.property(desiredPools, observedPools, (desired, observed) => {
        const plan = planPools(desired, observed);
        const after = planPools(desired, carryOut(observed, plan.changes, desired));
        expect(after.changes).toEqual([]);
        expect(after.held).toEqual(plan.held);
        if (plan.held.length === 0) expect(after.drift).toEqual([]);
      }),
    );
  });

  it("never touches a pool without the kit's prefix", () => {
    fc.assert(
      fc.property(desiredPools, observedPools, (desired, observed) => {
        const { changes, drift } = planPools(desired, observed);
        expect(changes.filter(({ name }) => name.startsWith("theirs-"))).toEqual([]);
        expect(drift.join()).not.toContain("theirs-");
      }),
    );
  });

  it("never throws machines out: neither by deletion nor by another GPU", () => {
    fc.assert(
      fc.property(desiredPools, observedPools, (desired, observed) => {
        for (const { verb, kind, name } of planPools(desired, observed).changes) {
          const pool = observed[kind].find((candidate) => candidate.name === name);
          if (!pool || pool.machines === 0) continue;
          expect(verb).toBe("update");
          const after = carryOut(observed, [{ verb, kind, name, config: {} }], desired)[kind];
          const config = after.find((candidate) => candidate.name === name)?.config;
          expect([config?.gpu, config?.gpu_type]).toEqual([pool.config.gpu, pool.config.gpu_type]);
        }
      }),
    );
  });

  it("gives an empty pool another GPU, and one with machines everything but that", () => {
    const desired: DesiredPools = { private: [{ name: "eu-a", gpu: "L4" }], managed: [], file: [], prefixes };
    const verbs = (config: object, machines: number) => {
      const pool = { name: "eu-a", config: { ...privateExpected({ name: "eu-a", gpu: "L4" }), ...config }, machines };
      return planPools(desired, { private: [pool], managed: [], file: [] }).changes.map(({ verb }) => verb);
    };
    expect(verbs({ gpu: ["A10"] }, 0)).toEqual(["update"]);
    expect(verbs({ gpu: ["A10"] }, 1)).toEqual([]);
    expect(verbs({ fallback: "internal" }, 1)).toEqual(["update"]);
  });

  it("makes every pool again after Redis lost its data", () => {
    fc.assert(
      fc.property(desiredPools, (desired) => {
        const { changes } = planPools(desired, { private: [], managed: [], file: [] });
        expect(changes.map(({ verb, name }) => `${verb} ${name}`)).toEqual(
          [...desired.private, ...desired.managed].map(({ name }) => `create ${name}`),
        );
      }),
    );
  });

  it("sees every single field that differs", () => {
    const pool = { name: "eu-a", gpu: "RTX4090" };
    const desired: DesiredPools = { private: [pool], managed: [], file: [], prefixes };
    const expected = privateExpected(pool);
    for (const key of Object.keys(expected)) {
      const config = { ...expected, [key]: "changed" };
      const { drift } = planPools(desired, { private: [{ name: "eu-a", config, machines: 0 }], managed: [], file: [] });
      expect(drift).toEqual([expect.stringContaining(`private pool eu-a: ${key} is "changed"`)]);
    }
  });

  it("tells of an in-cluster pool that the gateway's file did not make as meant", () => {
    const file = [{ name: "gpu-l40s", expected: { gpu_type: "L40S", requires_pool_selector: true } }];
    const desired: DesiredPools = { private: [], managed: [], file, prefixes };
    const config = { gpu_type: "L40S", requires_pool_selector: false };
    const { held } = planPools(desired, {
      private: [],
      managed: [],
      file: [{ name: "gpu-l40s", config, machines: 0 }],
    });
    expect(held).toEqual([expect.stringMatching(/gpu-l40s: requires_pool_selector is false, wanted true; correct/)]);
    expect(planPools(desired, { private: [], managed: [], file: [] }).held[0]).toContain("is missing");
  });

  it("tells of a managed pool that took the name of a private one", () => {
    const wanted: DesiredPools = { private: [{ name: "eu-a" }], managed: [], file: [], prefixes };
    const other = { name: "eu-a", config: managedExpected({ name: "eu-a" }), machines: 1 };
    const { held, changes } = planPools(wanted, { private: [], managed: [other], file: [] });
    expect(held).toEqual(["pool eu-a is private and managed at once: delete the one or the other"]);
    expect(changes.filter(({ kind }) => kind === "managed")).toEqual([]);
  });
});

describe("pools that can not be", () => {
  const problemsOf = (over: Partial<DesiredPools>) =>
    poolProblems({ private: [], managed: [], file: [], prefixes, ...over });

  it.each([
    [{ private: [{ name: "eu-a", gpu: "RTX3090" }] }, /schedules nothing to GPU "RTX3090".*RTX4090/],
    [{ private: [{ name: "eu-Bad Name!" }] }, /lower-case letters, digits and inner hyphens/],
    [{ private: [{ name: "de-a" }] }, /must begin with "eu-"/],
    [{ managed: [{ name: "own-a", priority: -1 }] }, /priority is -1, accepted: 0 to 1000000/],
    [{ private: [{ name: "eu-a", priority: 0 }] }, /priority is 0, accepted: 1 to/],
    [{ private: [{ name: "eu-a" }, { name: "eu-a" }] }, /pool eu-a is there twice/],
    [{ private: [{ name: "eu-a" }], file: [{ name: "eu-a", expected: {} }] }, /share one name space/],
    [{ prefixes: { private: "eu-", managed: "eu-own-" } }, /overlap/],
    [{ prefixes: { private: "", managed: "own-" } }, /prefix of private pools is ""/],
  ] satisfies [Partial<DesiredPools>, RegExp][])("%o", (pools, message) => {
    expect(problemsOf(pools).join("\n")).toMatch(message);
  });

  it("are none of those that have names and GPUs of Beta9's", () => {
    expect(
      problemsOf({ private: [{ name: "eu-de-rtx4090", gpu: "RTX4090" }], managed: [{ name: "own-a10" }] }),
    ).toEqual([]);
  });
});
