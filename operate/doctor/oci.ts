import { regionById, regionByKeyOrId } from "../../components/substrate/oci/regions.ts";
import { gpuShape } from "../../components/substrate/oci/shapes.ts";
import { allowsCountry } from "../../policies/engine/profile.ts";
import type { OciEnvironment } from "../../stacks/environment.ts";
import { OciClient, OciError } from "../oci/client.ts";
import { type OciCredentials, readOciCredentials } from "../oci/config-file.ts";
import {
  getAvailabilityDomains,
  getCapacity,
  getComputeLimit,
  getRegionSubscriptions,
  getTenancy,
} from "../oci/questions.ts";
import { Refusal } from "../refusal.ts";
import type { StackContext } from "../stack-context.ts";
import type { Check, Finding } from "./check.ts";
import { type ClockWatch, clockFinding } from "./clock.ts";

/** Oracle refuses requests whose clock is further off. Oracle, "Maximum Allowed Client Clock Skew". */
const ociSkewSeconds = 300;

/** What the checks of OCI share: one set of credentials, one client, one list of domains. */
interface Session {
  readonly credentials: OciCredentials;
  readonly client: OciClient;
}

export interface OciCheckOptions {
  /** Where to ask instead of Oracle. */
  readonly endpoint?: (service: string) => string;
}

/** Credentials, tenancy, regions, limits and capacity. Without credentials all of it is unknown. */
export function ociChecks(
  context: StackContext,
  environment: OciEnvironment,
  options: OciCheckOptions = {},
): readonly Check[] {
  const { cloud, gpuPools } = environment;
  const clock: ClockWatch = { heard: undefined };
  let opened: Promise<Session> | undefined;
  const session = () => {
    opened ??= openSession(environment, clock, options);
    return opened;
  };
  const asked = (
    id: string,
    blocks: boolean,
    run: (session: Session, signal: AbortSignal) => Promise<Finding | readonly Finding[]>,
  ): Check => ({
    id,
    blocks,
    run: async (signal) => inWords(async () => run(await session(), signal), context.stack),
  });
  if (cloud.auth.method !== "ApiKey" && cloud.auth.method !== "SecurityToken") {
    const what = `credentials of the method ${cloud.auth.method} are given inside OCI only`;
    return [
      {
        id: "oci.credentials",
        blocks: true,
        run: async () => ({ status: "unknown", what, next: "run this where npm run up will run" }),
      },
    ];
  }
  const shapes = [...new Set(Object.values(gpuPools).map(({ shape }) => shape))];
  const tenancyOcid = cloud.tenancyOcid;
  return [
    asked("oci.credentials", true, ({ credentials }) => matchesTenancy(credentials, tenancyOcid)),
    asked("oci.tenancy", true, ({ client }, signal) => tenancy(client, tenancyOcid, context, signal)),
    asked("oci.region", true, ({ client }, signal) => subscribed(client, tenancyOcid, cloud.region, signal)),
    asked("oci.limits", false, async ({ client }, signal) => limits(client, environment, shapes, signal)),
    asked("oci.capacity", false, async ({ client }, signal) => capacity(client, environment, shapes, signal)),
    asked("oci.clock", true, async ({ client }, signal) => {
      if (clock.heard === undefined) await getRegionSubscriptions(client, tenancyOcid, signal).catch(() => {});
      return clockFinding(clock, "OCI", ociSkewSeconds);
    }),
  ];
}

async function openSession(
  { cloud }: OciEnvironment,
  clock: ClockWatch,
  { endpoint }: OciCheckOptions,
): Promise<Session> {
  const credentials = await readOciCredentials(cloud.auth.profile ?? "DEFAULT");
  const region = regionById(cloud.region);
  if (!region) throw new Refusal(`${cloud.region} is no region of the table`, "correct cloud.region");
  const heard = (answered: Date, here: Date) => {
    clock.heard = { answered, here };
  };
  return { credentials, client: new OciClient({ credentials, region, ...(endpoint ? { endpoint } : {}) }, heard) };
}

/** No credentials means unknown; credentials that OCI refuses are a failure. */
async function inWords(
  run: () => Promise<Finding | readonly Finding[]>,
  stack: string,
): Promise<Finding | readonly Finding[]> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refusal) return { status: "unknown", what: error.what, next: error.next };
    if (!(error instanceof OciError)) throw error;
    if (error.status === 401)
      return {
        status: "failed",
        what: `OCI does not take the credentials: ${error.message}`,
        next: "look whether the API key is still listed in the console and the clock is right; oci session authenticate renews a session",
      };
    if (error.status === 404)
      return {
        status: "unknown",
        what: error.message,
        next: "the user may not read this; ask for inspect rights in the tenancy",
      };
    return { status: "unknown", what: error.message, next: `npm run doctor -- ${stack} again later` };
  }
}

async function matchesTenancy(credentials: OciCredentials, tenancyOcid: string): Promise<Finding> {
  if (credentials.tenancyOcid === tenancyOcid)
    return { status: "ok", what: "the profile's key is for the stack's tenancy" };
  return {
    status: "failed",
    what: "the profile's tenancy is not cloud.tenancyOcid of the stack file",
    next: "correct cloud.auth.profile or cloud.tenancyOcid",
  };
}

/** Identity data lives in the tenancy's home region, whichever region the machines are in. */
async function tenancy(
  client: OciClient,
  tenancyOcid: string,
  { settings }: StackContext,
  signal: AbortSignal,
): Promise<Finding> {
  const { name, homeRegionKey } = await getTenancy(client, tenancyOcid, signal);
  const home = regionByKeyOrId(homeRegionKey);
  const inside = home?.country !== undefined && allowsCountry(settings.profile, home.country);
  const shown = `tenancy ${name}, home region ${home ? `${home.id} (${home.city}, ${home.country})` : homeRegionKey}`;
  if (inside || !settings.profile.enforce) return { status: "ok", what: shown };
  return {
    status: "failed",
    what: `${shown}: users, groups and policies are kept outside the profile ${settings.profile.name}`,
    next: "use a tenancy whose home region is inside; it can not be moved",
  };
}

async function subscribed(
  client: OciClient,
  tenancyOcid: string,
  region: string,
  signal: AbortSignal,
): Promise<Finding> {
  const regions = await getRegionSubscriptions(client, tenancyOcid, signal);
  const found = regions.find(({ regionName }) => regionName === region);
  if (found?.status === "READY") return { status: "ok", what: `the tenancy is subscribed to ${region}` };
  return {
    status: "failed",
    what: found ? `the subscription to ${region} is ${found.status}` : `the tenancy is not subscribed to ${region}`,
    next: found ? "wait some minutes" : "subscribe it in the console under Region Management",
  };
}

async function limits(
  client: OciClient,
  environment: OciEnvironment,
  shapes: readonly string[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (shapes.length === 0) return [{ status: "skipped", what: "no GPU pools" }];
  const { tenancyOcid } = environment.cloud;
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

async function capacity(
  client: OciClient,
  environment: OciEnvironment,
  shapes: readonly string[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (shapes.length === 0) return [{ status: "skipped", what: "no GPU pools" }];
  const { tenancyOcid } = environment.cloud;
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
