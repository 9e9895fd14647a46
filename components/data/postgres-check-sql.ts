/**
 * Input for psql as Beta9's own role that fails with everything that Beta9 would stumble over later: it asks the
 * server for none of this until a migration or a schedule needs it. Changes nothing, `createCron` aside.
 *
 * @param createCron create pg_cron first: for servers whose role may do so and where nobody else does
 */
export function renderPostgresCheck({ createCron }: { readonly createCron: boolean }): string {
  const create = "SET client_min_messages = warning;\nCREATE EXTENSION IF NOT EXISTS pg_cron;\n";
  return `\\set ON_ERROR_STOP on
${createCron ? create : ""}DO $check$
DECLARE
  problems text[] := '{}';
  missing text;
BEGIN
  IF pg_is_in_recovery() THEN
    problems := problems || 'the server is a read replica: name the primary'::text;
  END IF;
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    problems := problems || format('%s is a superuser: give Beta9 a role that owns its database and no more', current_user);
  END IF;
  IF NOT has_database_privilege(current_database(), 'CREATE') THEN
    problems := problems || format('%s may not create extensions: GRANT CREATE ON DATABASE %s TO %s', current_user, current_database(), current_user);
  END IF;
  IF NOT has_schema_privilege('public', 'CREATE') THEN
    problems := problems || format('%s may not create tables: GRANT CREATE ON SCHEMA public TO %s', current_user, current_user);
  END IF;
  FOR missing IN
    SELECT wanted FROM unnest(ARRAY['uuid-ossp', 'pg_trgm']) AS wanted
    WHERE wanted NOT IN (SELECT name FROM pg_available_extensions)
  LOOP
    problems := problems || format('the server does not have extension %s', missing);
  END LOOP;
  IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN
    problems := problems || format('pg_cron is not in database %s: name it in cron.database_name and CREATE EXTENSION pg_cron', current_database());
  ELSIF NOT has_schema_privilege('cron', 'USAGE') THEN
    problems := problems || format('%s may not use pg_cron: GRANT USAGE ON SCHEMA cron TO %s', current_user, current_user);
  ELSIF NOT EXISTS (
    SELECT FROM pg_proc
    WHERE pronamespace = to_regnamespace('cron') AND proname = 'schedule' AND pronargs = 3
      AND has_function_privilege(oid, 'EXECUTE')
  ) THEN
    problems := problems || format('%s may not schedule: GRANT EXECUTE ON FUNCTION cron.schedule TO %s', current_user, current_user);
  END IF;
  IF cardinality(problems) > 0 THEN
    RAISE EXCEPTION 'PostgreSQL is not ready for Beta9: %', array_to_string(problems, '; ');
  END IF;
END
$check$;
`;
}
