import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parse, stringify } from "yaml";
import { benchPolicy } from "./policy.ts";

const kitDir = join(import.meta.dirname, "..");

const help = `npm run bench [-- plan|growth|tests]...      the kit's numbers, measured here and now

  plan      whole process of npm run plan -- prod-fra --json, median of 5; goal: at most 8 s on 2 cores
  growth    plans of 250, 500 and 1,000 GPU pools, and of as many contributors; goal: twice the entries, at most 2.2 times the time
  policy    packs: start, one resource over gRPC on the plan of prod-fra, 10,000 resources in process, memory;
            goals: start at most 1 s, median at most 2 ms, 99th percentile at most 10 ms, 10,000 at most 5 s
  tests     npm test; goal: at most 240 s on 2 cores
`;

type Config = Record<string, Record<string, unknown>>;

const benches: Readonly<Record<string, () => void | Promise<void>>> = {
  plan: benchPlan,
  growth: benchGrowth,
  policy: () => benchPolicy(kitDir, report),
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
function benchGrowth(): void {
  for (const [what, grow] of [
    ["GPU pools", withGpuPools],
    ["contributors", withContributors],
  ] as const) {
    const times = [250, 500, 1000].map((count) => {
      const seconds = median(
        Array.from({ length: 3 }, () => withProject((config) => grow(config, count), planSeconds)),
      );
      report(`plan with ${count} ${what}, median of 3`, seconds, "s");
      return seconds;
    });
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

/** Measures a copy of the project whose configuration was changed. */
function withProject(change: (config: Config) => void, measure: (projectDir: string) => number): number {
  const dir = mkdtempSync(join(tmpdir(), "eu-gpu-cloud-bench-"));
  try {
    fillProject(dir, change);
    return measure(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function fillProject(dir: string, change: (config: Config) => void): void {
  for (const shared of ["Pulumi.yaml", "package.json", "stacks", "components", "policies", "node_modules"]) {
    symlinkSync(join(kitDir, shared), join(dir, shared));
  }
  const document = parse(readFileSync(join(kitDir, "Pulumi.prod-fra.yaml"), "utf8")) as { config: Config };
  change(document.config);
  writeFileSync(join(dir, "Pulumi.prod-fra.yaml"), stringify(document, { defaultStringType: "QUOTE_DOUBLE" }));
}

function withGpuPools(config: Config, count: number): void {
  config["eu-gpu-cloud:gpuPools"] = entries(count, () => ({ shape: "VM.GPU.A10.1", maxNodes: 2 }));
}

function withContributors(config: Config, count: number): void {
  config["eu-gpu-cloud:contributors"] = {
    pools: { rtx: { gpu: "RTX4090", country: "DE", class: "contracted" } },
    nodes: entries(count, () => ({
      pool: "rtx",
      kind: "rtx",
      owner: "Beispiel GmbH",
      country: "DE",
      class: "contracted",
    })),
  };
}

function entries(count: number, make: () => unknown): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`entry-${index}`, make()]));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function report(what: string, value: number, unit: string, note = ""): void {
  console.log(`${what.padEnd(44)} ${value.toFixed(2).padStart(8)} ${unit}${note === "" ? "" : `   ${note}`}`);
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
