import { posix } from "node:path";

/** Where a snapshot goes so that a server starts with it. */
export interface RestoredLog {
  readonly baseFile: string;
  readonly manifestFile: string;
  readonly manifest: string;
}

/**
 * A server whose append-only log is on reads that log and nothing else: beside a lonely dump.rdb it starts empty and
 * says so nowhere. A snapshot restores by being the base of the log, which its manifest names (Redis 7 and Valkey,
 * multi-part AOF).
 *
 * @param data the server's data directory, empty otherwise
 */
export function restoredLog(data: string): RestoredLog {
  const directory = posix.join(data, "appendonlydir");
  const base = "appendonly.aof.1.base.rdb";
  return {
    baseFile: posix.join(directory, base),
    manifestFile: posix.join(directory, "appendonly.aof.manifest"),
    manifest: `file ${base} seq 1 type b\n`,
  };
}
