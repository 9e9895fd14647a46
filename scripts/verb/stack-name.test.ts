import { describe, expect, it } from "vitest";
import { oneStack, splitArguments } from "./stack-name.ts";

describe("the arguments of a verb", () => {
  it("are its own before --, and pulumi's after it", () => {
    expect(splitArguments(["prod-fra", "--yes", "--", "--diff", "--", "x"])).toEqual({
      own: ["prod-fra", "--yes"],
      extra: ["--diff", "--", "x"],
    });
    expect(splitArguments(["prod-fra"])).toEqual({ own: ["prod-fra"], extra: [] });
  });

  it("name one stack", () => {
    expect(oneStack(["prod-fra"])).toBe("prod-fra");
    expect(() => oneStack([])).toThrow(/which stack\?/);
    expect(() => oneStack(["a", "b"])).toThrow(/one stack at a time: a, b/);
    expect(() => oneStack(["../a"])).toThrow(/is not the name of a stack/);
  });
});
