import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amount, ascii, counted, country, grouped, listed, printable, rangeOfNodes } from "./text.ts";

describe("numbers in a report", () => {
  it("are grouped so that they read back as what they are", () => {
    fc.assert(
      fc.property(fc.nat(), (value) => {
        expect(Number(grouped(value).replaceAll(",", ""))).toBe(value);
        expect(grouped(value)).toMatch(/^\d{1,3}(,\d{3})*$/);
      }),
    );
  });

  it("are rounded to cents and never to a negative zero", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
        const text = amount(value);
        expect(text).toMatch(/^-?\d{1,3}(,\d{3})*\.\d\d$/);
        expect(Math.abs(Number(text.replaceAll(",", "")) - value)).toBeLessThanOrEqual(0.005001);
        expect(text).not.toBe("-0.00");
      }),
    );
  });

  it("agree with their nouns", () => {
    expect([1, 0, 2].map((count) => counted(count, "policy"))).toEqual(["1 policy", "0 policies", "2 policies"]);
    expect(counted(2, "storage class")).toBe("2 storage classes");
    expect(counted(2, "NAT gateway")).toBe("2 NAT gateways");
    expect(rangeOfNodes({ min: 1, max: 1 })).toBe("1 node");
    expect(rangeOfNodes({ min: 0, max: 1200 })).toBe("0 to 1,200 nodes");
  });
});

describe("texts in a report", () => {
  it("lose no entry of a list without saying so", () => {
    expect(listed(["a", "b", "c"], 3)).toBe("a, b, c");
    expect(listed(["a", "b", "c"], 2)).toBe("a, b and 1 more");
  });

  it("name countries, and say a code that is none as it is", () => {
    expect(country("DE")).toBe("Germany (DE)");
    expect(country("")).toBe("not declared");
    expect(country("Germany")).toBe("Germany");
    expect(country("QQ")).toBe("QQ");
  });

  it("are one printable line in which different texts stay different", () => {
    const text = fc.string({ unit: "binary" }).filter((some) => !/[\t\n\r\\]/.test(some));
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(printable(a)).not.toMatch(/\p{Cc}|\p{Cs}/u);
        expect(ascii(printable(a))).toMatch(/^[ -~]*$/);
        expect(printable(a) === printable(b)).toBe(a === b);
      }),
    );
  });
});
