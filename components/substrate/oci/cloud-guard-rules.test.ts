import { describe, expect, it } from "vitest";
import { cloudGuardStatements, oracleManagedRecipeIds } from "./cloud-guard-rules.ts";

const recipe = (id: string, owner: string, detector: string) => ({ id, owner, detector, displayName: `recipe ${id}` });
const listed = [
  recipe("threat", "ORACLE", "IAAS_THREAT_DETECTOR"),
  recipe("own", "CUSTOMER", "IAAS_CONFIGURATION_DETECTOR"),
  recipe("configuration", "ORACLE", "IAAS_CONFIGURATION_DETECTOR"),
  recipe("activity", "ORACLE", "IAAS_ACTIVITY_DETECTOR"),
];

describe("oracleManagedRecipeIds", () => {
  it("picks Oracle's recipes for activity and configuration out of the tenancy's list", () => {
    expect(oracleManagedRecipeIds(listed)).toEqual(["activity", "configuration"]);
  });

  it("says which recipe is missing and which there are", () => {
    expect(() => oracleManagedRecipeIds(listed.slice(0, 2))).toThrow(
      "no IAAS_ACTIVITY_DETECTOR recipe owned by ORACLE; it lists: recipe threat, recipe own",
    );
    expect(() => oracleManagedRecipeIds([])).toThrow("it lists: none");
  });
});

describe("cloudGuardStatements", () => {
  it("lets Cloud Guard read single families and change nothing", () => {
    expect(new Set(cloudGuardStatements).size).toBe(cloudGuardStatements.length);
    for (const statement of cloudGuardStatements) {
      expect(statement).toMatch(/^Allow service cloudguard to read [a-z-]+ in tenancy$/);
      expect(statement).not.toContain("all-resources");
    }
  });
});
