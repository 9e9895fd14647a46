import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cliProblem, oldestCli } from "./version.ts";

describe("the version of the CLI", () => {
  it.each([oldestCli, `v${oldestCli}\n`, "v3.259.0", "v3.300.1", "v3.259.1-alpha.1692f5"])("takes %j", (printed) => {
    expect(cliProblem(printed)).toBeUndefined();
  });

  it.each([
    ["v3.255.9", /is v3\.255\.9, older than 3\.256\.0/],
    [`v${oldestCli}-alpha.1`, /older than/],
    ["v2.25.2", /written for version 3/],
    ["v4.0.0", /written for version 3/],
    ["", /says "" where a version was expected/],
    ["command not found", /where a version was expected/],
  ])("refuses %j in words", (printed, words) => {
    expect(cliProblem(printed)).toMatch(words);
  });

  it("orders versions by number, not by text", () => {
    const part = fc.integer({ min: 0, max: 2000 });
    fc.assert(
      fc.property(part, part, (minor, patch) => {
        const tooOld = minor < 256;
        expect(cliProblem(`v3.${minor}.${patch}`) !== undefined).toBe(tooOld);
      }),
    );
  });
});
