import { getAvailabilityDomainsOutput } from "@pulumi/oci/identity/getAvailabilityDomains.js";
import * as pulumi from "@pulumi/pulumi";
import type { Discovered } from "./discovered.ts";
import type { OciRegion } from "./regions.ts";

/** Names of the region's availability domains: as stated, else as the provider answers. */
export function availabilityDomainNames(
  stated: readonly string[] | undefined,
  tenancyId: pulumi.Input<string>,
  invokeOptions: pulumi.InvokeOutputOptions,
): Discovered<readonly string[]> {
  if (stated) return stated;
  const answer = getAvailabilityDomainsOutput({ compartmentId: tenancyId }, invokeOptions);
  return answer.apply(({ availabilityDomains }) => availabilityDomains.map((domain) => domain.name));
}

/** Numbers of the region's availability domains, from 1. They come from the region table, so the graph never waits for an answer. */
export function availabilityDomainNumbers(region: OciRegion): number[] {
  return Array.from({ length: region.availabilityDomains }, (_, index) => index + 1);
}

/**
 * Full name of one availability domain. The prefix differs from tenancy to tenancy (`Uocm:EU-FRANKFURT-1-AD-2`), so
 * only the number at the end is compared.
 * @throws RunError with the names there are, if none of them has this number
 */
export function availabilityDomainName(names: readonly string[], number: number): string {
  const found = names.find((name) => name.endsWith(`-AD-${number}`));
  if (found) return found;
  throw new pulumi.RunError(`availability domain ${number} is not among ${names.join(", ") || "those of the tenancy"}`);
}
