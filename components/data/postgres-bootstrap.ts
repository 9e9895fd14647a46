export interface PostgresBootstrap {
  readonly database: string;
  readonly owner: string;
  /** SCRAM verifier of the owner's password. */
  readonly ownerVerifier: string;
  readonly backupRole: string;
  readonly backupVerifier: string;
  /** Database that every cluster has. */
  readonly maintenanceDatabases: readonly string[];
}

/** How long pg_cron's record of runs is kept, in days: it is never emptied by itself. */
const runHistoryDays = 7;

/**
 * Input for psql as superuser that leaves roles, database and pg_cron as declared, however often it runs. The two other
 * extensions (uuid-ossp, pg_trgm) are trusted ones: Beta9's migrations create them as the owner.
 */
export function renderPostgresBootstrap(bootstrap: PostgresBootstrap): string {
  const { database, owner, backupRole, maintenanceDatabases } = bootstrap;
  return `${[
    "\\set ON_ERROR_STOP on",
    // No NOTICE that something exists already: that is how it should be.
    "SET client_min_messages = warning;",
    ...role(owner, "NOBYPASSRLS", bootstrap.ownerVerifier),
    // pg_cron protects its tables by row: a dump must see every row or it fails.
    ...role(backupRole, "BYPASSRLS", bootstrap.backupVerifier),
    `GRANT pg_read_all_data TO ${backupRole};`,
    once(`CREATE DATABASE ${database} OWNER ${owner}`, `pg_database WHERE datname = '${database}'`),
    `ALTER DATABASE ${database} OWNER TO ${owner};`,
    `REVOKE CONNECT, TEMPORARY ON DATABASE ${[database, ...maintenanceDatabases].join(", ")} FROM PUBLIC;`,
    `GRANT CONNECT ON DATABASE ${database} TO ${backupRole};`,
    `\\connect ${database}`,
    "SET client_min_messages = warning;",
    "CREATE EXTENSION IF NOT EXISTS pg_cron;",
    "ALTER EXTENSION pg_cron UPDATE;",
    // pg_read_all_data opens every schema, so who may schedule must not be everybody (PUBLIC) who can see this one.
    "REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA cron FROM PUBLIC;",
    `GRANT USAGE ON SCHEMA cron TO ${owner};`,
    `SELECT format('GRANT EXECUTE ON FUNCTION %s TO ${owner}', oid::regprocedure) FROM pg_proc WHERE pronamespace = 'cron'::regnamespace AND proname IN ('schedule', 'unschedule')\\gexec`,
    `SELECT cron.schedule('trim-run-history', '17 3 * * *', 'DELETE FROM cron.job_run_details WHERE end_time < now() - interval ''${runHistoryDays} days''');`,
  ].join("\n")}\n`;
}

function role(name: string, rowSecurity: string, verifier: string): string[] {
  return [
    once(`CREATE ROLE ${name}`, `pg_roles WHERE rolname = '${name}'`),
    `ALTER ROLE ${name} WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION ${rowSecurity} PASSWORD '${verifier}';`,
  ];
}

/** CREATE ROLE and CREATE DATABASE know no IF NOT EXISTS. */
function once(statement: string, exists: string): string {
  return `SELECT '${statement}' WHERE NOT EXISTS (SELECT FROM ${exists})\\gexec`;
}
