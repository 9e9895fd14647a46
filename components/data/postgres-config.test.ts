import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderPostgresBootstrap } from "./postgres-bootstrap.ts";
import { type PostgresConfig, postgresSettings, renderPostgresConfig, renderPostgresHba } from "./postgres-config.ts";
import { scramVerifier } from "./postgres-scram.ts";

const config: PostgresConfig = {
  memoryMiB: 2048,
  maxConnections: 200,
  database: "beta9",
  port: 5432,
  listenAddresses: "*",
  paths: {
    data: "/d/pgdata",
    config: "/etc/postgresql",
    socket: "/run/pg",
    certificate: "/t/tls.crt",
    key: "/t/tls.key",
  },
};
const path = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => !/[\r\n]/.test(text));

/** Reads postgresql.conf as guc-file.l and GUC_scanstr do, as far as the renderer writes. */
function parse(text: string): [string, string][] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [, name = "", value = ""] = /^(\S+) = '(.*)'$/su.exec(line) ?? [];
      return [name, value.replace(/''|\\\\/g, (pair) => pair.slice(1))];
    });
}

describe("postgresql.conf", () => {
  it("says to the server what the settings say, whatever characters a path has", () => {
    fc.assert(
      fc.property(path, path, fc.integer({ min: 512, max: 262_144 }), (data, key, memoryMiB) => {
        const any = { ...config, memoryMiB, paths: { ...config.paths, data, key } };
        expect(parse(renderPostgresConfig(any))).toEqual(postgresSettings(any));
      }),
    );
  });

  it("never promises more memory than there is, all connections sorting at once included", () => {
    fc.assert(
      fc.property(fc.integer({ min: 512, max: 262_144 }), fc.integer({ min: 20, max: 2000 }), (memoryMiB, wanted) => {
        const maxConnections = Math.min(wanted, Math.floor(memoryMiB / 4));
        const settings = new Map(postgresSettings({ ...config, memoryMiB, maxConnections }));
        const mib = (name: string) => Number(settings.get(name)?.replace("MB", ""));
        const used = mib("shared_buffers") + maxConnections * mib("work_mem") + 3 * mib("maintenance_work_mem");
        expect(used).toBeLessThanOrEqual(memoryMiB);
      }),
    );
  });

  it("is what a reader of the plan sees", () => {
    expect(renderPostgresConfig(config)).toMatchInlineSnapshot(`
      "data_directory = '/d/pgdata'
      hba_file = '/etc/postgresql/pg_hba.conf'
      ident_file = '/d/pgdata/pg_ident.conf'
      listen_addresses = '*'
      port = '5432'
      unix_socket_directories = '/run/pg'
      max_connections = '200'
      tcp_keepalives_idle = '60s'
      ssl = 'on'
      ssl_cert_file = '/t/tls.crt'
      ssl_key_file = '/t/tls.key'
      ssl_min_protocol_version = 'TLSv1.3'
      password_encryption = 'scram-sha-256'
      fsync = 'on'
      synchronous_commit = 'on'
      full_page_writes = 'on'
      wal_level = 'replica'
      shared_buffers = '512MB'
      effective_cache_size = '1280MB'
      maintenance_work_mem = '128MB'
      work_mem = '2MB'
      huge_pages = 'off'
      random_page_cost = '1.1'
      shared_preload_libraries = 'pg_cron'
      cron.database_name = 'beta9'
      cron.use_background_workers = 'on'
      cron.log_statement = 'off'
      cron.max_running_jobs = '8'
      max_worker_processes = '24'
      timezone = 'UTC'
      log_timezone = 'UTC'
      logging_collector = 'off'
      log_destination = 'stderr'
      log_statement = 'none'
      log_min_error_statement = 'panic'
      log_error_verbosity = 'terse'
      "
    `);
  });
});

describe("pg_hba.conf", () => {
  it("opens the network to the named roles, the named database, TLS and SCRAM, and the superuser's socket", () => {
    const hba = renderPostgresHba({ superuser: "postgres", database: "beta9", roles: ["beta9", "beta9_backup"] });
    expect(hba).toMatchInlineSnapshot(`
      "local all postgres peer
      local all all reject
      hostnossl all all all reject
      hostssl beta9 beta9 all scram-sha-256
      hostssl beta9 beta9_backup all scram-sha-256
      host all all all reject
      host replication all all reject
      "
    `);
    expect(hba).not.toMatch(/trust|password|md5/);
  });
});

describe("what PostgreSQL stores of a password", () => {
  it("is what RFC 7677 says of its example", () => {
    const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
    const verifier = scramVerifier("pencil", salt, 4096);
    expect(verifier).toMatch(/^SCRAM-SHA-256\$4096:W22ZaJ0SNY7soEsUEjb6gQ==\$[\w+/]{43}=:[\w+/]{43}=$/);
    const serverKey = Buffer.from(verifier.split(":").at(-1) ?? "", "base64");
    const messages = [
      "n=user,r=rOprNGfwEbeRWgbNEkqO",
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
      "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
    ];
    const signature = createHmac("sha256", serverKey).update(messages.join(",")).digest("base64");
    expect(signature).toBe("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  });

  it("is the same at every run, and another for another salt", () => {
    const salt = Buffer.alloc(16, 1);
    expect(scramVerifier("secret", salt)).toBe(scramVerifier("secret", salt));
    expect(scramVerifier("secret", salt)).not.toBe(scramVerifier("secret", Buffer.alloc(16, 2)));
  });

  it("refuses a password that would need Unicode preparation", () => {
    expect(() => scramVerifier("pässword", Buffer.alloc(16))).toThrow(RangeError);
  });
});

describe("the bootstrap", () => {
  it("is what a reader of the plan sees, without a password", () => {
    const sql = renderPostgresBootstrap({
      database: "beta9",
      owner: "beta9",
      ownerVerifier: "<owner's verifier>",
      backupRole: "beta9_backup",
      backupVerifier: "<backup's verifier>",
      maintenanceDatabases: ["postgres", "template1"],
    });
    expect(sql).toMatchInlineSnapshot(`
      "\\set ON_ERROR_STOP on
      SET client_min_messages = warning;
      SELECT 'CREATE ROLE beta9' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'beta9')\\gexec
      ALTER ROLE beta9 WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '<owner's verifier>';
      SELECT 'CREATE ROLE beta9_backup' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'beta9_backup')\\gexec
      ALTER ROLE beta9_backup WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS PASSWORD '<backup's verifier>';
      GRANT pg_read_all_data TO beta9_backup;
      SELECT 'CREATE DATABASE beta9 OWNER beta9' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'beta9')\\gexec
      ALTER DATABASE beta9 OWNER TO beta9;
      REVOKE CONNECT, TEMPORARY ON DATABASE beta9, postgres, template1 FROM PUBLIC;
      GRANT CONNECT ON DATABASE beta9 TO beta9_backup;
      \\connect beta9
      SET client_min_messages = warning;
      CREATE EXTENSION IF NOT EXISTS pg_cron;
      ALTER EXTENSION pg_cron UPDATE;
      REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA cron FROM PUBLIC;
      GRANT USAGE ON SCHEMA cron TO beta9;
      SELECT format('GRANT EXECUTE ON FUNCTION %s TO beta9', oid::regprocedure) FROM pg_proc WHERE pronamespace = 'cron'::regnamespace AND proname IN ('schedule', 'unschedule')\\gexec
      SELECT cron.schedule('trim-run-history', '17 3 * * *', 'DELETE FROM cron.job_run_details WHERE end_time < now() - interval ''7 days''');
      "
    `);
  });
});
