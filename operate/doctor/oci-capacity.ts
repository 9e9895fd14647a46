import { gpuShape } from "../../components/substrate/oci/shapes.ts";
import type { OciClient } from "../oci/client.ts";
import { getAvailabilityDomains, getCapacity, getComputeLimit } from "../oci/questions.ts";
import type { Finding } from "./check.ts";

/** How much of the service limit of each shape is left, per availability domain. */
export async function limits(
  client: OciClient,
  tenancyOcid: string,
  shapes: readonly string[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (shapes.length === 0) return [{ status: "skipped", what: "no GPU pools" }];
  const domains = await getAvailabilityDomains(client, tenancyOcid, signal);
  const perShape = shapes.map(async (shape): Promise<readonly Finding[]> => {
    const limitName = gpuShape(shape)?.limitName;
    if (limitName === undefined)
      return [
        {
          status: "unknown",
          what: `limit of ${shape}: its name is not published`,
          next: "look under Limits, Quotas and Usage in the console",
        },
      ];
    const values = await Promise.all(
      domains.map(async (availabilityDomain) => ({
        domain: shortDomain(availabilityDomain),
        ...(await getComputeLimit(client, { tenancyOcid, availabilityDomain }, limitName, signal)),
      })),
    );
    return [limitFinding(shape, limitName, values)];
  });
  return (await Promise.all(perShape)).flat();
}

interface LimitValue {
  readonly domain: string;
  readonly used: number | undefined;
  readonly available: number | undefined;
}

function limitFinding(shape: string, limitName: string, values: readonly LimitValue[]): Finding {
  const shown = values
    .map(({ domain, used, available }) => `${domain} ${available ?? "?"} left (${used ?? "?"} used)`)
    .join(", ");
  const what = `limit ${limitName} for ${shape}: ${shown}`;
  if (values.some(({ available }) => available !== undefined && available > 0)) return { status: "ok", what };
  if (values.some(({ available }) => available === undefined))
    return { status: "unknown", what, next: "look under Limits, Quotas and Usage in the console" };
  return {
    status: "failed",
    what,
    next: `ask Oracle for more of ${limitName} in the console; limits of GPUs begin at 0`,
  };
}

/** Whether hosts of each shape are free now, per availability domain. */
export async function capacity(
  client: OciClient,
  tenancyOcid: string,
  shapes: readonly string[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (shapes.length === 0) return [{ status: "skipped", what: "no GPU pools" }];
  const domains = await getAvailabilityDomains(client, tenancyOcid, signal);
  const reports = await Promise.all(
    domains.map(async (availabilityDomain) =>
      (await getCapacity(client, { tenancyOcid, availabilityDomain }, shapes, signal)).map((one) => ({
        ...one,
        domain: shortDomain(availabilityDomain),
      })),
    ),
  );
  return shapes.map((shape) =>
    capacityFinding(
      shape,
      reports.flat().filter((one) => one.shape === shape),
    ),
  );
}

interface CapacityValue {
  readonly domain: string;
  readonly status: string;
  readonly count: number | undefined;
}

function capacityFinding(shape: string, values: readonly CapacityValue[]): Finding {
  const words = ({ status, count }: CapacityValue) =>
    `${status.toLowerCase().replaceAll("_", " ")}${count === undefined ? "" : ` (${count})`}`;
  const what = `hosts of ${shape} now: ${values.map((one) => `${one.domain} ${words(one)}`).join(", ") || "no answer"}`;
  if (values.some(({ status }) => status === "AVAILABLE")) return { status: "ok", what };
  if (values.length === 0) return { status: "unknown", what, next: "npm run doctor again later" };
  return {
    status: "failed",
    what,
    next: "try another shape or region, ask Oracle for a capacity reservation, or wait",
  };
}

/** `Uocm:EU-FRANKFURT-1-AD-2` → `AD-2`: the prefix is the tenancy's own. */
function shortDomain(name: string): string {
  return /AD-\d+$/.exec(name)?.[0] ?? name;
}
