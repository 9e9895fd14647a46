import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSame } from "./same.ts";
import { reversed } from "./testing/reversed.ts";

describe("content", () => {
  it("is the same for every copy, whatever the order of its keys", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => isSame(value, reversed(value))));
  });

  it("is told apart as Node's own comparison does", () => {
    const few = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(0, -0, 1, "", "1", null, undefined, true),
        tie("list"),
        tie("object"),
      ),
      list: fc.array(tie("value"), { maxLength: 2 }),
      object: fc.dictionary(fc.constantFrom("0", "a", "__proto__", "length"), tie("value"), { maxKeys: 2 }),
    })).value;
    fc.assert(
      fc.property(few, few, (a, b) => isSame(a, b) === isDeepStrictEqual(a, b)),
      { numRuns: 2000 },
    );
  });

  it("can be nested as deep as a message can", () => {
    const nested = (depth: number) => {
      let value: unknown = "end";
      for (let level = 0; level < depth; level++) value = { value };
      return value;
    };
    expect(isSame(nested(100_000), nested(100_000))).toBe(true);
    expect(isSame(nested(100_000), nested(100_001))).toBe(false);
  });

  it("is not the same once an asset has become another kind of object", () => {
    class Asset {}
    expect(isSame(Object.assign(new Asset(), { text: "a" }), { text: "a" })).toBe(false);
  });
});
