import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { ALL_RULES } from "../policies/all-rules.ts";
import type { Axis } from "../policies/engine/rule.ts";
import { allCases, type Case, judgeCase, mapMarks } from "../policies/engine/testing/cases.ts";
import { terraformPlan, terraformType } from "./terraform-plan.ts";

/**
 * How many of the corpus's pairs Checkov tells apart. A pair is a violating case and its twin that differs in one value;
 * it is told apart when the violating one fails a check that the twin passes, whatever that check is called.
 */
const checkov = process.env.CHECKOV ?? "checkov";

const formats = ["kubernetes", "terraform_plan"] as const;
type Format = (typeof formats)[number];

interface Pair {
  readonly violating: Case;
  readonly twin: Case;
  /** What Checkov can read it as; `undefined` for types that it has no format for. */
  readonly format: Format | undefined;
}

const axes = new Map<string, Axis>(ALL_RULES.map(({ id, axis }) => [id, axis]));

function main(): void {
  const version = spawnSync(checkov, ["--version"], { encoding: "utf8" });
  if (version.error || version.status !== 0) {
    console.error(
      `${checkov} is not installed: python3 -m venv DIR && DIR/bin/pip install checkov; then CHECKOV=DIR/bin/checkov`,
    );
    process.exitCode = 2;
    return;
  }
  const pairs = pairsOf(allCases());
  const failed = new Map(formats.flatMap((format) => [...run(format, pairs)]));
  console.log(`Checkov ${version.stdout.trim()}, ${pairs.length} pairs of a violating case and its twin\n`);
  console.log(
    "| axis | pairs | of a type that Checkov reads | told apart by Checkov | by these rules |\n|---|--:|--:|--:|--:|",
  );
  for (const axis of [...new Set(axes.values()), undefined]) {
    const own = pairs.filter(({ violating }) => axis === undefined || axes.get(violating.rule) === axis);
    const readable = own.filter(({ format }) => format !== undefined);
    const theirs = readable.filter((pair) => newChecks(pair, failed).length > 0);
    const ours = own.filter(({ violating, twin }) => findings(violating) > 0 && findings(twin) === 0);
    console.log(`| ${axis ?? "all"} | ${own.length} | ${readable.length} | ${theirs.length} | ${ours.length} |`);
  }
  console.log("\nTold apart by Checkov:");
  for (const pair of pairs) {
    const checks = newChecks(pair, failed);
    if (checks.length > 0) console.log(`  ${pair.violating.rule}/${pair.violating.name}: ${checks.join(" ")}`);
  }
}

function pairsOf(cases: readonly Case[]): readonly Pair[] {
  const byId = new Map(cases.map((example) => [idOf(example), example]));
  return cases.flatMap((violating) => {
    const twin = byId.get(`${violating.rule}--conforming--${violating.twin}`);
    return violating.kind === "violating" && twin ? [{ violating, twin, format: formatOf(violating) }] : [];
  });
}

function idOf({ rule, kind, name }: Case): string {
  return `${rule}--${kind}--${name}`;
}

function formatOf({ type }: Case): Format | undefined {
  if (/^kubernetes:[^:]+\/v\d\w*:/.test(type) && !type.startsWith("kubernetes:helm.sh/")) return "kubernetes";
  return terraformType(type) ? "terraform_plan" : undefined;
}

function findings(example: Case): number {
  const rule = ALL_RULES.find(({ id }) => id === example.rule);
  return rule ? judgeCase(rule, example).length : 0;
}

function newChecks({ violating, twin }: Pair, failed: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const spared = failed.get(idOf(twin));
  return [...(failed.get(idOf(violating)) ?? [])].filter((check) => !spared?.has(check));
}

/** Identifiers of the checks that each case failed, by the case. */
function run(format: Format, pairs: readonly Pair[]): ReadonlyMap<string, ReadonlySet<string>> {
  const folder = mkdtempSync(join(tmpdir(), "eu-gpu-cloud-compare-"));
  try {
    for (const { violating, twin, format: own } of pairs) {
      if (own !== format) continue;
      for (const example of [violating, twin]) {
        mkdirSync(join(folder, idOf(example)), { recursive: true });
        writeFileSync(join(folder, idOf(example), "case.json"), JSON.stringify(documentOf(format, example), null, 2));
      }
    }
    const { stdout, stderr } = spawnSync(
      checkov,
      ["--directory", folder, "--framework", format, "--output", "json", "--quiet", "--compact", "--skip-download"],
      { encoding: "utf8", maxBuffer: 2 ** 28 },
    );
    return failedChecks(stdout, stderr);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function failedChecks(stdout: string, stderr: string): ReadonlyMap<string, ReadonlySet<string>> {
  let report: { results?: { failed_checks: readonly { check_id: string; file_path: string }[] } };
  try {
    report = JSON.parse(stdout);
  } catch {
    throw new Error(`Checkov did not answer with JSON: ${stderr.slice(0, 500)}`);
  }
  const found = new Map<string, Set<string>>();
  for (const { check_id, file_path } of report.results?.failed_checks ?? []) {
    const id = basename(file_path.replace(/\/case\.json$/, ""));
    found.set(id, (found.get(id) ?? new Set()).add(check_id));
  }
  return found;
}

function documentOf(format: Format, example: Case): unknown {
  const properties = mapMarks(
    example.properties,
    () => null,
    (value) => value,
  ) as Record<string, unknown>;
  if (format === "terraform_plan") return terraformPlan(example.type, properties);
  const [, group = "", kind = ""] = example.type.split(":");
  const metadata = { name: "case", namespace: "default", ...(properties.metadata as object | undefined) };
  return { apiVersion: group.replace(/^core\//, ""), kind, ...properties, metadata };
}

main();
