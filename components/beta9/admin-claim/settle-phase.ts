import { Failure } from "../../program/program.ts";
import type { SecretText } from "../../secret-text.ts";
import {
  type ExternalStorage,
  type Gateway,
  GatewayError,
  type StorageAnswer,
  type Workspace,
} from "../api/gateway.ts";
import { NoAnswer } from "../api/http.ts";
import { waitUntilHealthy } from "../api/wait-healthy.ts";
import { judge, type Ledger } from "./claim.ts";
import { asFailure, type ClaimContext, check, storeToken, waiting } from "./claim-phase.ts";
import { ends } from "./ends.ts";
import type { StoredSecret } from "./token-secret.ts";

/** Where the admin workspace keeps its objects: a bucket made with the platform's keys, or one of its own. */
export type StorageChoice = { readonly kind: "platform" } | ({ readonly kind: "external" } & ExternalStorage);

export interface SettleOptions {
  readonly storage: StorageChoice;
  /** A person's word that the one admin token in PostgreSQL may be taken, whoever was first. */
  readonly recoverApproved: boolean;
}

/**
 * Second phase: exactly one admin token, the Secret holds it, the gateway takes it, and its workspace has storage.
 */
export async function settlePhase(context: ClaimContext, ledger: Ledger, options: SettleOptions): Promise<void> {
  const { gateway, secret, log, signal } = context;
  const stored = await secret.read(signal);
  const token = await settleToken(context, stored, ledger, options.recoverApproved);
  log("exactly one admin token exists, and the Secret holds it");

  await waitUntilHealthy(gateway, waiting(context));
  if ((await check(context, token)) !== "valid") {
    throw new Failure(ends.tokenUnknown, "PostgreSQL knows the token and the gateway refuses it: it was disabled");
  }
  const admin = gateway.with({ token });
  const workspace = await ask(() => admin.workspace());
  if (stored.workspaceId !== workspace.id) await storeToken(context, await secret.read(signal), token, workspace.id);
  await settleStorage(context, admin, workspace, options.storage);
}

async function settleToken(
  context: ClaimContext,
  stored: StoredSecret,
  ledger: Ledger,
  approved: boolean,
): Promise<SecretText> {
  const verdict = judge(ledger, stored.token, approved);
  if (verdict.token === "recover") {
    context.log(verdict.why);
    await storeToken(context, stored, verdict.recovered, undefined);
    return verdict.recovered;
  }
  if (stored.token === undefined) throw new Error("a token was kept that is not there");
  return stored.token;
}

/** Objects of a workspace without storage would land on the gateway's own disk, where no worker finds them. */
async function settleStorage(
  { log }: ClaimContext,
  admin: Gateway,
  workspace: Workspace,
  choice: StorageChoice,
): Promise<void> {
  if (workspace.hasStorage) return log("the admin workspace has storage");
  const { made } = await makeStorage(admin, workspace.id, choice);
  if (made && choice.kind === "external") refuseOther(made, choice);
  const after = await ask(() => admin.workspace());
  if (!after.hasStorage) {
    throw new Failure(ends.storageFailed, "the gateway says that it made storage, and the workspace has none");
  }
  log(made ? `the admin workspace stores its objects in ${made.bucket}, ${made.region}` : "the workspace had storage");
}

async function makeStorage(admin: Gateway, workspaceId: string, choice: StorageChoice): Promise<StorageAnswer> {
  try {
    return choice.kind === "platform"
      ? await admin.createStorage(workspaceId)
      : await admin.setExternalStorage(workspaceId, choice);
  } catch (error) {
    if (!(error instanceof GatewayError || error instanceof NoAnswer)) throw error;
    throw new Failure(ends.storageFailed, `storage for the admin workspace: ${error.message}`);
  }
}

function refuseOther(made: NonNullable<StorageAnswer["made"]>, asked: ExternalStorage): void {
  for (const key of ["bucket", "endpointUrl", "region"] as const) {
    if (made[key] === asked[key]) continue;
    throw new Failure(ends.storageFailed, `storage has ${key} ${made[key]}, asked for was ${asked[key]}`);
  }
}

async function ask<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    throw asFailure(error);
  }
}
