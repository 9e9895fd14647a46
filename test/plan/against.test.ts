import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Comparison } from "../../plan/against/comparison.ts";
import { parseExport } from "../../plan/against/read-export.ts";
import { exportText } from "../../plan/against/testing/export-of.ts";
import { Made, madeSecret } from "../../plan/against/testing/made.ts";
import type { ExistingResources } from "../../plan/engine/ledger.ts";
import { runProgram } from "../../plan/engine/program.ts";
import { readProject } from "../../plan/engine/project.ts";
import { makePlan } from "../../plan/make-plan.ts";
import { renderHtml } from "../../plan/report/html.ts";
import { renderJson } from "../../plan/report/json.ts";
import { renderTerminal } from "../../plan/report/terminal.ts";
import { buildPacks } from "../../scripts/build-packs.mjs";
import { readStackFile } from "../../stacks/stack-file.ts";
import { changed, kitDir, projectWith, stackText } from "./project.ts";

const stack = "prod-fra";

/** Runs the real program with what exists already. */
async function run(projectDir: string, existing: ExistingResources): Promise<void> {
  const { name: project, main, nodeArgs, typescript } = readProject(projectDir);
  const file = readStackFile(projectDir, project, stack);
  if ("issues" in file) throw new Error(file.issues.map(({ message }) => message).join("\n"));
  const { config, secretKeys } = file.stackFile;
  await runProgram({ projectDir, project, stack, main, nodeArgs, typescript, config, secretKeys, existing });
}

/** `update name`, for everything that does not stay, without components. */
async function outcome(text: string, state: string): Promise<readonly string[]> {
  const comparison = new Comparison(parseExport(state, "state.json"));
  await run(projectWith({ [stack]: text }), comparison);
  return comparison
    .steps()
    .flatMap(({ kind, planned, old }) => (kind === "same" ? [] : [`${kind} ${(planned ?? old)?.name}`]));
}

let made: Made;
beforeAll(async () => {
  await buildPacks({ onlyIfStale: true });
  made = new Made();
  await run(kitDir, made);
}, 120_000);

describe("the kit's own program, compared with what it made", () => {
  it("changes nothing when nothing has changed", async () => {
    expect(await outcome(stackText(stack), exportText(made.resources("encrypted")))).toEqual([]);
  });

  it("updates a pool, its autoscaler and the quota of GPUs when the pool may grow, and nothing else", async () => {
    const text = changed(stackText(stack), "maxNodes: 4", "maxNodes: 5");
    const steps = await outcome(text, exportText(made.resources("clear")));
    expect(steps).toEqual([
      "update prod-fra-gpu-a10-pool",
      "update prod-fra-addons-autoscaler",
      "update prod-fra-worker-space-quota",
    ]);
  });
});

describe("a plan against an exported state", () => {
  it("says what a vault of another type costs, and shows no secret of a state in clear", async () => {
    const projectDir = projectWith({ [stack]: changed(stackText(stack), "vault: DEFAULT", "vault: VIRTUAL_PRIVATE") });
    const against = join(projectDir, "state.json");
    writeFileSync(against, exportText(made.resources("clear")));
    const plan = await makePlan({ projectDir, stack, against, today: "2026-11-23" });
    expect(plan.issues).toEqual([]);
    const risks = plan.changes?.dataAtRisk.map(({ kind, name, protect }) => ({ kind, name, protect }));
    expect(risks).toContainEqual({ kind: "replace", name: "prod-fra-vault-vault", protect: true });
    expect(risks).toContainEqual({ kind: "replace", name: "prod-fra-vault-objects", protect: true });
    const options = { color: false, width: 110, unicode: true };
    for (const output of [renderTerminal(plan, options), renderJson(plan), renderHtml(plan)]) {
      expect(output).toContain("prod-fra-vault-vault");
      expect(output).not.toContain(madeSecret);
      expect(output).not.toContain(Buffer.from(madeSecret).toString("base64").slice(0, 12));
      expect(output).not.toContain(Buffer.from(madeSecret).toString("hex"));
    }
  });
});
