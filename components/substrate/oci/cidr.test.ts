import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressCount, type Cidr, contains, formatCidr, overlaps, parseCidr } from "./cidr.ts";

/** Any block: a prefix, then a multiple of its size. */
const block = fc
  .integer({ min: 0, max: 32 })
  .chain((prefix) =>
    fc
      .integer({ min: 0, max: 2 ** prefix - 1 })
      .map((index): Cidr => ({ kind: "cidr", base: index * 2 ** (32 - prefix), prefix })),
  );
/** An address: a block of one. */
const address = fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((base): Cidr => ({ kind: "cidr", base, prefix: 32 }));

function parsed(text: string): Cidr {
  const result = parseCidr(text);
  if (result.kind !== "cidr") throw new Error(`${text} ${result.message}`);
  return result;
}

describe("parseCidr", () => {
  it("reads back what formatCidr wrote", () => {
    fc.assert(fc.property(block, (cidr) => void expect(parseCidr(formatCidr(cidr))).toEqual(cidr)));
  });

  it.each([
    ["10.0.0.0", "is not of the form a.b.c.d/n"],
    ["10.0.0/8", "is not of the form a.b.c.d/n"],
    ["fd00::/8", "is not of the form a.b.c.d/n"],
    ["", "is not of the form a.b.c.d/n"],
    ["10.256.0.0/16", "has the octet 256, above 255"],
    ["10.0.0.0/33", "has the prefix /33, longer than /32"],
    ["10.010.0.0/16", "has the number 010 with a leading zero"],
    ["10.0.0.1/16", "has host bits set; the block is 10.0.0.0/16"],
    ["255.255.255.255/1", "has host bits set; the block is 128.0.0.0/1"],
  ])("says of %j that it %s", (text, message) => {
    expect(parseCidr(text)).toEqual({ kind: "not-a-cidr", message });
  });

  it("never throws, whatever the text", () => {
    const almost = fc.string({ unit: fc.constantFrom(..."0123456789./ ".split("")), maxLength: 20 });
    fc.assert(
      fc.property(fc.oneof(fc.string(), almost), (text) => {
        const result = parseCidr(text);
        if (result.kind === "cidr") expect(formatCidr(result)).toBe(text.trim());
      }),
    );
  });
});

describe("contains and overlaps", () => {
  it("agree with the addresses: a block contains another when it contains the first and the last one", () => {
    fc.assert(
      fc.property(block, block, (outer, inner) => {
        const last: Cidr = { kind: "cidr", base: inner.base + addressCount(inner) - 1, prefix: 32 };
        const first: Cidr = { ...last, base: inner.base };
        expect(contains(outer, inner)).toBe(contains(outer, first) && contains(outer, last));
      }),
    );
  });

  it("blocks overlap exactly when one contains the other", () => {
    fc.assert(fc.property(block, block, (a, b) => void expect(overlaps(a, b)).toBe(contains(a, b) || contains(b, a))));
  });

  it("the whole range contains every address, also the highest", () => {
    fc.assert(fc.property(address, (one) => void expect(contains(parsed("0.0.0.0/0"), one)).toBe(true)));
    expect(contains(parsed("240.0.0.0/4"), parsed("255.255.255.255/32"))).toBe(true);
  });

  it("neighbours do not overlap", () => {
    expect(overlaps(parsed("10.0.0.0/9"), parsed("10.128.0.0/9"))).toBe(false);
    expect(overlaps(parsed("10.128.0.0/9"), parsed("10.0.0.0/9"))).toBe(false);
  });
});
