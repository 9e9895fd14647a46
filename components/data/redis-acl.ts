import { createHash } from "node:crypto";

/** Users of the server. There is no administrator: what changes its configuration is a new file and a restart. */
export const redisUsers = { gateway: "beta9", probe: "probe", backup: "backup" } as const;

export type RedisUser = keyof typeof redisUsers;

const rules: Readonly<Record<RedisUser, string>> = {
  // All data commands. Not among them: FLUSHALL, KEYS, CONFIG SET, DEBUG, SHUTDOWN, REPLICAOF, MONITOR. Reading the
  // configuration and INFO are let through for the check that precedes the gateway's start.
  gateway: "~* &* +@all -@admin -@dangerous +config|get +info",
  probe: "-@all +ping",
  // A snapshot is streamed by the replication protocol, from a primary (ROLE); no key can be read one by one.
  backup: "-@all +ping +role +replconf +sync +psync",
};

/**
 * ACL file: the default user is off, every other one has the SHA-256 of a password that stands nowhere in clear. One
 * round of SHA-256 suffices only because the passwords are long and random.
 */
export function renderRedisAcl(passwords: Readonly<Record<RedisUser, string>>): string {
  const lines = (Object.keys(redisUsers) as RedisUser[]).map(
    (user) =>
      `user ${redisUsers[user]} reset on #${createHash("sha256").update(passwords[user]).digest("hex")} ${rules[user]}`,
  );
  return `${["user default reset off", ...lines].join("\n")}\n`;
}
