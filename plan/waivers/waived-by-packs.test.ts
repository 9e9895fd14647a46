import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildPacks } from "../../scripts/build-packs.mjs";
import { type RunningPack, startPack } from "../engine/packs.ts";
import { plannedResource } from "../engine/planned-resource.ts";
import { findingsOf } from "../findings.ts";
import type { ProgramRun } from "../model.ts";

const projectDir = join(import.meta.dirname, "../..");
const type = "aws:s3/bucket:Bucket";
const urn = `urn:pulumi:prod::kit::${type}::store`;
const bucket = plannedResource({ urn, type, name: "store", properties: { region: "us-east-1" } });
const run: ProgramRun = { project: "kit", stack: "prod", resources: [bucket], invokes: [], outputs: {}, log: [] };
const waiver = {
  rule: "RES-001",
  urn,
  owner: "A. Example, platform",
  reason: "moved to Frankfurt in January",
  reference: "TIA-7",
  until: "2027-02-01",
};
let pack: RunningPack;

beforeAll(async () => {
  await buildPacks({ onlyIfStale: true });
  pack = await startPack(join(projectDir, "policies/residency"), { projectDir });
});
afterAll(() => pack.close());

async function finding(waivers: readonly object[]) {
  const found = await findingsOf(pack, run, { profile: "eu-residency", today: "2026-11-22", waivers });
  const [first, ...rest] = found.filter(({ rule, path }) => rule === "RES-001" && path === "region");
  expect(rest).toEqual([]);
  return first;
}

it("a pack reports what a waiver of its settings waives, and does not enforce it", async () => {
  expect(await finding([])).toMatchObject({ level: "mandatory" });
  expect(await finding([waiver])).toMatchObject({
    level: "advisory",
    message: expect.stringMatching(/us-east-1/),
    waived: { by: "A. Example, platform", reason: "moved to Frankfurt in January", until: "2027-02-01" },
  });
  expect(await finding([{ ...waiver, until: "2026-11-21" }])).toMatchObject({ level: "mandatory" });
});
