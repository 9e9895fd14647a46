import { gpuShape } from "../../components/substrate/oci/shapes.ts";
import type { OciClient } from "../oci/client.ts";
import { getCapacity, getComputeLimit } from "../oci/questions.ts";
import type { Finding } from "./check.ts";

/** What it takes to ask about the shapes of the GPU pools. */
export interface ShapesAsked {
  readonly client: OciClient;
  readonly tenancyOcid: string;
  /** Names of the availability domains; asked for once. */
  readonly domains: (signal: AbortSignal) => Promise<readonly string[]>;
  readonly shapes: readonly string[];
}

/** How much of the service limit of each shape is left, per availability domain. */
export async function limits(asked: ShapesAsked, signal: AbortSignal): Promise<readonly Finding[]> {
  const { client, shapes } = asked;
  if (shapes.length === 0) return [noPools];
  const perShape = shapes.map(async (shape): Promise<Finding> => {
    const limitName = gpuShape(shape)?.limitName;
    if (limitName === undefined)
      return { status: "unknown", what: `limit of ${shape}: its name is not published`, next: lookAtLimits };
    const values = await inEachDomain(asked, signal, async (where) => [
      await getComputeLimit(client, where, limitName, signal),
    ]);
    return limitFinding(shape, limitName, values);
  });
  return Promise.all(perShape);
}

/** Asks in each availability domain; every answer says in which. */
async function inEachDomain<T extends object>(
  { tenancyOcid, domains }: ShapesAsked,
  signal: AbortSignal,
  ask: (where: { readonly tenancyOcid: string; readonly availabilityDomain: string }) => Promise<readonly T[]>,
): Promise<readonly (T & { readonly domain: string })[]> {
  const answers = (await domains(signal)).map(async (availabilityDomain) => {
    const domain = shortDomain(availabilityDomain);
    return (await ask({ tenancyOcid, availabilityDomain })).map((answer) => ({ ...answer, domain }));
  });
  return (await Promise.all(answers)).flat();
}

const noPools: Finding = { status: "skipped", what: "no GPU pools" };
const lookAtLimits = "look under Limits, Quotas and Usage in the console";

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
  if (values.some(({ available }) => available === undefined)) return { status: "unknown", what, next: lookAtLimits };
  return {
    status: "failed",
    what,
    next: `ask Oracle for more of ${limitName} in the console; limits of GPUs begin at 0`,
  };
}

/** Whether hosts of each shape are free now, per availability domain. */
export async function capacity(asked: ShapesAsked, signal: AbortSignal): Promise<readonly Finding[]> {
  const { client, shapes } = asked;
  if (shapes.length === 0) return [noPools];
  const hosts = await inEachDomain(asked, signal, (where) => getCapacity(client, where, shapes, signal));
  return shapes.map((shape) =>
    capacityFinding(
      shape,
      hosts.filter((one) => one.shape === shape),
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
