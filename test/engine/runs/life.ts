import { expect, it } from "vitest";
import type { Plan } from "../../../plan/model.ts";
import { differencesFromPlan, findingsOfEngine, findingsOfPlan, packsOf } from "../comparison.ts";
import type { Change, Deployment } from "../deployment.ts";
import { changesOf, errorsOf, type StepMetadata, stepsOf } from "../engine-events.ts";
import { brokenOrders, dataHolders, nameOf, type StateResource, unprotected } from "../state.ts";
import { runVerb } from "../verb.ts";
import { cloudLeftovers, leftovers } from "./leftovers.ts";
import { ordersOf } from "./orders.ts";

/** What every stack goes through from the first preview to the second `up`; the tests of a file build on one another. */
export function itDeploys(deployment: () => Deployment): void {
  let plan: Plan;

  it("previews what a plan shows, and every pack says what it says in a plan", async () => {
    plan = await deployment().plan();
    const preview = await deployment().judgedPreview();
    expect(errorsOf(preview.events)).toEqual([]);
    expect(preview.status).toBe(0);
    expect(differencesFromPlan(plan, preview.events)).toEqual([]);
    expect(findingsOfEngine(preview.events)).toEqual(findingsOfPlan(plan));
    expect(packsOf(preview.events)).toEqual(plan.packs.map(({ name, version }) => `${name} ${version}`));
  });

  it("is made in one go", async () => {
    const up = await deployment().run(["up"]);
    expect(errorsOf(up.events)).toEqual([]);
    expect(up.status).toBe(0);
    const { components, providers, resources } = plan.counts;
    // The Secret that the claim fills is only read.
    const read = plan.resources.filter(({ urn }) => urn.endsWith("-claim-filled")).length;
    expect(changesOf(up.events)).toEqual({ create: components + resources + providers - countOfDefaults(plan) - read });
  });

  it("has nothing left to do, neither in a preview nor in an up, and is what was planned", async () => {
    // What was unknown in the first preview is judged only now.
    const preview = await deployment().judgedPreview();
    expect(findingsOfEngine(preview.events).filter(({ level }) => level === "mandatory")).toEqual([]);
    expect(errorsOf(preview.events)).toEqual([]);
    expect(preview.status).toBe(0);
    expect(changesOf(preview.events)).toEqual({});
    const again = await deployment().run(["up"]);
    expect(errorsOf(again.events)).toEqual([]);
    expect(changesOf(again.events)).toEqual({});
    // Now everything is known.
    expect(differencesFromPlan(plan, again.events)).toEqual([]);
  });

  it("is found as it was left", async () => {
    const refresh = await deployment().run(["refresh"]);
    expect(errorsOf(refresh.events)).toEqual([]);
    expect(changesOf(refresh.events)).toEqual({});
  });

  it("waits for what must be there first, and protects what holds data", async () => {
    const { resources } = await deployment().state();
    expect(brokenOrders(resources, ordersOf(resources))).toEqual([]);
    expect(unprotected(resources)).toEqual([]);
  });

  it("replaces nothing that holds data, not even when a provider says that it must", async () => {
    const holders = dataHolders((await deployment().state()).resources);
    const types = [...new Set(holders.map(({ type }) => type))];
    deployment().workspace.clouds.order(types.map((type) => ({ type, operation: "diff", kind: "replacement" })));
    const preview = await deployment().run(["preview"]);
    deployment().workspace.clouds.calm();
    expect(preview.status).not.toBe(0);
    const refused = errorsOf(preview.events).flatMap(
      (error) => /unable to replace resource "([^"]+)"/.exec(error)?.[1] ?? [],
    );
    expect([...new Set(refused)].sort()).toEqual(holders.map(({ urn }) => urn).sort());
  });
}

/** A change of one file, and all that it changes: name of a resource → the inputs that do, and `replace` where they must. */
export function itChanges(
  deployment: () => Deployment,
  what: string,
  change: Change,
  expected: Readonly<Record<string, readonly string[]>>,
): void {
  it(`changes just what it should with ${what}`, async () => {
    const { events } = await deployment().previewWith(change);
    const steps = stepsOf(events).filter(({ op }) => op !== "same" && op !== "read");
    const inputs = ({ op, diffs, detailedDiff }: StepMetadata) => [
      ...(op === "update" ? [] : [op.includes("replace") ? "replace" : op]),
      ...Object.keys(detailedDiff ?? Object.fromEntries((diffs ?? []).map((name) => [name, {}]))),
    ];
    const all = steps.map((step) => [nameOf(step), inputs(step)] as const);
    expect(Object.fromEntries(all)).toEqual(expected);
  });
}

/** The end of a stack, the last test of a file: everybody's protection is taken away, as its owner would. */
export function itGoes(deployment: () => Deployment): void {
  it("goes, and leaves nothing behind", async () => {
    await deployment().mustRun(["state", "unprotect", "--all", "--yes"]);
    const destroy = await deployment().run(["destroy"]);
    expect(errorsOf(destroy.events)).toEqual([]);
    expect(destroy.status).toBe(0);
    expect((await deployment().state()).resources).toEqual([]);
    expect(await leftovers(deployment())).toEqual([]);
  });
}

/** The end of a stack whose cluster has gone already, by the verb; the last test of a file. */
export function itGoesWithoutItsCluster(deployment: () => Deployment): void {
  const destroy = (...args: readonly string[]) => {
    const { stack, workspace } = deployment();
    return runVerb(workspace, "destroy", [stack, "--delete-data", "--yes", stack, ...args]);
  };

  it("does not go by accident when its cluster can not be reached, and is told how it would", async () => {
    deployment().door.close();
    const before = (await deployment().state()).resources;
    const { status, stdout, stderr } = await destroy();
    expect(status).not.toBe(0);
    expect(stdout).toContain("PULUMI_K8S_DELETE_UNREACHABLE");
    expect(stderr).toMatch(/why: the cluster's API can not be reached from here\n {2}next: .*--cluster-gone/);
    expect(stderr).toMatch(/stage 1 has not come to its end; npm run destroy -- \S+ goes on with what is left\n$/);
    const inCluster = ({ type }: StateResource) => type.startsWith("kubernetes:");
    const { resources } = await deployment().state();
    expect(resources.filter(inCluster).length).toBe(before.filter(inCluster).length);
  });

  it("goes when its owner says that the cluster is gone, and says that nobody looked for what it may have left", async () => {
    const { status, stderr } = await destroy("--cluster-gone");
    expect(stderr).toMatch(/stage 3 of 3/);
    expect(stderr).toMatch(/whether anything is left behind is unknown: there is no \S+\.oci\/config\n {2}next: /);
    expect(status).toBe(0);
    expect((await deployment().state()).resources).toEqual([]);
    expect(cloudLeftovers(deployment())).toEqual([]);
  });
}

function countOfDefaults({ resources }: Plan): number {
  return resources.filter(({ urn }) => /pulumi:providers:\w+::default_/.test(urn)).length;
}
