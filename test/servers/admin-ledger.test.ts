import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseLedger } from "../../components/beta9/admin-claim/ledger.ts";
import {
  psqlCommand,
  psqlEnvironment,
  renderServiceFile,
  serviceFile,
} from "../../components/beta9/admin-claim/pod.ts";
import { PostgresServer, passwords } from "./postgres-server.ts";

/** The columns that the claim reads, with the types of Beta9's own migrations. */
const schema = `
  create type token_type as enum ('admin', 'workspace_primary', 'workspace', 'worker');
  create table workspace (id serial primary key);
  create table token (id serial primary key, key varchar(255) unique not null, token_type token_type not null);
`;
let server: PostgresServer;
let folder: string;
const asOwner = (sql: string) => server.sql("beta9", passwords.owner, sql);

beforeAll(async () => {
  server = await PostgresServer.make();
  await server.start();
  folder = mkdtempSync(join(tmpdir(), "ledger-"));
  chownSync(folder, server.user.uid, server.user.gid);
  expect(asOwner(schema)).toMatchObject({ code: 0, stderr: "" });
});
afterAll(async () => {
  await server?.end("SIGKILL");
  server?.remove();
  if (folder) rmSync(folder, { recursive: true });
});

/** Runs psql as the claim's pod does. */
function look(over: { password?: string; tls?: boolean } = {}) {
  const { port, database } = server.config;
  const address = {
    host: "127.0.0.1",
    port,
    database,
    username: "beta9",
    password: passwords.owner,
    tls: true,
    ...over,
  };
  const path = join(folder, serviceFile);
  writeFileSync(path, renderServiceFile(address));
  chmodSync(path, 0o644);
  const [program = "", ...args] = psqlCommand(folder);
  return server.run(program, args, psqlEnvironment(folder));
}
const ledger = () => {
  const { adminTokens, ...counts } = parseLedger(readFileSync(join(folder, "tokens.json"), "utf8"));
  return { ...counts, adminTokens: adminTokens.map((token) => token.reveal()).sort() };
};

describe("the admin claim's look at PostgreSQL", () => {
  it("sees an unclaimed database", () => {
    expect(look()).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(ledger()).toEqual({ workspaces: 0, primaryTokens: 0, adminTokens: [] });
  });

  it("sees every admin token of every workspace, and prints none", () => {
    const tokens = "('first==', 'admin'), ('second==', 'admin'), ('p', 'workspace_primary'), ('w', 'worker')";
    asOwner(`insert into workspace default values; insert into workspace default values;
             insert into token (key, token_type) values ${tokens}`);
    expect(look()).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(ledger()).toEqual({ workspaces: 2, primaryTokens: 1, adminTokens: ["first==", "second=="] });
  });

  it("can not write: its session is read-only", () => {
    const [program = ""] = psqlCommand(folder);
    const { code, stderr } = server.run(program, ["--command=delete from token"], psqlEnvironment(folder));
    expect([code, stderr]).toEqual([1, expect.stringContaining("read-only transaction")]);
  });

  it("ends with the server's words when the password is wrong or TLS is off", () => {
    const wrong = look({ password: "wrong" });
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("password authentication failed")]);
    expect(look({ tls: false }).stderr).toContain("no encryption");
  });

  it("fails when the gateway's tables are other ones than it knows", () => {
    asOwner("alter table token rename to tokens");
    expect(look()).toMatchObject({ code: 1, stderr: expect.stringContaining('relation "token" does not exist') });
  });
});
