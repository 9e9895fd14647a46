import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { makePlan } from "../../../plan/make-plan.ts";
import type { ChangeReport } from "../../../plan/model.ts";
import { changed } from "../../plan/project.ts";
import { deploymentOf } from "../deployment.ts";
import { errorsOf, stepsOf } from "../engine-events.ts";
import type { Run } from "../workspace.ts";

const stack = "prod-fra";

/** What the engine calls a step, and what a plan does. What is only read is no step of a plan's. */
const kindOf: Readonly<Record<string, string>> = {
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
};

/** URN → what becomes of it; what stays is left out. */
function stepsOfEngine({ events }: Run): Record<string, string> {
  return Object.fromEntries(
    stepsOf(events).flatMap(({ urn, op }) => (kindOf[op] === undefined ? [] : [[urn, kindOf[op]]])),
  );
}

function stepsOfPlan({ changes }: ChangeReport): Record<string, string> {
  return Object.fromEntries(changes.map(({ urn, kind }) => [urn, kind]));
}

describe("a plan against an exported state, beside the engine's own preview", () => {
  const deployment = deploymentOf(stack);

  beforeAll(async () => {
    await deployment().mustRun(["up"]);
    await exportState();
  });

  let against: string;
  const exportState = async (...options: readonly string[]) => {
    against = join(deployment().workspace.projectDir, "state.json");
    await deployment().mustRun(["stack", "export", "--file", against, ...options]);
  };

  /** Both answers to one change of the stack file. */
  async function bothAnswers(from: string, to: string) {
    const { workspace } = deployment();
    const settings = workspace.read(stack);
    workspace.configure(stack, changed(settings, from, to));
    try {
      const preview = await deployment().run(["preview"]);
      const plan = await makePlan({ projectDir: workspace.projectDir, stack, against });
      expect(plan.issues).toEqual([]);
      if (plan.changes === undefined) throw new Error("the plan was not compared");
      return { preview, changes: plan.changes };
    } finally {
      workspace.configure(stack, settings);
    }
  }

  it("refuses what protect refuses", async () => {
    const { preview, changes } = await bothAnswers("vault: DEFAULT", "vault: VIRTUAL_PRIVATE");
    const refused = errorsOf(preview.events).flatMap(
      (error) => /unable to replace resource "([^"]+)"/.exec(error)?.[1] ?? [],
    );
    expect(preview.status).not.toBe(0);
    const stopped = changes.dataAtRisk.filter(({ protect }) => protect).map(({ urn }) => urn);
    expect(refused.length).toBeGreaterThan(0);
    expect(stopped).toEqual(expect.arrayContaining(refused));
  });

  /**
   * Every step of the plan's is the engine's, and what the engine has besides is among what the plan says that it could
   * not compare.
   */
  async function expectAgreement(from: string, to: string) {
    const { preview, changes } = await bothAnswers(from, to);
    expect(errorsOf(preview.events)).toEqual([]);
    const [theirs, ours] = [stepsOfEngine(preview), stepsOfPlan(changes)];
    expect(theirs).toMatchObject(ours);
    const missed = Object.keys(theirs).filter((urn) => ours[urn] === undefined);
    expect(changes.uncompared.map(({ urn }) => urn)).toEqual(expect.arrayContaining(missed));
    return ours;
  }

  it("does not call a change what it can not compare, and names it", async () => {
    expect(Object.keys(await expectAgreement("maxNodes: 4", "maxNodes: 6")).length).toBeGreaterThan(2);
  });

  describe("that hides nothing", () => {
    // Nobody's protection, so that the engine goes on where it would stop.
    beforeAll(async () => {
      await deployment().mustRun(["state", "unprotect", "--all", "--yes"]);
      await exportState("--show-secrets");
    });

    it.each([
      ["the bound of a pool", "maxNodes: 4", "maxNodes: 6"],
      ["the number of gateways", "highAvailability: true", "highAvailability: false"],
      ["every image", "muster-cloud.eu/mirror", "muster-cloud.eu/elsewhere"],
      ["the version of the cluster", "kubernetesVersion: v1.34.1", "kubernetesVersion: v1.34.2"],
      ["the type of the vault", "vault: DEFAULT", "vault: VIRTUAL_PRIVATE"],
    ])("has the engine's steps when %s changes", { timeout: 900_000 }, async (_, from, to) => {
      expect(await expectAgreement(from, to)).not.toEqual({});
    });
  });
});
