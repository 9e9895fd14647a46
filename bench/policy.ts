import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type RunningPack, startPack } from "../plan/engine/packs.ts";
import { plannedResource } from "../plan/engine/planned-resource.ts";
import type { PropertyValue } from "../plan/engine/values.ts";
import type { PlannedResource } from "../plan/model.ts";
import { ALL_RULES } from "../policies/all-rules.ts";
import { type ResourceInput, subjectsOf } from "../policies/engine/extract/subject.ts";
import { judge, type Rule } from "../policies/engine/rule.ts";
import { parseSettings } from "../policies/engine/settings.ts";
import { CASE_SETTINGS } from "../policies/engine/testing/cases.ts";
import { buildPacks } from "../scripts/build-packs.mjs";
import { childrenMiB } from "./peak-memory.ts";

type Report = (what: string, value: number, unit: string, note?: string) => void;

/** Times that a plan's resources are put to a pack: one to warm up, so that what is timed is not the compiler. */
const WARM_ROUNDS = 1;
const ROUNDS = 5;

/** Numbers of resources after which memory is looked at: it must not grow with them. */
const COUNTS = [10_000, 20_000, 40_000];
/** Resources at which rules are compared: four times as many must take about four times as long. */
const FEW = 1_000;
const MANY = 4_000;
/** A rule that takes less is not timed well enough to be compared. */
const SHORTEST_COMPARED_MILLISECONDS = 1;

/** Numbers of the policy packs, on the resources of prod-fra's plan. */
export async function benchPolicy(kitDir: string, report: Report): Promise<void> {
  const resources = plannedResources(kitDir);
  for (const folder of await buildPacks({ onlyIfStale: true })) {
    const begun = performance.now();
    const pack = await startPack(folder, { projectDir: kitDir });
    try {
      report(`pack ${pack.info.name}: start`, (performance.now() - begun) / 1000, "s");
      await pack.configure(Object.fromEntries(pack.info.policies.map(({ name }) => [name, CASE_SETTINGS])));
      await benchPack(pack, resources, report);
    } finally {
      pack.close();
    }
  }
  benchInProcess(resources, report);
  benchMemory(resources, report);
  benchGrowth(resources, report);
}

/** What the engine waits for, one resource after the other, and what the pack's process grows to. */
async function benchPack(pack: RunningPack, resources: readonly PlannedResource[], report: Report): Promise<void> {
  const name = `pack ${pack.info.name}`;
  const times: number[] = [];
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
    for (const resource of resources) {
      const start = performance.now();
      await pack.analyzeResource(resource, undefined);
      if (round >= WARM_ROUNDS) times.push(performance.now() - start);
    }
  }
  times.sort((a, b) => a - b);
  report(`${name}: a resource, median`, quantile(times, 0.5), "ms");
  report(`${name}: a resource, 99th percentile`, quantile(times, 0.99), "ms");
  let asked = 0;
  for (const count of COUNTS) {
    for (; asked < count; asked += resources.length)
      await Promise.all(resources.map((resource) => pack.analyzeResource(resource, undefined)));
    report(`${name}: memory after ${asked} resources`, childrenMiB(), "MiB");
  }
}

function benchInProcess(resources: readonly PlannedResource[], report: Report): void {
  const settings = parseSettings(CASE_SETTINGS);
  const begun = performance.now();
  const subjects = copies(resources, 10_000).flatMap(subjectsOf);
  const findings = ALL_RULES.reduce((sum, rule) => sum + judge(rule, subjects, settings).length, 0);
  report("10,000 resources, every rule, in process", (performance.now() - begun) / 1000, "s", `${findings} findings`);
}

/** Every resource by itself, as a pack sees them, and what is left once the collector has run. */
function benchMemory(resources: readonly PlannedResource[], report: Report): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const settings = parseSettings(CASE_SETTINGS);
  let [asked, findings] = [0, 0];
  for (const count of COUNTS) {
    for (; asked < count; asked++) {
      const subjects = subjectsOf(copyOf(resources, asked));
      for (const rule of ALL_RULES) findings += judge(rule, subjects, settings).length;
    }
    collect();
    const { heapUsed, rss } = process.memoryUsage();
    const note = `${(rss / 2 ** 20).toFixed(0)} MiB resident, ${findings} findings`;
    report(`heap after ${asked} resources in process`, heapUsed / 2 ** 20, "MiB", note);
  }
}

/** Whether some rule takes longer per resource the more there are. */
function benchGrowth(resources: readonly PlannedResource[], report: Report): void {
  const settings = parseSettings(CASE_SETTINGS);
  const [few, many] = [FEW, MANY].map((count) => copies(resources, count).flatMap(subjectsOf));
  const fastest = (rule: Rule, subjects: typeof few = []) =>
    Math.min(
      ...Array.from({ length: 7 }, () => {
        const start = performance.now();
        judge(rule, subjects, settings);
        return performance.now() - start;
      }),
    );
  const times = ALL_RULES.map((rule) => ({ rule: rule.id, few: fastest(rule, few), many: fastest(rule, many) }));
  const sum = (of: "few" | "many") => times.reduce((total, time) => total + time[of], 0);
  report(`every rule, ${MANY} against ${FEW} resources`, sum("many") / sum("few"), "times");
  const steepest = times
    .filter(({ many }) => many >= SHORTEST_COMPARED_MILLISECONDS)
    .map(({ rule, few, many }) => ({ rule, ratio: many / few }))
    .sort((a, b) => b.ratio - a.ratio)[0];
  if (steepest) report("the rule that grows most", steepest.ratio, "times", steepest.rule);
}

function copies(resources: readonly PlannedResource[], count: number): ResourceInput[] {
  return Array.from({ length: count }, (_, n) => copyOf(resources, n));
}

function copyOf(resources: readonly PlannedResource[], n: number): ResourceInput {
  const { urn, type, name, properties } = resources[n % resources.length] as PlannedResource;
  return { urn: `${urn}-${n}`, type, name, properties };
}

function plannedResources(kitDir: string): readonly PlannedResource[] {
  const { stdout, status, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", join(kitDir, "scripts/plan.ts"), "prod-fra", "--json", "--quiet"],
    { cwd: kitDir, encoding: "utf8", maxBuffer: 2 ** 28 },
  );
  if (status !== 0) throw new Error(`plan ended with ${status}: ${stderr}`);
  const { resources } = JSON.parse(stdout) as {
    resources: readonly { urn: string; type: string; name: string; properties: Record<string, PropertyValue> }[];
  };
  return resources.map(({ urn, type, name, properties }) => plannedResource({ urn, type, name, properties }));
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
