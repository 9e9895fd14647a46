import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALL_RULES } from "../../all-rules.ts";
import { isMandatory } from "../rule.ts";
import { allCases, type Case } from "./cases.ts";
import { precision, recall, score, sum, wilson } from "./score.ts";

describe("wilson", () => {
  it("gives the interval of the textbooks", () => {
    expect(wilson(8, 10).low).toBeCloseTo(0.4902, 4);
    expect(wilson(8, 10).high).toBeCloseTo(0.9433, 4);
    expect(wilson(0, 0)).toMatchObject({ low: 0, high: 1 });
  });

  it("holds the share itself, within 0 and 1, and narrows with more trials", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, share) => {
        const successes = Math.round(trials * share);
        const { value, low, high } = wilson(successes, trials);
        expect(low).toBeLessThanOrEqual(value + 1e-12);
        expect(high).toBeGreaterThanOrEqual(value - 1e-12);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        const more = wilson(successes * 4, trials * 4);
        expect(more.high - more.low).toBeLessThan(high - low);
      }),
    );
  });
});

describe("score", () => {
  const example: Case = {
    rule: "RES-001",
    kind: "violating",
    name: "x",
    shows: "",
    type: "pulumi:providers:oci",
    properties: { region: "us-ashburn-1" },
    expect: [{ path: "region" }],
  };

  it("tells a miss from a false alarm and from a finding at another place", () => {
    const [result] = score(ALL_RULES, [
      example,
      { ...example, properties: { region: "eu-frankfurt-1" } },
      { ...example, expect: [] },
      { ...example, expect: [{ path: "elsewhere" }] },
      { ...example, expect: [{}] },
    ]);
    expect(result?.tally).toEqual({ found: 3, missed: 1, spared: 0, wronged: 1 });
    expect(result?.mistakes.map(({ kind }) => kind)).toEqual(["missed", "wronged", "elsewhere"]);
  });

  it("refuses a case of a rule that does not exist", () => {
    expect(() => score(ALL_RULES, [{ ...example, rule: "RES-999" }])).toThrow("RES-999/violating/x: no such rule");
  });

  it("holds the project's own cases to its goals: seven hundred cases, recall 0.98, precision 0.97", () => {
    const cases = allCases();
    const scores = score(ALL_RULES, cases);
    const grave = sum(scores.filter(isMandatory).map(({ tally }) => tally));
    expect(cases.length).toBeGreaterThanOrEqual(700);
    expect(recall(grave).value).toBeGreaterThanOrEqual(0.98);
    expect(precision(sum(scores.map(({ tally }) => tally))).value).toBeGreaterThanOrEqual(0.97);
  });
});
