import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { transferBasisExpired } from "./rule.ts";

/** Whether the register may have an entry like this, on 21 November 2026. */
function holds(entry: object, settings: object = {}): boolean {
  const subprocessors = [{ host: "api.partner.io", company: "Partner", country: "US", basis: "DPA 2026", ...entry }];
  const found = objections(transferBasisExpired, {
    type: "pulumi:pulumi:Stack",
    properties: {},
    settings: { ...settings, subprocessors },
  });
  return found.length === 0;
}

describe("JUR-003 a basis for a transfer", () => {
  it("holds on its last day", () => {
    expect(holds({ country: "DE", until: "2026-11-21" })).toBe(true);
    expect(holds({ country: "DE", until: "2026-11-20" })).toBe(false);
  });

  it.each([
    ["SCC"],
    ["SCCs, module 2"],
    ["Standard Contractual Clauses"],
    ["BCR"],
    ["BCRs of the group"],
    ["binding corporate rules"],
    ["GDPR Art. 46(2)(c)"],
    ["GDPR Art 46"],
    ["GDPR Art.46"],
  ])("may be %s, with an assessment", (basis) => {
    expect(holds({ country: "IN", basis, assessed: "2026-06-01" })).toBe(true);
    expect(holds({ country: "IN", basis })).toBe(false);
  });

  it.each([["DPA 2026"], ["GDPR Art. 28"], ["SCCR 2026"], ["a discussion"]])("is not %s", (basis) => {
    expect(holds({ country: "IN", basis, assessed: "2026-06-01" })).toBe(false);
  });

  it("is assessed once a year", () => {
    expect(holds({ country: "IN", basis: "SCC", assessed: "2025-11-21" })).toBe(true);
    expect(holds({ country: "IN", basis: "SCC", assessed: "2025-11-20" })).toBe(false);
  });

  it.each<[basis: string, country: string, counted: boolean, allowed: boolean]>([
    ["EU-US DPF", "US", true, true],
    ["EU-US Data Privacy Framework", "us", true, true],
    ["EU-US DPF", "US", false, false],
    ["EU-US DPF", "IN", true, false],
    ["DPA 2026", "US", true, false],
  ])("that is %s for %s, where the framework counts: %s", (basis, country, dataPrivacyFramework, allowed) => {
    expect(holds({ basis, country }, { dataPrivacyFramework })).toBe(allowed);
  });
});
