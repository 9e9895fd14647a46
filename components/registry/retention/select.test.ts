import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { selectImages, type Usage } from "./select.ts";

const now = Date.UTC(2026, 10, 22);
const days = (count: number) => now - count * 24 * 3600 * 1000;
const used = (image: string, ago: number, inUse = false): Usage => ({ image, inUse, lastUsed: days(ago) });

const usages = fc.uniqueArray(
  fc.record({
    image: fc.stringMatching(/^[a-f]{1,3}$/),
    inUse: fc.boolean(),
    lastUsed: fc.integer({ min: days(400), max: now }),
  }),
  { selector: (each) => each.image, maxLength: 30 },
);
const tags = fc.uniqueArray(fc.stringMatching(/^[a-f]{1,3}$/), { maxLength: 30 });
const rule = fc.record({ keepLast: fc.nat({ max: 10 }), keepDays: fc.nat({ max: 365 }) });

describe("retention", () => {
  it("never takes an image that is in use, young, unknown or not there", () => {
    fc.assert(
      fc.property(tags, usages, rule, (tags, usages, rule) => {
        const { remove, unknown } = selectImages(tags, usages, rule, now);
        for (const tag of remove) {
          const usage = usages.find((each) => each.image === tag);
          expect(tags).toContain(tag);
          expect(usage?.inUse).toBe(false);
          expect(usage?.lastUsed).toBeLessThan(days(rule.keepDays));
          expect(unknown).not.toContain(tag);
        }
      }),
    );
  });

  it("keeps at least the last so many, and of two never the one that was used earlier", () => {
    fc.assert(
      fc.property(tags, usages, rule, (tags, usages, rule) => {
        const removed = new Set(selectImages(tags, usages, rule, now).remove);
        const known = usages.filter((each) => tags.includes(each.image));
        const kept = known.filter((each) => !removed.has(each.image));
        expect(kept.length).toBeGreaterThanOrEqual(Math.min(rule.keepLast, known.length));
        for (const image of known.filter((each) => removed.has(each.image))) {
          const later = known.filter((each) => each.lastUsed >= image.lastUsed && each.image !== image.image);
          expect(later.length).toBeGreaterThanOrEqual(rule.keepLast);
        }
      }),
    );
  });

  it("takes everything else", () => {
    const all = [used("new", 1), used("old", 100), used("older", 200), used("oldest-deployed", 300, true)];
    const tags = [...all.map((each) => each.image), "built-by-hand"];
    expect(selectImages(tags, all, { keepLast: 1, keepDays: 90 }, now)).toEqual({
      remove: ["older", "old"],
      unknown: ["built-by-hand"],
    });
    expect(selectImages(tags, all, { keepLast: 3, keepDays: 90 }, now).remove).toEqual([]);
    expect(selectImages(tags, all, { keepLast: 1, keepDays: 150 }, now).remove).toEqual(["older"]);
  });
});
