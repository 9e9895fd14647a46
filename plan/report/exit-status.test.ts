import { describe, expect, it } from "vitest";
import { exitStatusOf } from "./exit-status.ts";
import { withChanges } from "./testing/sample-changes.ts";
import { invalid, prodFra, withViolations } from "./testing/sample-plan.ts";

describe("the exit status of a plan", () => {
  const { changes } = withChanges();
  if (changes === undefined) throw new Error("no sample");

  it.each([
    ["passes", prodFra(), 0],
    ["breaks a rule", withViolations(), 1],
    ["is of a wrong configuration", invalid(), 2],
    ["loses data", withChanges(), 3],
    ["changes much and loses nothing", { ...prodFra(), changes: { ...changes, dataAtRisk: [] } }, 0],
    ["breaks a rule and loses data", { ...withViolations(), changes }, 1],
  ] as const)("of one that %s", (_, plan, status) => {
    expect(exitStatusOf(plan)).toBe(status);
  });
});
