import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PackDiagnostic, type RunningPack, startPack } from "../../plan/engine/packs.ts";
import { plannedResource } from "../../plan/engine/planned-resource.ts";
import { type PropertyValue, SecretValue, UnknownValue } from "../../plan/engine/values.ts";
import type { PlannedResource } from "../../plan/model.ts";
import { buildPacks } from "../../scripts/build-packs.mjs";
import { ALL_RULES } from "../all-rules.ts";
import { parseMessage } from "./message.ts";
import { allCases, type Case, mapMarks, nameOf, settingsOf, urnOf } from "./testing/cases.ts";

/** Rules that look at a stack as a whole. */
const aboutStacks = new Set(ALL_RULES.filter((rule) => "checkStack" in rule).map(({ id }) => id));
const projectDir = join(import.meta.dirname, "../..");
/** What a program only reads no engine asks about. */
const cases = allCases().filter(({ external }) => external !== true);
const packs: RunningPack[] = [];

beforeAll(async () => {
  const folders = await buildPacks({ onlyIfStale: true });
  packs.push(...(await Promise.all(folders.map((folder) => startPack(folder, { projectDir })))));
}, 60_000);
afterAll(() => {
  for (const pack of packs) pack.close();
});

describe("compiled packs over gRPC", () => {
  it("answer every case as the rule itself does", async () => {
    const seen = await everyCase();
    for (const example of cases) {
      const findings = seen
        .filter((d) => d.urn === urnOf(example) && d.policy === example.rule)
        .map((d) => ({ path: parseMessage(d.message)?.path, ...(d.level === "advisory" && { level: d.level }) }));
      const advises =
        ["medium", "low"].includes(severityOf(example.rule)) || settingsOf(example).profile === "development";
      const expected = example.expect.map(({ path, level }) => ({
        path,
        ...((level || advises) && { level: "advisory" }),
      }));
      expect(findings, nameOf(example)).toEqual(expected);
    }
  });

  it("never give up on an unknown value", async () => {
    expect((await everyCase()).filter((d) => d.unjudged)).toEqual([]);
  });

  it("state the rule, severity and axis in every message", async () => {
    for (const d of await everyCase()) {
      expect(parseMessage(d.message)).toMatchObject({ rule: d.policy, severity: d.severity });
    }
  });

  it("refuse nothing under the profile development", async () => {
    const oneEach = ALL_RULES.flatMap(
      ({ id }) => cases.find(({ rule, kind }) => rule === id && kind === "violating") ?? [],
    );
    const relaxed = oneEach.map((example) => ({
      ...example,
      settings: { ...example.settings, profile: "development" },
    }));
    const seen = await analyze(relaxed);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((d) => d.level !== "advisory")).toEqual([]);
  });

  it("let a rule's own level be set from outside", async () => {
    const bad = cases.find((example) => example.rule === "RES-001" && example.kind === "violating") as Case;
    const seen = await analyze([bad], { "RES-001": { enforcementLevel: "advisory" } });
    expect(new Set(seen.filter((d) => d.policy === "RES-001").map((d) => d.level))).toEqual(new Set(["advisory"]));
  });

  it("read a resource anew when its content has changed", async () => {
    const bad = cases.find((example) => example.rule === "RES-001" && example.twin !== undefined) as Case;
    const twin = cases.find((example) => example.rule === bad.rule && example.name === bad.twin) as Case;
    const findings = async (example: Case) => (await analyze([example])).filter((d) => d.policy === bad.rule).length;
    expect(await findings(bad)).toBeGreaterThan(0);
    expect(await findings({ ...twin, kind: bad.kind, name: bad.name })).toBe(0);
    expect(await findings(bad)).toBeGreaterThan(0);
  });

  it("read the strictest profile when nothing is configured", async () => {
    const bad = cases.find((example) => example.rule === "RES-001" && example.kind === "violating") as Case;
    for (const pack of packs) await pack.configure({});
    const seen = await ask([bad]);
    expect(seen.map((d) => d.message).join("\n")).toContain("eu-owned");
  });

  it("refuse a configuration with a profile that does not exist", async () => {
    const [pack] = packs;
    const policy = pack?.info.policies[0]?.name ?? "";
    await expect(pack?.configure({ [policy]: { profile: "eu" } })).rejects.toThrow(/profile/);
  });
});

function severityOf(rule: string): string {
  return packs.flatMap((pack) => pack.info.policies).find((policy) => policy.name === rule)?.severity ?? "";
}

let all: Promise<PackDiagnostic[]> | undefined;

function everyCase(): Promise<PackDiagnostic[]> {
  all ??= analyze(cases);
  return all;
}

/**
 * Cases that share settings are put to the pack of their rule together; one with resources beside it is a stack of its
 * own.
 */
async function analyze(examples: readonly Case[], extra: Record<string, object> = {}): Promise<PackDiagnostic[]> {
  const seen = await Promise.all(
    packs.map(async (pack) => {
      const rules = new Set(pack.info.policies.map(({ name }) => name));
      const said: PackDiagnostic[] = [];
      for (const same of group(examples.filter(({ rule }) => rules.has(rule))).values()) {
        const settings = settingsOf(same[0] as Case);
        await pack.configure(Object.fromEntries([...rules].map((name) => [name, { ...settings, ...extra[name] }])));
        said.push(...(await pack.analyze(runOf(same))));
      }
      return said;
    }),
  );
  return seen.flat();
}

const key = (example: Case) => JSON.stringify([settingsOf(example), aboutStacks.has(example.rule) && urnOf(example)]);

function group(examples: readonly Case[]): Map<string, Case[]> {
  const groups = new Map<string, Case[]>();
  for (const example of examples) groups.set(key(example), [...(groups.get(key(example)) ?? []), example]);
  return groups;
}

async function ask(examples: readonly Case[]): Promise<PackDiagnostic[]> {
  return (await Promise.all(packs.map((pack) => pack.analyze(runOf(examples))))).flat();
}

function runOf(examples: readonly Case[]) {
  const resources = examples.flatMap(plannedResources);
  return { project: "test", stack: "test", resources, invokes: [], outputs: {}, log: [] };
}

function plannedResources(example: Case): PlannedResource[] {
  const provider = example.provider && `${urnOf(example)}-provider`;
  const own = planned(urnOf(example), example.type, nameOf(example), example.properties, provider ?? "");
  const beside = (example.with ?? []).map(({ type, name, properties }) =>
    planned(`urn:pulumi:test::test::${type}::${name}`, type, name, properties, ""),
  );
  return provider && example.provider
    ? [planned(provider, example.provider.type, "provider", example.provider.properties, ""), own, ...beside]
    : [own, ...beside];
}

function planned(urn: string, type: string, name: string, properties: unknown, provider: string): PlannedResource {
  const decoded = mapMarks(
    properties,
    () => UnknownValue.instance,
    (value) => new SecretValue(value as PropertyValue),
  );
  return plannedResource({ urn, type, name, properties: decoded as Record<string, PropertyValue>, provider });
}
