import { type DataVolumeArgs, volumeProblems } from "./data-volume.ts";

/** What a person may choose about a PostgreSQL of our own. */
export interface PostgresArgs {
  /** Memory of the server, in MiB, 512 to 262144. @default 2048 – Beta9's tables are small; a quarter goes to the cache */
  readonly memoryMiB?: number;
  /** Disk for data and write-ahead log, in GiB, 5 to 32768. @default 20 – metadata alone: bulk data lies in the object store */
  readonly diskGiB?: number;
  /**
   * Connections at the same time, 20 to 2000. @default 200 – the gateway's pool has no bound of its own
   * (`backend_postgres.go` sets none)
   */
  readonly maxConnections?: number;
  /** Processor time set aside, in thousandths of a core; bursts take up to four times that. @default 500 */
  readonly cpuMillis?: number;
  /** Database of Beta9 and of pg_cron. @default beta9 */
  readonly database?: string;
  /** Role that owns the database and is no superuser. @default beta9 */
  readonly owner?: string;
  readonly volume: DataVolumeArgs;
}

export interface PostgresSettings extends Required<PostgresArgs> {
  /** Role that may read everything and change nothing. */
  readonly backupRole: string;
}

/** Every default filled in, and everything that is wrong. Settings are of use only when `problems` is empty. */
export function resolvePostgresSettings({
  memoryMiB = 2048,
  diskGiB = 20,
  maxConnections = 200,
  cpuMillis = 500,
  database = "beta9",
  owner = "beta9",
  volume,
}: PostgresArgs): { readonly settings: PostgresSettings; readonly problems: readonly string[] } {
  const problems = volumeProblems(volume);
  const whole = (name: string, value: number, min: number, max: number) => {
    if (!Number.isInteger(value) || value < min || value > max)
      problems.push(`${name} is ${value}, accepted: a whole number from ${min} to ${max}`);
  };
  whole("memoryMiB", memoryMiB, 512, 262_144);
  whole("diskGiB", diskGiB, 5, 32_768);
  whole("maxConnections", maxConnections, 20, 2000);
  whole("cpuMillis", cpuMillis, 50, 32_000);
  // A session takes some MiB of its own before it has sorted anything.
  if (maxConnections * 4 > memoryMiB) {
    problems.push(
      `maxConnections is ${maxConnections}: too many for ${memoryMiB} MiB, at most ${Math.floor(memoryMiB / 4)} or more memory`,
    );
  }
  const reserved = ["postgres", "template0", "template1", "public", "none"];
  for (const [name, value] of Object.entries({ database, owner })) {
    // These words stand unquoted in a connection string of Beta9's and in pg_hba.conf.
    if (!/^[a-z][a-z0-9_]{0,54}$/.test(value) || value.startsWith("pg_") || reserved.includes(value)) {
      problems.push(
        `${name} is "${value}", accepted: a lower-case letter, then up to 54 lower-case letters, digits and underscores, none of PostgreSQL's own names`,
      );
    }
  }
  return {
    settings: {
      memoryMiB,
      diskGiB,
      maxConnections,
      cpuMillis,
      database,
      owner,
      volume,
      backupRole: `${owner}_backup`,
    },
    problems,
  };
}
