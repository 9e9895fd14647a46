import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layoutChange, type Role } from "./layout.ts";

const id = fc.stringMatching(/^[0-9a-f]{4}$/);
const ids = fc.uniqueArray(id, { maxLength: 4 });
const role: fc.Arbitrary<Role> = fc.record({
  id,
  zone: fc.constantFrom("a", "b"),
  tags: fc.array(fc.string()),
  capacity: fc.option(fc.constantFrom(1, 2)),
});
const roles = fc.uniqueArray(role, { selector: (each) => each.id, maxLength: 4 });

describe("the layout of a Garage cluster", () => {
  it("is as wanted once the change is applied, and a second run changes nothing", () => {
    fc.assert(
      fc.property(roles, ids, (current, wanted) => {
        const want = { ids: wanted, zone: "a", capacityBytes: 1 };
        const { stage } = layoutChange(current, want);
        const after = new Map([...current, ...stage].map((each) => [each.id, each]));
        for (const each of wanted) expect(after.get(each)).toMatchObject({ zone: "a", capacity: 1 });
        expect(layoutChange([...after.values()], want).stage).toEqual([]);
      }),
    );
  });

  it("never stages a server that was not asked for, and names each of them", () => {
    fc.assert(
      fc.property(roles, ids, (current, wanted) => {
        const { stage, strangers } = layoutChange(current, { ids: wanted, zone: "a", capacityBytes: 1 });
        expect(stage.every((each) => wanted.includes(each.id))).toBe(true);
        expect(new Set([...strangers, ...wanted])).toEqual(new Set([...current.map((each) => each.id), ...wanted]));
        expect(strangers.some((each) => wanted.includes(each))).toBe(false);
      }),
    );
  });
});
