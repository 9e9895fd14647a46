import { regionById, regionByKeyOrId } from "../../components/substrate/oci/regions.ts";
import { allowsCountry } from "../../policies/engine/profile.ts";
import type { OciEnvironment } from "../../stacks/environment.ts";
import { OciClient, type OciEndpoint, OciError } from "../oci/client.ts";
import { type OciCredentials, readOciCredentials } from "../oci/config-file.ts";
import { getAvailabilityDomains, getRegionSubscriptions, getTenancy } from "../oci/questions.ts";
import { Refusal } from "../refusal.ts";
import type { StackContext } from "../stack-context.ts";
import type { Check, Finding } from "./check.ts";
import { type ClockWatch, clockFinding } from "./clock.ts";
import { capacity, limits, type ShapesAsked } from "./oci-capacity.ts";

/** Oracle refuses requests whose clock is further off. Oracle, "Maximum Allowed Client Clock Skew". */
const ociSkewSeconds = 300;

/** What the checks of OCI share: one set of credentials, one client, one list of domains. */
interface Session {
  readonly credentials: OciCredentials;
  readonly client: OciClient;
  readonly domains: ShapesAsked["domains"];
}

/** Credentials, tenancy, regions, limits and capacity. Without credentials all of it is unknown. */
export function ociChecks(
  context: StackContext,
  environment: OciEnvironment,
  options: OciEndpoint = {},
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
    run: async (signal) => {
      let open: Session;
      try {
        open = await session();
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (id === "oci.credentials") return { status: "unknown", what: error.what, next: error.next };
        return {
          status: "unknown",
          what: "there are no credentials to ask OCI with",
          next: "mend oci.credentials first",
        };
      }
      return inWords(() => run(open, signal), context.stack);
    },
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
    asked("oci.limits", false, ({ client, domains }, signal) =>
      limits({ client, tenancyOcid, domains, shapes }, signal),
    ),
    asked("oci.capacity", false, ({ client, domains }, signal) =>
      capacity({ client, tenancyOcid, domains, shapes }, signal),
    ),
    asked("oci.clock", true, async ({ client }, signal) => {
      if (clock.heard === undefined) await hearDate(client, tenancyOcid, signal);
      return clockFinding(clock, "OCI", ociSkewSeconds);
    }),
  ];
}

async function openSession({ cloud }: OciEnvironment, clock: ClockWatch, options: OciEndpoint): Promise<Session> {
  const credentials = await readOciCredentials(cloud.auth.profile ?? "DEFAULT");
  const region = regionById(cloud.region);
  if (!region) throw new Refusal(`${cloud.region} is no region of the table`, "correct cloud.region");
  const heard = (answered: Date, here: Date) => {
    clock.heard = { answered, here };
  };
  const client = new OciClient({ credentials, region, ...options }, heard);
  let asked: ReturnType<ShapesAsked["domains"]> | undefined;
  const domains = (signal: AbortSignal) => {
    asked ??= getAvailabilityDomains(client, cloud.tenancyOcid, signal);
    return asked;
  };
  return { credentials, client, domains };
}

/** A refusal has a date as well as an answer. */
async function hearDate(client: OciClient, tenancyOcid: string, signal: AbortSignal): Promise<void> {
  try {
    await getRegionSubscriptions(client, tenancyOcid, signal);
  } catch (error) {
    if (!(error instanceof OciError)) throw error;
  }
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
