import type { OciRegion } from "./regions.ts";

/**
 * Quota families of what holds or moves data: machines, disks, objects, files, databases, networks, vaults. Names:
 * Oracle, "Available Quotas by Service". OCI Cache and Database with PostgreSQL are not covered: no documented family
 * was found for them, and one unknown name makes OCI refuse the whole policy.
 */
const families = [
  "compute-core",
  "compute-memory",
  "block-storage",
  "object-storage",
  "filesystem",
  "database",
  "vcn",
  "kms",
] as const;

/**
 * Statements that leave a compartment, and everything below it, no room outside `region`. They hold for whoever has
 * the console, too, but only for what is made later. Syntax: Oracle, "Quota Policy Syntax"; `!=` as in Oracle's own
 * published residency examples.
 */
export function regionQuotaStatements(args: {
  readonly region: OciRegion;
  /** Name, or the path of names with `:` between them, from below the root compartment. */
  readonly compartmentName: string;
}): string[] {
  const where = `in compartment ${args.compartmentName} where request.region != '${args.region.id}'`;
  return families.map((family) => `zero ${family} quotas ${where}`);
}
