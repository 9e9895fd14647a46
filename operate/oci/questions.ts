import { z } from "zod";
import type { OciClient } from "./client.ts";

const tenancy = z.object({ name: z.string(), homeRegionKey: z.string() });
const subscriptions = z.array(z.object({ regionName: z.string(), status: z.string(), isHomeRegion: z.boolean() }));
const domains = z.array(z.object({ name: z.string() }));
const availability = z.object({ used: z.number().nullish(), available: z.number().nullish() });
const capacityReport = z.object({
  shapeAvailabilities: z.array(
    z.object({
      instanceShape: z.string(),
      availabilityStatus: z.string(),
      availableCount: z.number().nullish(),
    }),
  ),
});
const found = z.object({
  items: z.array(
    z.object({
      identifier: z.string(),
      resourceType: z.string(),
      displayName: z.string().nullish(),
      lifecycleState: z.string().nullish(),
      compartmentId: z.string(),
    }),
  ),
});

/** Something that OCI has, as its search names it. */
export interface OciItem {
  readonly ocid: string;
  readonly type: string;
  readonly name: string;
  /** e.g. `RUNNING`; `""` for types that have no state. */
  readonly state: string;
}

/** The tenancy's name and the key of its home region, e.g. `FRA`. */
export async function getTenancy(client: OciClient, tenancyOcid: string, signal: AbortSignal) {
  return tenancy.parse(await client.get("identity", `/20160918/tenancies/${tenancyOcid}`, {}, signal));
}

/** Regions that the tenancy is subscribed to. */
export async function getRegionSubscriptions(client: OciClient, tenancyOcid: string, signal: AbortSignal) {
  const path = `/20160918/tenancies/${tenancyOcid}/regionSubscriptions`;
  return subscriptions.parse(await client.get("identity", path, {}, signal));
}

/** Names of the availability domains, which have a prefix of the tenancy's own. */
export async function getAvailabilityDomains(client: OciClient, tenancyOcid: string, signal: AbortSignal) {
  const query = { compartmentId: tenancyOcid };
  const answer = domains.parse(await client.get("identity", "/20160918/availabilityDomains/", query, signal));
  return answer.map(({ name }) => name);
}

/** How much of a service limit of Compute is used and left in one availability domain; absent when OCI does not say. */
export async function getComputeLimit(
  client: OciClient,
  where: { readonly tenancyOcid: string; readonly availabilityDomain: string },
  limitName: string,
  signal: AbortSignal,
) {
  const { tenancyOcid: compartmentId, availabilityDomain } = where;
  const path = `/20190729/services/compute/limits/${limitName}/resourceAvailability`;
  const { used, available } = availability.parse(
    await client.get("limits", path, { compartmentId, availabilityDomain }, signal),
  );
  return { used: used ?? undefined, available: available ?? undefined };
}

/** Whether hosts of these shapes are free in one availability domain. The report is an answer, not a thing: it makes nothing. */
export async function getCapacity(
  client: OciClient,
  where: { readonly tenancyOcid: string; readonly availabilityDomain: string },
  shapes: readonly string[],
  signal: AbortSignal,
) {
  const question = {
    compartmentId: where.tenancyOcid,
    availabilityDomain: where.availabilityDomain,
    shapeAvailabilities: shapes.map((instanceShape) => ({ instanceShape })),
  };
  const { shapeAvailabilities } = capacityReport.parse(
    await client.ask("compute", "/20160918/computeCapacityReports", question, signal),
  );
  return shapeAvailabilities.map(({ instanceShape, availabilityStatus, availableCount }) => ({
    shape: instanceShape,
    status: availabilityStatus,
    count: availableCount ?? undefined,
  }));
}

/** Items of one answer of the search; whoever gets as many must expect that there are more. */
export const mostItems = 1000;

/** What OCI's search knows in one compartment and that is not already deleted, `mostItems` at the most. */
export async function findInCompartment(client: OciClient, compartmentOcid: string, signal: AbortSignal) {
  const query = `query all resources where compartmentId = '${compartmentOcid}' && lifecycleState != 'TERMINATED' && lifecycleState != 'DELETED'`;
  const { items } = found.parse(
    await client.ask("search", `/20180409/resources?limit=${mostItems}`, { type: "Structured", query }, signal),
  );
  return items.map(
    ({ identifier, resourceType, displayName, lifecycleState }): OciItem => ({
      ocid: identifier,
      type: resourceType,
      name: displayName ?? "",
      state: lifecycleState ?? "",
    }),
  );
}
