import { type Clock, Failure, type Log } from "../../program/program.ts";
import { badSettings } from "../../program/settings.ts";
import { type Gateway, GatewayError } from "../api/gateway.ts";
import { NoAnswer } from "../api/http.ts";
import { gatewayUnhealthy, waitUntilHealthy } from "../api/wait-healthy.ts";
import { type DesiredPools, poolProblems } from "./desired.ts";
import { type Change, type ObservedPools, planPools } from "./diff.ts";

/** Exit codes of the pools' program; 0: every pool is as wanted. */
export const poolEnds = {
  badSettings,
  gatewayUnhealthy,
  /** The gateway is healthy and refuses the token. */
  tokenRefused: 11,
  /** The gateway refuses a pool, or fails over one. */
  changeRefused: 12,
  /** Pools are not as wanted, and stay so: the lines say which and what to do. */
  driftRemains: 20,
} as const;

export interface ReconcileOptions {
  /** With an admin token. */
  readonly gateway: Gateway;
  readonly desired: DesiredPools;
  /** `report`: say what differs and change nothing. */
  readonly mode: "apply" | "report";
  readonly clock: Clock;
  readonly log: Log;
  readonly signal?: AbortSignal;
  readonly healthTimeoutMs: number;
}

/**
 * Makes the gateway's pools what they should be, reads them back, and says in lines what was different. Pools live in
 * Redis alone: after a loss all of them are missing, and this makes them again.
 *
 * @throws Failure with one of {@link poolEnds}
 */
export async function reconcilePools(options: ReconcileOptions): Promise<void> {
  const { gateway, desired, mode, log, signal } = options;
  const problems = poolProblems(desired);
  if (problems.length > 0) throw new Failure(badSettings, problems.join("; "));
  await waitUntilHealthy(gateway, { ...options, timeoutMs: options.healthTimeoutMs });

  const plan = planPools(desired, await observe(gateway));
  for (const line of plan.unknownFields) log(`note: ${line} that is not compared`);
  for (const line of plan.drift) log(`drift: ${line}`);
  const refused: string[] = [];
  for (const change of mode === "apply" ? plan.changes : []) {
    signal?.throwIfAborted();
    const refusal = await apply(gateway, change);
    log(`${refusal ? "refused" : "done"}: ${change.verb} ${change.kind} pool ${change.name}${refusal ?? ""}`);
    if (refusal) refused.push(change.name);
  }

  const after = plan.changes.length > 0 && mode === "apply" ? planPools(desired, await observe(gateway)) : plan;
  const remains = [...after.held, ...(after === plan ? plan.drift : after.drift)];
  for (const line of remains) log(`remains: ${line}`);
  if (refused.length > 0) {
    throw new Failure(poolEnds.changeRefused, `the gateway refuses what is wanted of ${refused.join(", ")}`);
  }
  if (remains.length > 0) throw new Failure(poolEnds.driftRemains, `${remains.length} differences remain`);
  log(`${desired.private.length} private and ${desired.managed.length} managed pools are as wanted`);
}

async function observe(gateway: Gateway): Promise<ObservedPools> {
  try {
    const [privates, managed] = await Promise.all([gateway.privatePools(), gateway.managedPools()]);
    const others = managed.map(({ machine_count, ...pool }) => ({ ...pool, machines: machine_count }));
    return {
      private: privates.map(({ machineCount, ...pool }) => ({ ...pool, machines: machineCount })),
      managed: others.filter(({ source }) => source === "api"),
      file: others.filter(({ source }) => source !== "api"),
    };
  } catch (error) {
    throw await asFailure(gateway, error);
  }
}

/** With Redis down the gateway refuses good tokens, too: its health tells the two apart. */
async function asFailure(gateway: Gateway, error: unknown): Promise<unknown> {
  if (error instanceof NoAnswer) return new Failure(gatewayUnhealthy, error.message);
  if (!(error instanceof GatewayError)) return error;
  const health = await gateway.health();
  if (!health.healthy) return new Failure(gatewayUnhealthy, health.why);
  const code = error.trouble === "unauthorised" ? poolEnds.tokenRefused : poolEnds.changeRefused;
  return new Failure(code, error.message);
}

/** Answers with the gateway's words when it will not; the other pools are none the worse for it. */
async function apply(gateway: Gateway, change: Change): Promise<string | undefined> {
  try {
    await send(gateway, change);
    return undefined;
  } catch (error) {
    if (error instanceof GatewayError && error.trouble === "refused") return `: ${error.message}`;
    throw await asFailure(gateway, error);
  }
}

function send(gateway: Gateway, { verb, kind, name, config }: Change): Promise<void> {
  if (kind === "private") return verb === "delete" ? gateway.deletePrivatePool(name) : gateway.putPrivatePool(config);
  if (verb === "delete") return gateway.deleteManagedPool(name);
  return verb === "create" ? gateway.createManagedPool(name, config) : gateway.updateManagedPool(name, config);
}
