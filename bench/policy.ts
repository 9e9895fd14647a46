import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { startPack } from "../plan/engine/packs.ts";
import { plannedResource } from "../plan/engine/planned-resource.ts";
import type { PropertyValue } from "../plan/engine/values.ts";
import type { PlannedResource } from "../plan/model.ts";
import { ALL_RULES } from "../policies/all-rules.ts";
import { extract, type ResourceInput } from "../policies/engine/extract/subject.ts";
import { judge } from "../policies/engine/rule.ts";
import { parseSettings } from "../policies/engine/settings.ts";
import { CASE_SETTINGS } from "../policies/engine/testing/cases.ts";
import { buildPacks } from "../scripts/build-packs.mjs";

type Report = (what: string, value: number, unit: string, note?: string) => void;

/** Times that a plan's resources are put to a pack: one to warm up, so that what is timed is not the compiler. */
const WARM_ROUNDS = 1;
const ROUNDS = 5;

/** Numbers of the policy packs, on the resources of prod-fra's plan. */
export async function benchPolicy(kitDir: string, report: Report): Promise<void> {
  const resources = plannedResources(kitDir);
  for (const folder of await buildPacks({ onlyIfStale: true })) {
    const begun = performance.now();
    const pack = await startPack(folder, { projectDir: kitDir });
    try {
      report(`pack ${pack.info.name}: start`, (performance.now() - begun) / 1000, "s");
      await pack.configure(Object.fromEntries(pack.info.policies.map(({ name }) => [name, CASE_SETTINGS])));
      const times: number[] = [];
      for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
        for (const resource of resources) {
          const start = performance.now();
          await pack.analyzeResource(resource, undefined);
          if (round >= WARM_ROUNDS) times.push(performance.now() - start);
        }
      }
      times.sort((a, b) => a - b);
      report(`pack ${pack.info.name}: a resource, median`, quantile(times, 0.5), "ms");
      report(`pack ${pack.info.name}: a resource, 99th percentile`, quantile(times, 0.99), "ms");
    } finally {
      pack.close();
    }
  }
  benchInProcess(resources, report);
}

function benchInProcess(resources: readonly PlannedResource[], report: Report): void {
  const many: ResourceInput[] = Array.from({ length: 10_000 }, (_, n) => {
    const { urn, type, name, properties } = resources[n % resources.length] as PlannedResource;
    return { urn: `${urn}-${n}`, type, name, properties };
  });
  const settings = parseSettings(CASE_SETTINGS);
  const begun = performance.now();
  const subjects = many.map(extract);
  const findings = ALL_RULES.reduce((sum, rule) => sum + judge(rule, subjects, settings).length, 0);
  report("10,000 resources, every rule, in process", (performance.now() - begun) / 1000, "s", `${findings} findings`);
  report("memory of that process", process.memoryUsage().rss / 2 ** 20, "MiB");
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
