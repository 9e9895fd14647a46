import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { changed } from "../../plan/project.ts";
import { differencesFromPlan, findingsOfEngine, findingsOfPlan } from "../comparison.ts";
import { deploymentOf } from "../deployment.ts";
import { errorsOf } from "../engine-events.ts";
import { itDeploys, itGoes } from "./life.ts";

describe("eu-owned on the real engine, with a mirror that the kit fills", () => {
  const deployment = deploymentOf("eu-owned");

  beforeAll(async () => {
    const set = (key: string, ...value: string[]) =>
      deployment().mustRun(["config", "set", "--path", `eu-gpu-cloud:images.push.${key}`, ...value]);
    await set("username", "mirror-writer");
    await set("password", "a password that is no secret", "--secret");
  });

  // Before anything is there: what only the cloud can tell is then as unknown as in a plan.
  it("is corrected by its packs where its file says so, as in a plan", async () => {
    const { workspace, stack } = deployment();
    const edge = join(workspace.projectDir, "components/edge/edge.ts");
    const [program, file] = [readFileSync(edge, "utf8"), workspace.read(stack)];
    const foreign = "docker.io/library/traefik:3";
    writeFileSync(edge, changed(program, 'args.images.reference("traefik")', JSON.stringify(foreign)));
    workspace.configure(stack, changed(file, "profile: eu-owned", "profile: eu-owned\n    remediate: [SUP-001]"));
    try {
      const plan = await deployment().plan();
      const preview = await deployment().judgedPreview();
      const corrections = plan.findings.filter(({ level }) => level === "remediate");
      expect(corrections).toMatchObject([
        { rule: "SUP-001", message: expect.stringMatching(`^${foreign} becomes .*/library/traefik:3$`) },
      ]);
      expect(errorsOf(preview.events)).toEqual([]);
      expect(differencesFromPlan(plan, preview.events)).toEqual([]);
      expect(findingsOfEngine(preview.events)).toEqual(
        findingsOfPlan({ ...plan, findings: plan.findings.filter((finding) => !corrections.includes(finding)) }),
      );
    } finally {
      writeFileSync(edge, program);
      workspace.configure(stack, file);
    }
  });

  itDeploys(deployment);

  itGoes(deployment);
});
