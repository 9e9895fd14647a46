import fc from "fast-check";
import { expect, it } from "vitest";
import { parseDurationSeconds } from "./duration.ts";

it("adds up hours, minutes and seconds", () => {
  fc.assert(
    fc.property(fc.nat(99), fc.nat(99), fc.nat(99), (h, m, s) => {
      expect(parseDurationSeconds(`${h}h${m}m${s}s`)).toBe(h * 3600 + m * 60 + s);
    }),
  );
});

it("reads milliseconds as milliseconds, not as minutes", () => {
  expect(parseDurationSeconds("1500ms")).toBe(1.5);
});

it.each(["", "10", "m5", "5 m", "-5m", "5x"])("refuses %j", (text) => {
  expect(() => parseDurationSeconds(text)).toThrow("is not a duration");
});
