import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { makePlan } from "../../plan/make-plan.ts";
import type { Plan } from "../../plan/model.ts";
import { renderJson } from "../../plan/report/json.ts";
import { renderTerminal } from "../../plan/report/terminal.ts";
import { buildPacks } from "../../scripts/build-packs.mjs";
import { stackNames } from "../../stacks/stack-file.ts";
import { kitDir } from "./project.ts";

const goldenDir = join(import.meta.dirname, "golden");

beforeAll(async () => {
  await buildPacks({ onlyIfStale: true });
});

/** Compares with the reviewed file; `UPDATE_GOLDENS=1` writes it instead, for the next review. */
function expectGolden(name: string, text: string): void {
  const path = join(goldenDir, name);
  if (process.env.UPDATE_GOLDENS) {
    mkdirSync(goldenDir, { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, "utf8"));
}

/** Start-up scripts and the like travel in base64, which nobody reviews: shown as the text that they are. */
function readable(value: unknown): unknown {
  // A program's whole text is reviewed where it is written; its object's name changes with it.
  if (typeof value === "string" && value.length > 10_000) {
    return `[${value.length} characters]`;
  }
  if (typeof value === "string" && value.length > 100 && /^[A-Za-z0-9+/]+=*$/.test(value)) {
    return { base64: Buffer.from(value, "base64").toString("utf8") };
  }
  if (Array.isArray(value)) {
    return value.map(readable);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, readable(part)]))
    : value;
}

/** Resources by name, each with its type and its properties: what a reviewer compares line by line. */
function resourcesText(plan: Plan): string {
  const rows = plan.resources.map(({ urn, type, protect, properties }) => [
    urn.slice(urn.lastIndexOf("::") + 2),
    { type, ...(protect ? { protect } : {}), properties: readable(properties) },
  ]);
  return rows
    .map(([name, row]) => stringify({ [`${(row as { type: string }).type} ${name}`]: row }, { lineWidth: 0 }))
    .join("");
}

async function planWithoutTimes(stack: string): Promise<Plan> {
  return { ...(await makePlan({ projectDir: kitDir, stack, today: "2026-11-22" })), times: {} };
}

describe.each(stackNames(kitDir))("the plan of %s", (stack) => {
  let plan: Plan;
  beforeAll(async () => {
    plan = await planWithoutTimes(stack);
  });

  it("is what was reviewed", () => {
    expect(plan.verdict).toBe("pass");
    expectGolden(`${stack}.txt`, renderTerminal(plan, { color: false, width: 110, unicode: true }));
    expectGolden(`${stack}.resources.yaml`, resourcesText(plan));
  });

  if (stack !== "prod-fra") return;
  it("differs from another one in its times alone", async () => {
    expect(renderJson(await planWithoutTimes(stack))).toBe(renderJson(plan));
  });
});

describe("what may be said of a cloud", () => {
  it("Oracle's commercial realm is never called sovereign or safe from foreign orders", async () => {
    const text = readFileSync(join(goldenDir, "prod-fra.txt"), "utf8");
    expect(text).not.toMatch(/sovereign|cloud act safe/i);
    expect(text).toMatch(/Oracle Corporation/);
  });
});
