import type { PostgresSettings } from "./postgres-settings.ts";

/** Where the server finds and keeps its files. */
export interface PostgresPaths {
  /** The cluster's directory (PGDATA). */
  readonly data: string;
  /** Directory of postgresql.conf, pg_hba.conf and bootstrap.sql. */
  readonly config: string;
  /** Directory of the Unix socket. */
  readonly socket: string;
  readonly certificate: string;
  readonly key: string;
}

export interface PostgresConfig extends Pick<PostgresSettings, "memoryMiB" | "maxConnections" | "database"> {
  readonly port: number;
  /** Addresses to listen on, `*` for all. */
  readonly listenAddresses: string;
  readonly paths: PostgresPaths;
}

/** One setting of postgresql.conf. Memory and times carry their unit, as the server writes them. */
export type Setting = readonly [name: string, value: string];

/** Settings as PostgreSQL 15 to 18 know them: one that a server does not know keeps it from starting. */
export function postgresSettings(config: PostgresConfig): Setting[] {
  const { memoryMiB, maxConnections, database, port, listenAddresses, paths } = config;
  return [
    ["data_directory", paths.data],
    ["hba_file", `${paths.config}/pg_hba.conf`],
    // No map of users: the empty file that initdb made.
    ["ident_file", `${paths.data}/pg_ident.conf`],
    ["listen_addresses", listenAddresses],
    ["port", String(port)],
    ["unix_socket_directories", paths.socket],
    ["max_connections", String(maxConnections)],
    ["tcp_keepalives_idle", "60s"],

    ["ssl", "on"],
    ["ssl_cert_file", paths.certificate],
    ["ssl_key_file", paths.key],
    ["ssl_min_protocol_version", "TLSv1.3"],
    ["password_encryption", "scram-sha-256"],

    // An answered commit is on the disk. These are the defaults, written down so that nobody tunes them away unseen.
    ["fsync", "on"],
    ["synchronous_commit", "on"],
    ["full_page_writes", "on"],
    ["wal_level", "replica"],

    // The manual's rule of thumb for a server of its own: a quarter of the memory, the rest caches files.
    ["shared_buffers", `${Math.floor(memoryMiB / 4)}MB`],
    ["effective_cache_size", `${Math.floor((memoryMiB * 5) / 8)}MB`],
    ["maintenance_work_mem", `${Math.min(1024, Math.floor(memoryMiB / 16))}MB`],
    ["work_mem", `${Math.max(1, Math.floor(memoryMiB / 4 / maxConnections))}MB`],
    // A node with huge pages that a pod did not ask for ends the server by SIGBUS.
    ["huge_pages", "off"],
    // Network block storage answers random reads about as fast as sequential ones.
    ["random_page_cost", "1.1"],

    ["shared_preload_libraries", "pg_cron"],
    ["cron.database_name", database],
    // Jobs as worker processes: no connection to itself, so no rule in pg_hba.conf and no password for it.
    ["cron.use_background_workers", "on"],
    // The statement holds the payload of a user's scheduled task.
    ["cron.log_statement", "off"],
    ["cron.max_running_jobs", "8"],
    ["max_worker_processes", "24"],

    ["timezone", "UTC"],
    ["log_timezone", "UTC"],
    ["logging_collector", "off"],
    ["log_destination", "stderr"],
    ["log_statement", "none"],
    // Beta9 stores tokens in clear: neither a failed statement nor the DETAIL of an error, which quotes the row, is logged.
    ["log_min_error_statement", "panic"],
    ["log_error_verbosity", "terse"],
  ];
}

/** postgresql.conf text for these settings. */
export function renderPostgresConfig(config: PostgresConfig): string {
  return `${postgresSettings(config)
    .map(([name, value]) => `${name} = '${value.replace(/\\/g, "\\\\").replace(/'/g, "''")}'`)
    .join("\n")}\n`;
}

/**
 * pg_hba.conf: over the network only TLS, only these roles, only this database, only SCRAM. The superuser has no
 * password and no way in but the socket inside the pod, as the system user of the same name.
 */
export function renderPostgresHba({
  superuser,
  database,
  roles,
}: {
  readonly superuser: string;
  readonly database: string;
  readonly roles: readonly string[];
}): string {
  const rows = [
    ["local", "all", superuser, "", "peer"],
    ["local", "all", "all", "", "reject"],
    ["hostnossl", "all", "all", "all", "reject"],
    ...roles.map((role) => ["hostssl", database, role, "all", "scram-sha-256"]),
    ["host", "all", "all", "all", "reject"],
    ["host", "replication", "all", "all", "reject"],
  ];
  return `${rows.map((row) => row.filter((word) => word !== "").join(" ")).join("\n")}\n`;
}
