import type { OciRegion } from "./regions.ts";

/** Quota families that hold what an environment could leave outside its region: machines, disks, objects, databases. */
const families = [
  "compute-core",
  "compute-memory",
  "compute",
  "block-storage",
  "object-storage",
  "filesystem",
] as const;

/**
 * Statements that leave no room for machines or data outside `region` in one compartment and everything below it.
 * Source: Oracle, "Quota Policy Syntax".
 */
export function regionQuotaStatements(args: {
  readonly region: OciRegion;
  readonly compartmentName: string;
}): string[] {
  return families.map(
    (family) =>
      `zero ${family} quotas in compartment ${args.compartmentName} where request.region != '${args.region.id}'`,
  );
}
