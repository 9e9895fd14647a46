import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchPolicy } from "./policy.ts";
import { grown, kitDir, withContributors, withGpuPools, withProject } from "./project.ts";
import { report } from "./report.ts";
import { benchScale } from "./scale.ts";

const help = `npm run bench [-- plan|growth|policy|scale|tests]...      the kit's numbers, measured here and now

  plan      whole process of npm run plan -- prod-fra --json, median of 5; goal: at most 6 s on 2 cores
  growth    plans of 250, 500 and 1,000 GPU pools, and of as many contributors; goal: twice the entries, at most 2.2 times the time
  scale     1,000 and 5,000 resources through the plan and through the real engine; time and memory
  policy    packs: start, one resource over gRPC on the plan of prod-fra, 10,000 resources in process, memory, growth;
            goals: start at most 1 s, median at most 2 ms, 99th percentile at most 10 ms, 10,000 at most 5 s, no growth
  tests     npm test; goal: at most 240 s on 2 cores
`;

const benches: Readonly<Record<string, () => void | Promise<void>>> = {
  plan: benchPlan,
  growth: benchGrowth,
  policy: () => benchPolicy(kitDir, report),
  scale: benchScale,
  tests: benchTests,
};

function benchPlan(): void {
  const seconds = Array.from({ length: 5 }, () => planSeconds(kitDir));
  report(
    "plan of prod-fra, median of 5",
    median(seconds),
    "s",
    `${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)}`,
  );
}

/** The base environment is in every figure, so ratios of small sizes flatter; the last pair is the one to look at. */
async function benchGrowth(): Promise<void> {
  const base = readFileSync(join(kitDir, "Pulumi.prod-fra.yaml"), "utf8");
  for (const [what, grow] of [
    ["GPU pools", withGpuPools],
    ["contributors", withContributors],
  ] as const) {
    const times: number[] = [];
    for (const count of [250, 500, 1000]) {
      const stackFile = grown(base, grow, count);
      const seconds = await withProject(stackFile, (projectDir) =>
        median(Array.from({ length: 3 }, () => planSeconds(projectDir))),
      );
      report(`plan with ${count} ${what}, median of 3`, seconds, "s");
      times.push(seconds);
    }
    report(`${what}, 1,000 against 500`, (times[2] ?? 0) / (times[1] ?? 1), "times");
  }
}

function benchTests(): void {
  const start = performance.now();
  const { status } = spawnSync("npm", ["test", "--silent"], { cwd: kitDir, stdio: "ignore" });
  report(`npm test (exit ${status})`, (performance.now() - start) / 1000, "s");
}

function planSeconds(projectDir: string): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", join(kitDir, "scripts/plan.ts"), "prod-fra", "--json", "--quiet", "--cwd", projectDir],
    { cwd: kitDir, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" },
  );
  if (status !== 0) {
    throw new Error(`plan ended with ${status}: ${stderr}`);
  }
  return (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { help: { type: "boolean" } } });
const wanted = positionals.length > 0 ? positionals : Object.keys(benches);
const unknown = wanted.filter((name) => !Object.hasOwn(benches, name));
if (values.help || unknown.length > 0) {
  console.log(unknown.length > 0 ? `no such benchmark: ${unknown.join(", ")}\n\n${help}` : help);
  process.exitCode = unknown.length > 0 ? 2 : 0;
} else {
  console.log(`Node ${process.version}, ${cpus().length} cores`);
  for (const name of wanted) {
    await benches[name]?.();
  }
}
