import { Failure } from "../../program/program.ts";
import type { SecretText } from "../../secret-text.ts";
import { ends } from "./ends.ts";

// What the admin claim decides, without a server in sight. The claim has two phases with one look at the database
// between them: `claim` calls the gateway, psql lists the tokens, `settle` judges and stores what follows from them.

/** What the Secret holds, and what a healthy gateway says of it. */
export type StoredToken = "none" | "valid" | "refused";

/** Somebody's right to be the only one who claims, for a while. */
export interface Lease {
  readonly holder: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/**
 * What to do before anything was asked of the gateway. 20 calls at once were seen to get two tokens, each with full
 * power, so only the holder of the lease calls.
 *
 * @throws Failure `anotherClaim` while somebody else holds the lease
 */
export function decideClaim(stored: StoredToken, lease: Lease | undefined, self: string, now: number): "keep" | "call" {
  if (stored === "valid") return "keep";
  if (lease && lease.holder !== self && lease.until > now) {
    const seconds = Math.ceil((lease.until - now) / 1000);
    throw new Failure(ends.anotherClaim, `${lease.holder} is claiming the gateway; its lease ends in ${seconds} s`);
  }
  // A refused token may be left over from another database; then the gateway behind it is unclaimed and in danger.
  return "call";
}

/** What PostgreSQL knows of the tokens. */
export interface Ledger {
  readonly workspaces: number;
  /** Tokens with full power over the cluster. */
  readonly adminTokens: readonly SecretText[];
  readonly primaryTokens: number;
}

export type Verdict =
  | { readonly token: "keep" }
  | { readonly token: "recover"; readonly recovered: SecretText; readonly why: string };

/**
 * Which token is the one, after the claim.
 *
 * A claim while Redis is down makes workspace and admin token and then fails before the workspace's primary token: an
 * admin token without any primary token was never handed to anybody, and it is safe to take. With a primary token it
 * was handed to somebody, and taking it needs `approved`.
 *
 * @throws Failure when there is none, several, or one that is not ours
 */
export function judge(ledger: Ledger, stored: SecretText | undefined, approved: boolean): Verdict {
  const { adminTokens, primaryTokens, workspaces } = ledger;
  const [only] = adminTokens;
  if (adminTokens.length > 1) throw severalAdmins(adminTokens.length);
  if (only === undefined) throw workspaces === 0 ? notClaimed() : noAdmin(workspaces);
  if (stored?.reveal() === only.reveal()) return { token: "keep" };
  const recover = (why: string): Verdict => ({ token: "recover", recovered: only, why });
  if (approved) return recover("taken from PostgreSQL as the stack file approves; whoever else has it can use it");
  if (stored) throw tokenUnknown();
  if (primaryTokens === 0) return recover("the claim was used up while Redis was down; its token was handed to nobody");
  throw someoneWasFirst();
}

const takeOver =
  "when that is explained and nobody else can hold the token, approve taking it from PostgreSQL for one deployment " +
  "(controlPlane.adminClaim.recover: true); otherwise give the gateway an empty database and deploy again";

function someoneWasFirst(): Failure {
  return new Failure(
    ends.someoneWasFirst,
    `the gateway is claimed and this claim did not get the token: someone was first, or an answer was lost; ${takeOver}`,
  );
}

function severalAdmins(count: number): Failure {
  return new Failure(
    ends.severalAdmins,
    `${count} tokens have full power over the cluster, expected is 1: several callers claimed the gateway at once; find ` +
      "out who reached it before it was exposed, then give it an empty database and deploy again",
  );
}

function tokenUnknown(): Failure {
  return new Failure(
    ends.tokenUnknown,
    `the Secret's token is not the one in PostgreSQL: the gateway runs on another database than before; ${takeOver}`,
  );
}

function notClaimed(): Failure {
  return new Failure(ends.notClaimed, "the gateway is still unclaimed: its answer said no, and PostgreSQL is empty");
}

function noAdmin(workspaces: number): Failure {
  return new Failure(
    ends.noAdmin,
    `${workspaces} workspaces and no admin token: an earlier claim failed half-way; nobody can administer this gateway, ` +
      "give it an empty database and deploy again",
  );
}
