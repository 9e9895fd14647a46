import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderPostgresCheck } from "../../components/data/postgres-check-sql.ts";
import { postgresSettings } from "../../components/data/postgres-config.ts";
import { PostgresServer, passwords } from "./postgres-server.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.make();
  await server.start();
});
afterAll(async () => {
  await server?.end("SIGKILL");
  server?.remove();
});

const asOwner = (text: string) => server.sql("beta9", passwords.owner, text);
const answer = ({ code, stdout, stderr }: { code: number | null; stdout: string; stderr: string }) => {
  if (code !== 0) throw new Error(stderr);
  return stdout.trim();
};

describe("PostgreSQL with the kit's files", () => {
  it("runs as nobody special with every setting that the file says", () => {
    expect(server.user.uid).not.toBe(0);
    const rows = answer(
      server.asSuperuser("SELECT name || '=' || setting FROM pg_file_settings WHERE applied ORDER BY seqno"),
    );
    expect(rows.split("\n")).toEqual(postgresSettings(server.config).map(([name, value]) => `${name}=${value}`));
    expect(answer(server.asSuperuser("SELECT count(*) FROM pg_file_settings WHERE error IS NOT NULL"))).toBe("0");
    expect(answer(server.asSuperuser("SELECT count(*) FROM pg_hba_file_rules WHERE error IS NOT NULL"))).toBe("0");
  });

  it("checks pages against silent corruption of the disk", () => {
    expect(answer(server.asSuperuser("SHOW data_checksums"))).toBe("on");
  });

  it("takes the owner's password over TLS, as Beta9 asks for it and with the name verified", () => {
    const tls = "SELECT current_user, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    expect(answer(server.sql("beta9", passwords.owner, tls, "require"))).toBe("beta9|TLSv1.3");
    expect(answer(server.sql("beta9", passwords.owner, tls, "verify-full"))).toBe("beta9|TLSv1.3");
  });

  it("refuses plain text, a wrong password, and the superuser from the network", () => {
    expect(server.sql("beta9", passwords.owner, "SELECT 1", "disable").stderr).toMatch(
      /pg_hba.conf rejects connection .* no encryption/,
    );
    expect(server.sql("beta9", passwords.backup, "SELECT 1").stderr).toMatch(/password authentication failed/);
    expect(server.sql(server.user.name, passwords.owner, "SELECT 1").stderr).toMatch(/pg_hba.conf rejects connection/);
  });

  it("gives Beta9 a role that owns its database and little else", () => {
    const role =
      "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = current_user";
    expect(answer(asOwner(role))).toBe("f|f|f|f|f");
    expect(answer(asOwner("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"))).toBe(
      "beta9",
    );
    expect(asOwner("SELECT pg_read_file('/etc/passwd')").stderr).toMatch(/permission denied/);
    expect(asOwner("COPY (SELECT 1) TO PROGRAM 'id'").stderr).toMatch(/superuser|pg_execute_server_program/);
  });

  it("lets the owner create the extensions that Beta9's migrations create", () => {
    answer(asOwner('CREATE EXTENSION IF NOT EXISTS "uuid-ossp"; CREATE EXTENSION IF NOT EXISTS pg_trgm'));
    expect(answer(asOwner("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1"))).toBe(
      "pg_cron\npg_trgm\nuuid-ossp",
    );
    expect(answer(asOwner("SELECT length(uuid_generate_v4()::text), similarity('beta9', 'beta9')"))).toBe("36|1");
  });

  it("runs what the owner schedules, by the statement that Beta9 sends, and keeps the payload out of the log", async () => {
    answer(
      server.asSuperuser(`
        CREATE FUNCTION announce() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE LOG 'job of % %', NEW.username, NEW.status; RETURN NEW; END $$;
        CREATE TRIGGER announce AFTER UPDATE ON cron.job_run_details
          FOR EACH ROW WHEN (NEW.status IN ('succeeded', 'failed')) EXECUTE FUNCTION announce()`),
    );
    // The one schedule that does not wait for the clock's next minute.
    const schedule = `SELECT cron.schedule('nightly', '@reboot', 'NOTIFY ' || 'jobs' || ', ''' || '{"canary":1}' || '''')`;
    const job = answer(asOwner(schedule));
    await server.end("SIGINT");
    const since = server.log.length;
    await server.start();
    await server.logged(/job of beta9 \w+/, since);
    expect(server.log).toMatch(/job of beta9 succeeded/);
    expect(answer(asOwner(`SELECT jobname, username FROM cron.job WHERE jobid = ${job}`))).toBe("nightly|beta9");
    answer(asOwner(`SELECT cron.unschedule(${job}::integer)`));
    const elsewhere = "SELECT cron.schedule_in_database('x', '* * * * *', 'SELECT 1', 'postgres')";
    expect(asOwner(elsewhere).stderr).toMatch(/permission denied/);
    expect(await server.wholeLog()).not.toContain("canary");
  });

  it("lets the backup role dump everything and change nothing", () => {
    answer(asOwner("CREATE TABLE token (key text); INSERT INTO token VALUES ('kept')"));
    const dump = server.dump("beta9_backup", passwords.backup);
    expect(answer(dump)).toContain("COPY public.token");
    expect(dump.stdout).toContain("trim-run-history");
    for (const text of ["DELETE FROM token", "CREATE TABLE mine ()", "SELECT cron.schedule('0 0 * * *', 'SELECT 1')"]) {
      expect(server.sql("beta9_backup", passwords.backup, text).stderr).toMatch(/permission denied/);
    }
  });

  it("passes the check of a server for Beta9, and says in words what a lesser role lacks", () => {
    const check = renderPostgresCheck({ createCron: false });
    answer(server.sqlFile("beta9", passwords.owner, check));
    answer(server.sqlFile("beta9", passwords.owner, renderPostgresCheck({ createCron: true })));
    const refused = server.sqlFile("beta9_backup", passwords.backup, check);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain(
      "PostgreSQL is not ready for Beta9: beta9_backup may not create extensions: GRANT CREATE ON DATABASE beta9 TO beta9_backup; beta9_backup may not create tables: GRANT CREATE ON SCHEMA public TO beta9_backup; beta9_backup may not schedule: GRANT EXECUTE ON FUNCTION cron.schedule TO beta9_backup",
    );
    answer(server.asSuperuser("REVOKE USAGE ON SCHEMA cron FROM beta9"));
    expect(server.sqlFile("beta9", passwords.owner, check).stderr).toContain(
      "not ready for Beta9: beta9 may not use pg_cron: GRANT USAGE ON SCHEMA cron TO beta9",
    );
    answer(server.asSuperuser("GRANT USAGE ON SCHEMA cron TO beta9"));
  });

  it("logs neither passwords nor the rows that an error quotes", async () => {
    answer(asOwner("CREATE TABLE secret (key text PRIMARY KEY); INSERT INTO secret VALUES ('canary-row')"));
    expect(asOwner("INSERT INTO secret VALUES ('canary-row')").stderr).toContain("duplicate key");
    const log = await server.wholeLog();
    expect(log).toContain("duplicate key");
    expect(log).not.toContain("canary-row");
    for (const password of Object.values(passwords)) expect(log).not.toContain(password);
  });

  it("has every committed row after kill -9, and applies a changed password at the next start", async () => {
    answer(asOwner("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n"));
    await server.end("SIGKILL");
    const rotated = { ...passwords, owner: "Rotated01234567".repeat(3) };
    server.declare(rotated);
    await server.start();
    expect(asOwner("SELECT 1").stderr).toMatch(/password authentication failed/);
    expect(answer(server.sql("beta9", rotated.owner, "SELECT count(*) FROM kept"))).toBe("1000");
    server.declare(passwords);
    await server.end("SIGINT");
    await server.start();
    expect(answer(asOwner("SELECT count(*) FROM kept"))).toBe("1000");
    expect(answer(server.asSuperuser("SELECT jobname FROM cron.job"))).toBe("trim-run-history");
  });
});
