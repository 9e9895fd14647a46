import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dumpName, expiredDumps } from "./expired.ts";

const prefix = "prod/redis/";
const now = new Date("2026-11-22T00:17:03Z");
const dayMs = 86_400_000;
const ago = (days: number) => new Date(now.getTime() - days * dayMs);
const dump = (days: number, modifiedDays = days) => ({
  key: dumpName(prefix, ago(days)),
  bytes: 1,
  modified: ago(modifiedDays),
});
const expired = (objects: Parameters<typeof expiredDumps>[0], keepDays = 35) =>
  expiredDumps(objects, { prefix, keepDays }, now);

describe("an old dump", () => {
  const fresh = [dump(0), dump(1), dump(2)];

  it("goes when both its name and the store's clock say that it is old", () => {
    expect(expired([...fresh, dump(34), dump(36)])).toEqual([dump(36).key]);
    expect(expired([...fresh, dump(36, 1)])).toEqual([]);
    expect(expired([...fresh, dump(1.5, 36)])).toEqual([]);
  });

  it("stays while it is among the three newest, whatever its age: the job may have failed for months", () => {
    expect(expired([dump(0), dump(100), dump(200), dump(300)])).toEqual([dump(300).key]);
  });

  it("is one only under its own prefix, by its whole name", () => {
    const old = ago(100);
    const foreign = [
      `other/redis/${dumpName("", old)}`,
      `${prefix}notes.txt`,
      `${prefix}deep/${dumpName("", old)}`,
      `${prefix}20260231T000000Z.age.part`,
      `${prefix}20269931T000000Z.age`,
      prefix,
    ];
    expect(expired([...fresh, ...foreign.map((key) => ({ key, bytes: 1, modified: old }))])).toEqual([]);
  });

  it("never takes the newest with it, and nothing younger than was asked for", () => {
    const days = fc.integer({ min: 0, max: 4000 });
    fc.assert(
      fc.property(fc.uniqueArray(days), fc.integer({ min: 1, max: 365 }), (ages, keepDays) => {
        const gone = expired(
          ages.map((age) => dump(age)),
          keepDays,
        );
        const sorted = [...ages].sort((a, b) => a - b);
        const wanted = sorted.slice(3).filter((age) => age > keepDays);
        expect(gone).toEqual(wanted.map((age) => dump(age).key));
      }),
    );
  });
});
