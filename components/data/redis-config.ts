import type { RedisSettings } from "./redis-settings.ts";

/** Where the server finds and keeps its files. */
export interface RedisPaths {
  readonly data: string;
  readonly aclFile: string;
  readonly certificate: string;
  readonly key: string;
  readonly ca: string;
}

export interface RedisConfig extends Pick<RedisSettings, "memoryMiB" | "fsync"> {
  readonly port: number;
  /** Addresses to listen on. A hyphen before one lets the server start without it, e.g. on a node without IPv6. */
  readonly bind: readonly [string, ...string[]];
  readonly paths: RedisPaths;
}

/** One line of redis.conf: a directive and its words. */
export type Directive = readonly [name: string, ...words: string[]];

/** Directives as Redis 7.0 to 7.2 and Valkey 7.2 to 8.1 know them: one that a server does not know keeps it from starting. */
export function redisDirectives({ memoryMiB, fsync, port, bind, paths }: RedisConfig): Directive[] {
  return [
    // Beta9 listens to `__keyspace@0__:…` and nothing else: there is one database.
    ["databases", "1"],
    ["notify-keyspace-events", "AKE"],

    // System of record: nothing is evicted, and a write that does not fit is refused.
    ["maxmemory", String(memoryMiB * 1024 * 1024)],
    ["maxmemory-policy", "noeviction"],

    ["dir", paths.data],
    ["appendonly", "yes"],
    ["appendfsync", fsync],
    // A rewrite must not suspend the flushes that clients were promised.
    ["no-appendfsync-on-rewrite", "no"],
    // A torn last record is a write that nobody was told about. Damage further up keeps the server from starting.
    ["aof-load-truncated", "yes"],
    // Snapshots beside the log: a second, compact copy. The log decides, so a failed one raises no refusal of writes.
    ["save", "3600", "1"],
    ["stop-writes-on-bgsave-error", "no"],
    // Nobody replicates but a backup that streams a snapshot: it need not wait for others to join.
    ["repl-diskless-sync-delay", "0"],

    // TLS or nothing. Beta9 presents no certificate of its own (tls.Config without one): who it is, its password says.
    ["port", "0"],
    ["tls-port", String(port)],
    ["bind", ...bind],
    ["tls-cert-file", paths.certificate],
    ["tls-key-file", paths.key],
    ["tls-ca-cert-file", paths.ca],
    ["tls-auth-clients", "no"],
    ["tls-protocols", "TLSv1.3"],

    ["aclfile", paths.aclFile],
    ["protected-mode", "yes"],
    ["enable-protected-configs", "no"],
    ["enable-debug-command", "no"],
    ["enable-module-command", "no"],
    // A crash report would print the command at hand, and Beta9's keys are tokens in clear.
    ["crash-log-enabled", "no"],

    ["daemonize", "no"],
    ["logfile", ""],
    ["loglevel", "notice"],
    ["tcp-keepalive", "60"],
  ];
}

/** redis.conf text for these settings. */
export function renderRedisConfig(config: RedisConfig): string {
  return `${redisDirectives(config)
    .map(([name, ...words]) => [name, ...words.map(quoted)].join(" "))
    .join("\n")}\n`;
}

/** A word as the server's `sdssplitargs` reads it back. */
function quoted(word: string): string {
  if (/^[\w.,:/*+-]+$/.test(word)) return word;
  const escaped = word
    .replace(/["\\]/g, "\\$&")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach the file as they are
    .replace(/[\x00-\x1f\x7f]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return `"${escaped}"`;
}
