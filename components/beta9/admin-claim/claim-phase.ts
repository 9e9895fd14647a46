import { type Clock, Failure, type Log } from "../../program/program.ts";
import type { SecretText } from "../../secret-text.ts";
import { type ClaimAnswer, type Gateway, GatewayError } from "../api/gateway.ts";
import { NoAnswer } from "../api/http.ts";
import { waitUntilHealthy } from "../api/wait-healthy.ts";
import { decideClaim, type StoredToken } from "./claim.ts";
import { ends } from "./ends.ts";
import { Conflict, type StoredSecret, type TokenSecret } from "./token-secret.ts";

export interface ClaimContext {
  readonly gateway: Gateway;
  readonly secret: TokenSecret;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal?: AbortSignal;
  /** Longest wait for a healthy gateway, in ms. */
  readonly healthTimeoutMs: number;
}

/** Longer than the one call to the gateway (30 s) and the attempts to store its answer (5 × 2 s apart) take together. */
const leaseMs = 90_000;
const storeAttempts = 5;
const storePauseMs = 2_000;

/**
 * First phase: makes sure that the claim was called, once, by one caller, and that a token which came of it is in the
 * Secret. Whether the token is the right one is the second phase's business, after a look at the database.
 *
 * @param self name that no other caller has: the pod's
 */
export async function claimPhase(context: ClaimContext, self: string): Promise<void> {
  const { gateway, secret, clock, log, signal } = context;
  await waitUntilHealthy(gateway, waiting(context));
  const before = await secret.read(signal);
  const stored = await check(context, before.token);
  if (decideClaim(stored, before.lease, self, clock.now()) === "keep") {
    return log("the Secret holds a token that the gateway accepts: nothing to claim");
  }
  if (stored === "refused") log("the gateway refuses the Secret's token: its database may be another one");

  const leased = await takeLease(context, before, self);
  signal?.throwIfAborted();
  // From here to the stored token nothing is cut short: the answer comes once and never again.
  log("claiming the admin workspace");
  const answer = await callOnce(gateway.with({ signal: undefined }));
  if (answer === undefined) return log("no answer came: whether the gateway is claimed now, PostgreSQL tells");
  if (answer.claimed) return storeToken(context, leased, answer.token, answer.workspaceId);
  log(`the gateway gives no token: ${answer.why}`);
  await secret.lease(leased.version, undefined);
}

/** What a healthy gateway says of a token. @throws Failure while nobody can tell */
export async function check(context: ClaimContext, token: SecretText | undefined): Promise<StoredToken> {
  if (token === undefined) return "none";
  const { gateway } = context;
  try {
    await gateway.with({ token }).workspace();
    return "valid";
  } catch (error) {
    context.signal?.throwIfAborted();
    // With Redis down the gateway refuses good tokens, too.
    if (error instanceof GatewayError && error.trouble === "unauthorised" && (await gateway.health()).healthy) {
      return "refused";
    }
    throw asFailure(error);
  }
}

/** What the gateway's troubles are to the claim. */
export function asFailure(error: unknown): unknown {
  if (error instanceof NoAnswer) return new Failure(ends.gatewayUnhealthy, error.message);
  if (error instanceof GatewayError) return new Failure(ends.gatewayBroken, error.message);
  return error;
}

export function waiting({ clock, log, signal, healthTimeoutMs }: ClaimContext) {
  return { clock, log, timeoutMs: healthTimeoutMs, ...(signal ? { signal } : {}) };
}

async function takeLease({ secret, clock }: ClaimContext, before: StoredSecret, self: string): Promise<StoredSecret> {
  try {
    return await secret.lease(before.version, { holder: self, until: clock.now() + leaseMs });
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    throw new Failure(ends.anotherClaim, "the Secret changed between reading and locking it: another claim runs");
  }
}

/** `undefined` when the answer is lost; the claim may have been made all the same, and is still being made perhaps. */
async function callOnce(gateway: Gateway): Promise<ClaimAnswer | undefined> {
  try {
    return await gateway.claim();
  } catch (error) {
    if (error instanceof NoAnswer || error instanceof GatewayError) return undefined;
    throw error;
  }
}

/**
 * Brings a token into the Secret, over short outages of the Kubernetes API, and never over another token that came in
 * meanwhile.
 */
export async function storeToken(
  { secret, clock, log }: ClaimContext,
  from: StoredSecret,
  token: SecretText,
  workspaceId: string | undefined,
): Promise<void> {
  let current = from;
  for (let attempt = 1; ; attempt++) {
    try {
      await secret.store(current.version, token, workspaceId);
      return log("the token is in the Secret");
    } catch (error) {
      const retriable =
        error instanceof Conflict || (error instanceof Failure && error.exitCode === ends.kubernetesDown);
      if (!retriable || attempt === storeAttempts) throw unstored(error);
      log(`storing the token, attempt ${attempt} of ${storeAttempts}: ${error.message}`);
      await clock.sleep(storePauseMs);
    }
    const next = await secret.read().catch(() => current);
    if (next.token && next.token.reveal() !== from.token?.reveal()) {
      if (next.token.reveal() === token.reveal()) return log("the token is in the Secret");
      throw new Failure(ends.anotherClaim, "another token came into the Secret meanwhile: another claim runs");
    }
    current = next;
  }
}

function unstored(error: unknown): Failure {
  const { exitCode, message } = error instanceof Failure ? error : new Failure(ends.kubernetesDown, String(error));
  return new Failure(exitCode, `the gateway is claimed and its token could not be stored: ${message}`);
}
