import { describe, expect, it } from "vitest";
import { ALL_RULES } from "../all-rules.ts";
import { formatMessage } from "./message.ts";
import { messageOf } from "./rule.ts";
import { BYPASSES } from "./testing/bypasses.ts";
import { allCases, type Case, judgeCase, secretTexts } from "./testing/cases.ts";

const rules = new Map(ALL_RULES.map((rule) => [rule.id, rule]));
const cases = allCases();

describe.each([...rules.values()])("$id $title", (rule) => {
  const own = cases.filter((example) => example.rule === rule.id);

  it("has at least twelve cases of at least three kinds, good and bad", () => {
    expect(own.length).toBeGreaterThanOrEqual(12);
    expect(new Set(own.map((example) => example.kind)).size).toBeGreaterThanOrEqual(3);
    expect(own.some((example) => example.expect.length > 0)).toBe(true);
    expect(own.some((example) => example.expect.length === 0)).toBe(true);
  });

  it.each(own)("$kind/$name: $shows", (example) => {
    const violations = judgeCase(rule, example).map(({ path, advisory, what, fix }, index) => ({
      path,
      ...(advisory && { level: "advisory" }),
      ...(example.expect[index]?.what !== undefined && { what }),
      ...(example.expect[index]?.fix !== undefined && { fix }),
    }));
    expect(violations).toEqual(example.expect);
  });

  it("takes no package for another one whose name ends the same", () => {
    for (const example of own) {
      const module = example.type.slice(example.type.indexOf(":"));
      const pathsAs = (type: string) => judgeCase(rule, { ...example, type }).map(({ path }) => path);
      expect(pathsAs(`x.${example.type}`), `${example.kind}/${example.name}`).toEqual(pathsAs(`x.other${module}`));
    }
  });

  it("names no secret in a message", () => {
    for (const example of own) {
      const secrets = secretTexts(example.properties);
      if (secrets.length === 0) continue;
      for (const violation of judgeCase(rule, example)) {
        const message = formatMessage(messageOf(rule, violation));
        for (const secret of secrets)
          for (let at = 0; at + 6 <= secret.length; at++)
            expect(message.includes(secret.slice(at, at + 6)), message).toBe(false);
      }
    }
  });
});

describe("cases", () => {
  it("belong to a rule of a pack", () => {
    expect(cases.filter((example) => !rules.has(example.rule)).map((example) => example.rule)).toEqual([]);
  });

  it.each(Object.entries(BYPASSES))("try the way around %s at least five times: %s", (bypass) => {
    const tried = cases.filter((example) => example.bypass === bypass);
    expect(tried.filter((example) => example.expect.length > 0).length).toBeGreaterThanOrEqual(4);
    expect(tried.length).toBeGreaterThanOrEqual(5);
  });

  it("name no way around that is not described", () => {
    expect(cases.flatMap(({ bypass }) => (bypass && !Object.hasOwn(BYPASSES, bypass) ? bypass : []))).toEqual([]);
  });

  it("that violate have a conforming twin that differs in one value", () => {
    for (const example of cases.filter((candidate) => candidate.kind === "violating")) {
      const twin = cases.find(
        ({ rule, kind, name }) => rule === example.rule && kind === "conforming" && name === example.twin,
      );
      expect(twin, `${example.rule}/${example.name}`).toBeDefined();
      const judged = ({ type, properties, provider, settings, with: others, external, resource }: Case) => ({
        type,
        properties,
        provider,
        settings: settings ?? {},
        others,
        external,
        resource,
      });
      const differing = differences(judged(example), judged(twin as Case));
      expect(differing, `${example.rule}/${example.name}: ${differing.join(" ")}`).toHaveLength(1);
    }
  });
});

/** Paths at which two values differ; what only one of them has counts once, however much there is in it. */
function differences(a: unknown, b: unknown, path = ""): readonly string[] {
  if (Object.is(a, b)) return [];
  if (!isRecord(a) || !isRecord(b) || Array.isArray(a) !== Array.isArray(b)) return [path];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.flatMap((key) => differences(a[key], b[key], `${path}/${key}`));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
