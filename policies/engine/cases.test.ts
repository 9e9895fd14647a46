import { describe, expect, it } from "vitest";
import { ALL_RULES } from "../all-rules.ts";
import { formatMessage } from "./message.ts";
import { messageOf } from "./rule.ts";
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
    const violations = judgeCase(rule, example).map(({ path, advisory }) =>
      advisory ? { path, level: "advisory" } : { path },
    );
    expect(violations).toEqual(example.expect);
  });

  it("names no secret in a message", () => {
    for (const example of own) {
      for (const violation of judgeCase(rule, example)) {
        const message = formatMessage(messageOf(rule, violation));
        for (const secret of secretTexts(example.properties)) {
          for (let at = 0; at + 6 <= secret.length; at++) expect(message).not.toContain(secret.slice(at, at + 6));
        }
      }
    }
  });
});

describe("cases", () => {
  it("belong to a rule of a pack", () => {
    expect(cases.filter((example) => !rules.has(example.rule)).map((example) => example.rule)).toEqual([]);
  });

  it("that violate have a conforming twin that differs in one value", () => {
    for (const example of cases.filter((candidate) => candidate.kind === "violating")) {
      const twin = cases.find(
        ({ rule, kind, name }) => rule === example.rule && kind === "conforming" && name === example.twin,
      );
      expect(twin, `${example.rule}/${example.name}`).toBeDefined();
      const judged = ({ type, properties, provider, settings, with: others, external, resource }: Case) =>
        leaves({ type, properties, provider, settings: settings ?? {}, others, external, resource });
      const [bad, good] = [judged(example), judged(twin as Case)];
      const differing = new Set([...bad.keys(), ...good.keys()].filter((path) => bad.get(path) !== good.get(path)));
      expect(differing.size, `${example.rule}/${example.name}: ${[...differing].join(" ")}`).toBe(1);
    }
  });
});

function leaves(value: unknown, path = "", into = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof value !== "object" || value === null) return into.set(path, value);
  if ("$unknown" in value || "$secret" in value) return into.set(path, JSON.stringify(value));
  for (const [key, element] of Object.entries(value)) leaves(element, `${path}/${key}`, into);
  return into;
}
