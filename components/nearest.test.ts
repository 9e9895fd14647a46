import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearest } from "./nearest.ts";

describe("nearest", () => {
  it.each([
    ["frankfrut", ["frankfurt"]],
    ["FRANKFURT", ["frankfurt"]],
    ["frank", ["frankfurt"]],
    ["zurich", []],
    ["", []],
  ])("for %j answers %j", (text, answer) => {
    expect(nearest(text, ["amsterdam", "frankfurt", "paris"])).toEqual(answer);
  });

  it("puts the fewest edits first and the alphabet after that", () => {
    expect(nearest("pool-c", ["pool-bb", "pool-b", "pool-a"])).toEqual(["pool-a", "pool-b", "pool-bb"]);
  });

  it("counts two letters in the wrong order as one slip", () => {
    expect(nearest("pool-ab", ["pool-zb", "pool-ba"])).toEqual(["pool-ba", "pool-zb"]);
  });

  it("finds a candidate again after any one slip, and answers candidates only", () => {
    const name = fc.stringMatching(/^[a-z]{8,12}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        fc.nat({ max: 2 }),
        (names, n, slip) => {
          const [meant = ""] = names;
          const at = n % (meant.length - 1);
          const rest = meant.slice(at + 1);
          const swapped = meant.charAt(at + 1) + meant.charAt(at) + meant.slice(at + 2);
          const written = meant.slice(0, at) + ([rest, `-${rest}`, swapped][slip] ?? "");
          const found = nearest(written, names);
          expect(found).toContain(meant);
          expect(names).toEqual(expect.arrayContaining(found));
        },
      ),
    );
  });
});
