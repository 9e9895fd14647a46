import { checkPostgres } from "./check-postgres.ts";
import { checkRedis } from "./check-redis.ts";
import { encryptionKeyProblem } from "./encryption-key.ts";
import { exitCodes, type Finding } from "./finding.ts";
import type { PreflightSettings } from "./settings.ts";

/** How long one step of a connection may take. The kubelet runs the whole check again when it failed. */
const timeoutMs = 10_000;

/** Everything that would make the gateway fail, or worse, start and lose state. Empty: it may start. */
export async function preflight(settings: PreflightSettings): Promise<readonly Finding[]> {
  const { redis, postgres, authorities, encryptionKey } = settings;
  const found = await Promise.all([
    checkRedis({ ...redis, authorities, timeoutMs }),
    checkPostgres({ ...postgres, authorities, timeoutMs }),
  ]);
  return [...found.flat(), ...encryptionKeyFindings(encryptionKey)];
}

function encryptionKeyFindings(key: string): Finding[] {
  const problem = encryptionKeyProblem(key);
  return problem === undefined
    ? []
    : [{ code: exitCodes.encryptionKey, message: `database.postgres.encryptionKey ${problem}` }];
}
