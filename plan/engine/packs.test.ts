import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProgramRun } from "../model.ts";
import { discoverPacks, type RunningPack, startPack } from "./packs.ts";
import { fixtures, runFixture } from "./testing.ts";

const packs = join(fixtures, "packs");
const start = (name: string) => startPack(join(packs, name), { projectDir: fixtures });

let run: ProgramRun;
let tiny: RunningPack;
beforeAll(async () => {
  [tiny, run] = await Promise.all([
    start("tiny"),
    runFixture("whole", { password: "correct horse", region: "eu-zurich-1" }),
  ]);
});
afterAll(() => tiny?.close());

it("finds the folders that are packs", () => {
  expect(discoverPacks(packs)).toEqual(["broken", "plain", "throwing", "tiny"].map((name) => join(packs, name)));
});

describe("a running pack", () => {
  it("tells its name, version and policies", () => {
    expect(tiny.info).toMatchObject({ name: "tiny", version: "1.2.3" });
    expect(tiny.info.policies[0]).toMatchObject({
      name: "region-allowed",
      level: "mandatory",
      severity: "critical",
      scope: "resource",
      tags: ["axis:residency"],
    });
    expect(tiny.info.policies.at(-1)).toMatchObject({ name: "stack-shape", scope: "stack" });
  });

  it("judges resources by the defaults of its schema, then the stack", async () => {
    const found = await tiny.analyze(run);
    const said = found.map(({ policy, level, urn, message }) => [
      policy,
      level,
      urn.split("::").at(-1),
      message.split("\n").at(-1),
    ]);
    expect(said).toEqual([
      ["region-allowed", "mandatory", "settings", "eu-zurich-1 is not one of eu-frankfurt-1"],
      ["touches-unknown", "advisory", "settings", expect.stringContaining("can't run policy 'touches-unknown'")],
      ["shows-secret", "advisory", "credentials", "a password of 13 characters, timeouts 300"],
      ["provider-context", "advisory", "shelf-ns", "provider context edge"],
      ["stack-shape", "advisory", "whole-dev", `${run.resources.length} resources`],
      ["stack-shape", "advisory", "shelf", "label books"],
    ]);
  });

  it("sets apart the rule that gave up on an unknown", async () => {
    const gaveUp = (await tiny.analyze(run)).filter((diagnostic) => diagnostic.unjudged);
    expect(gaveUp.map((diagnostic) => diagnostic.policy)).toEqual(["touches-unknown"]);
  });

  it("does not judge what the program only refers to", async () => {
    const external = run.resources.map((resource) => ({ ...resource, external: true as const }));
    const stackOnly = await tiny.analyze({ ...run, resources: external });
    expect(stackOnly.map((diagnostic) => diagnostic.message.split("\n").at(-1))).toEqual(["0 resources"]);
  });

  it("follows settings, and refuses those that do not fit", async () => {
    await tiny.configure({
      all: { enforcementLevel: "disabled" },
      "region-allowed": { enforcementLevel: "advisory", allowed: ["eu-madrid-1"] },
    });
    const found = await tiny.analyze(run);
    expect(found.map(({ policy, level }) => [policy, level])).toEqual([["region-allowed", "advisory"]]);
    await expect(tiny.configure({ "region-allowed": { allowed: "eu-madrid-1" }, typo: {} })).rejects.toThrow(
      /policy pack tiny: typo: no such policy; region-allowed: allowed: /,
    );
    await tiny.configure({});
  });
});

it("runs a pack as it stands when it says that it is JavaScript", async () => {
  const plain = await start("plain");
  plain.close();
  expect(plain.info.policies[0]?.description).toBe("Compiled here: .js, .json, .node");
});

describe("a pack that does not work", () => {
  it.concurrent("says what the pack said when it can not start", async () => {
    await expect(start("broken")).rejects.toThrow(/^policy pack broken: the rule table is missing$/);
  });

  it.concurrent("names the policy that fails, without a stack", async () => {
    const throwing = await start("throwing");
    try {
      await expect(throwing.analyze(run)).rejects.toThrow(
        /^policy pack throwing: Error validating resource with policy 'breaks' .*: TypeError: rules are undefined$/,
      );
    } finally {
      throwing.close();
    }
  });
});
