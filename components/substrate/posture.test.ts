import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { posture } from "./posture.ts";

const facts = { development: false, country: "DE", parentCountry: "DE", euOperated: false };
const outside = fc.constantFrom("US", "GB", "CH", "RS", "UK", "EL", "EU", "", "XX", undefined);

describe("posture", () => {
  it("claims nothing of a development cluster, wherever it stands", () => {
    expect(posture({ ...facts, development: true })).toBe("development");
  });

  it("calls machines and parent in the area eu-owned, Norway included", () => {
    expect(posture(facts)).toBe("eu-owned");
    expect(posture({ ...facts, country: "NO", parentCountry: "FR" })).toBe("eu-owned");
  });

  it("keeps residency apart from jurisdiction: a US parent in Frankfurt is eu-resident", () => {
    expect(posture({ ...facts, parentCountry: "US" })).toBe("eu-resident");
  });

  it("calls an EU operator under a US parent eu-operated", () => {
    expect(posture({ ...facts, parentCountry: "US", euOperated: true })).toBe("eu-operated");
  });

  it("does not take a parent that nobody declared for a European one", () => {
    expect(posture({ ...facts, parentCountry: undefined })).toBe("eu-resident");
  });

  it("never lets an undeclared or foreign country pass for the area, whoever owns and operates it", () => {
    fc.assert(
      fc.property(
        outside,
        fc.constantFrom("DE", "US", undefined),
        fc.boolean(),
        (country, parentCountry, euOperated) => {
          expect(posture({ development: false, country, parentCountry, euOperated })).toBe("out-of-area");
        },
      ),
    );
  });

  it("never calls anything eu-owned whose parent is foreign or undeclared", () => {
    fc.assert(
      fc.property(outside, fc.boolean(), (parentCountry, euOperated) => {
        expect(posture({ ...facts, parentCountry, euOperated })).not.toBe("eu-owned");
      }),
    );
  });

  it("reads a country code in any letter case", () => {
    expect(posture({ ...facts, country: "de", parentCountry: " fr " })).toBe("eu-owned");
  });
});
