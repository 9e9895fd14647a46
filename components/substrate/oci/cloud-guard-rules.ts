/**
 * What Cloud Guard must be allowed to read before it can be switched on through the API (the web console writes these
 * by itself). Kept to single families; `read all-resources` would do the same and say nothing.
 * Source: Oracle, "Cloud Guard prerequisites", as in oracle-quickstart/oci-enterprise-scale-baseline-landing-zone.
 */
export const cloudGuardStatements: readonly string[] = [
  "audit-events",
  "authentication-policies",
  "compartments",
  "compute-management-family",
  "database-family",
  "dynamic-groups",
  "groups",
  "instance-family",
  "keys",
  "load-balancers",
  "object-family",
  "policies",
  "tenancies",
  "users",
  "vaults",
  "virtual-network-family",
  "volume-family",
].map((resources) => `Allow service cloudguard to read ${resources} in tenancy`);

/** One row of the tenancy's list of detector recipes. */
interface DetectorRecipe {
  readonly id: string;
  readonly owner: string;
  readonly detector: string;
  readonly displayName: string;
}

/** Detectors that a target must have to be accepted and to find anything. Oracle, "About OCI Targets". */
const requiredDetectors = ["IAAS_ACTIVITY_DETECTOR", "IAAS_CONFIGURATION_DETECTOR"] as const;

/**
 * OCIDs of the recipes that Oracle maintains for the required detectors, in that order.
 * @throws when the tenancy lists none for one of them, with the recipes that it does list
 */
export function oracleManagedRecipeIds(recipes: readonly DetectorRecipe[]): string[] {
  return requiredDetectors.map((detector) => {
    const managed = recipes.find((recipe) => recipe.owner === "ORACLE" && recipe.detector === detector);
    if (managed) return managed.id;
    const listed = recipes.map((recipe) => recipe.displayName).join(", ") || "none";
    throw new Error(`Cloud Guard lists no ${detector} recipe owned by ORACLE; it lists: ${listed}`);
  });
}
