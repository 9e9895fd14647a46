import { readFile } from "node:fs/promises";
import * as z from "zod/mini";
import { Failure } from "../../program/program.ts";
import { SecretText } from "../../secret-text.ts";
import type { Ledger } from "./claim.ts";
import { ends } from "./ends.ts";

/**
 * What psql asks of the gateway's database: the API tells each workspace's tokens to that workspace alone, so a second
 * admin token, which sits in a second workspace, shows nowhere else. Tables as in beam-cloud/beta9 0b79dfe.
 */
export const ledgerQuery = [
  "select json_build_object(",
  "'workspaces', (select count(*) from workspace),",
  "'adminTokens', (select coalesce(json_agg(key), '[]') from token where token_type = 'admin'),",
  "'primaryTokens', (select count(*) from token where token_type = 'workspace_primary'))",
].join(" ");

const shape = z.object({
  workspaces: z.int().check(z.nonnegative()),
  adminTokens: z.array(z.string().check(z.minLength(1))),
  primaryTokens: z.int().check(z.nonnegative()),
});

/** The answer to {@link ledgerQuery}, from the file that psql wrote. It holds tokens: errors never quote it. */
export async function readLedger(path: string): Promise<Ledger> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    throw new Failure(ends.ledgerUnread, `${path} is missing: psql has not read the tokens`);
  }
  return parseLedger(text);
}

export function parseLedger(text: string): Ledger {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Failure(ends.ledgerUnread, "what psql read of the tokens is no JSON");
  }
  const parsed = shape.safeParse(json);
  if (!parsed.success) {
    const where = parsed.error.issues.map((issue) => issue.path.join(".") || "the whole");
    throw new Failure(ends.ledgerUnread, `what psql read of the tokens is not understood at ${where.join(", ")}`);
  }
  return { ...parsed.data, adminTokens: parsed.data.adminTokens.map((key) => new SecretText(key)) };
}
