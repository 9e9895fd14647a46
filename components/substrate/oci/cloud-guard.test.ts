import { Provider } from "@pulumi/oci/provider.js";
import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../../test/mock-engine.ts";
import { OciCloudGuard } from "./cloud-guard.ts";
import { regionById } from "./regions.ts";

const recipes = ["IAAS_ACTIVITY_DETECTOR", "IAAS_CONFIGURATION_DETECTOR"].map((detector) => ({
  id: `recipe-${detector}`,
  owner: "ORACLE",
  detector,
  displayName: detector,
}));
const made = await registrationsOf(
  () => {
    const region = regionById("eu-frankfurt-1");
    if (!region) throw new Error("no region");
    const homeProvider = new Provider("home", {});
    new OciCloudGuard("watch", {
      tenancyId: "tenancy",
      environmentCompartmentId: "environment-id",
      region,
      homeProvider,
    });
  },
  {
    functions: {
      "oci:CloudGuard/getDetectorRecipes:getDetectorRecipes": { detectorRecipeCollections: [{ items: recipes }] },
    },
  },
);
const ofType = (type: string) => made.find((one) => one.type === type);

describe("OciCloudGuard", () => {
  it("gathers findings in the environment's region, after Cloud Guard may read, and stays on for others", () => {
    const configuration = ofType("oci:CloudGuard/cloudGuardConfiguration:CloudGuardConfiguration");
    expect(configuration?.inputs).toMatchObject({
      compartmentId: "tenancy",
      reportingRegion: "eu-frankfurt-1",
      status: "ENABLED",
    });
    expect(configuration?.dependencies).toEqual(["watch-policy"]);
    expect(configuration?.retainOnDelete).toBe(true);
    expect(ofType("oci:Identity/policy:Policy")?.provider).toBe("home");
  });

  it("watches the environment with the recipes that a target can not do without", () => {
    const target = ofType("oci:CloudGuard/target:Target");
    expect(target?.inputs).toMatchObject({
      targetResourceId: "environment-id",
      targetResourceType: "COMPARTMENT",
      targetDetectorRecipes: [
        { detectorRecipeId: "recipe-IAAS_ACTIVITY_DETECTOR" },
        { detectorRecipeId: "recipe-IAAS_CONFIGURATION_DETECTOR" },
      ],
    });
    expect(target?.dependencies).toContain("watch-configuration");
  });
});
