import { describe, expect, it } from "vitest";
import { caseSettings } from "../../components/guard/admission/cases.ts";
import { policySpec } from "../../components/guard/admission/rule.ts";
import { admissionRules } from "../../components/guard/admission/rules.ts";
import { personalDataCountries } from "./personal-data-countries.ts";

/** What the API server is told about pods with personal data and about images. */
function told(profile: string, mirror = caseSettings.mirror): string {
  const countries = personalDataCountries(profile, ["NO", "DE", undefined, "US", "DE"]);
  const rules = admissionRules({ ...caseSettings, mirror, personalData: { ...caseSettings.personalData, countries } });
  return JSON.stringify(rules.map((rule) => policySpec(rule)));
}

describe("countries that may run personal data", () => {
  it("are those of the environment that its profile allows", () => {
    const declared = ["NO", "DE", undefined, "US", "DE"];
    expect(personalDataCountries("eea-residency", declared)).toEqual(["DE", "NO"]);
    expect(personalDataCountries("eu-residency", declared)).toEqual(["DE"]);
    expect(personalDataCountries("development", declared)).toEqual(["DE", "NO", "US"]);
  });

  it("are all of the profile's where nobody says where the machines are, and never none", () => {
    expect(personalDataCountries("eu-owned", ["US", undefined])).toContain("FR");
    expect(personalDataCountries("eu-owned", [])).not.toContain("NO");
  });
});

describe("admission policies", () => {
  it("change with the profile and with the mirror of the stack file, as the packs do", () => {
    const [eea, eu] = [told("eea-residency"), told("eu-residency")];
    expect(eea).toMatch(/\\"NO\\"/);
    expect(eu).not.toMatch(/\\"NO\\"/);
    expect(eu).toMatch(/\\"DE\\"/);
    expect(told("eu-residency", "registry.other.eu")).toContain('startsWith(\\"registry.other.eu/\\")');
  });
});
