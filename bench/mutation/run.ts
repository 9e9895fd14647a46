import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { GROUPS } from "./targets.ts";

/**
 * Changes the policies' code one operator, constant or pattern at a time, and says how many of the changes some test
 * notices. Exit status: 1 when a group is below its goal, 2 when nothing could be measured.
 */
const root = join(import.meta.dirname, "../..");
const stryker = join(import.meta.dirname, "node_modules/@stryker-mutator/core/bin/stryker.js");
const report = join(import.meta.dirname, "report.json");

interface Mutant {
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number } };
}
interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>>;
}

const NOTICED = ["Killed", "Timeout"];
const UNNOTICED = ["Survived", "NoCoverage"];

function main(): number {
  const { values } = parseArgs({
    options: {
      group: { type: "string", multiple: true, default: Object.keys(GROUPS) },
      file: { type: "string", multiple: true },
      survivors: { type: "boolean", default: false },
    },
  });
  const groups = values.group.map((name) => ({ name, ...GROUPS[name] }));
  const stray = groups.find(({ files }) => files === undefined);
  if (stray) return refuse(`--group ${stray.name}: there is no such group; use ${Object.keys(GROUPS).join(", ")}`);
  if (!existsSync(stryker)) return refuse("Stryker is not installed; run npm ci --prefix bench/mutation first");
  const chosen = values.file ?? groups.map(({ files }) => files);
  const mutate = [...chosen, "!policies/**/*.test.ts"].join(",");
  const { status } = spawnSync(
    process.execPath,
    [stryker, "run", join(import.meta.dirname, "stryker.config.mjs"), "--mutate", mutate],
    { cwd: root, stdio: "inherit", env: { ...process.env, NODE_OPTIONS: "--import tsx" } },
  );
  if (status !== 0) return refuse("Stryker did not finish; its own message is above");
  const { files }: Report = JSON.parse(readFileSync(report, "utf8"));
  const scores = groups
    .map(({ name, folder = "", goal = 0 }) => {
      const mutants = Object.entries(files).flatMap(([file, { mutants }]) =>
        file.startsWith(folder) ? mutants.map((mutant) => ({ file, ...mutant })) : [],
      );
      const noticed = mutants.filter((mutant) => NOTICED.includes(mutant.status)).length;
      const left = mutants.filter((mutant) => UNNOTICED.includes(mutant.status));
      return { name, goal, noticed, left, share: noticed / (noticed + left.length) };
    })
    .filter(({ noticed, left }) => noticed + left.length > 0);
  for (const { left } of values.survivors ? scores : [])
    for (const { file, location, mutatorName, replacement = "" } of left)
      console.log(`${file}:${location.start.line} ${mutatorName} → ${replacement.replace(/\s+/g, " ")}`);
  for (const { name, goal, noticed, left, share } of scores)
    console.log(
      `${share >= goal ? "✓" : "✗"} ${name}: ${noticed} of ${noticed + left.length} changes noticed, ${percent(share)}; the goal is ${percent(goal)}`,
    );
  return scores.every(({ share, goal }) => share >= goal) ? 0 : 1;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

function refuse(why: string): number {
  console.error(why);
  return 2;
}

process.exitCode = main();
