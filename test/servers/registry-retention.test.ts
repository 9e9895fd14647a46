import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bundleProgram } from "../../components/program/bundle.ts";
import { type RetentionSettings, secretNames, workFiles } from "../../components/registry/retention/settings.ts";
import { forgetSql, usageSql } from "../../components/registry/retention/sql.ts";
import { freePort } from "../loopback.ts";
import { PostgresServer, passwords } from "./postgres-server.ts";
import { call, push } from "./registry-client.ts";
import { htpasswdLine, type RunningRegistry, startRegistry } from "./registry-server.ts";

// The real database, registry, psql and program; only the store of indexes is a listener that writes down what it is asked.

const repository = "beta9-users";
const password = "correct-horse-battery";
const home = mkdtempSync(join(tmpdir(), "retention-"));
const work = join(home, "work");
const secrets = join(home, "secrets");
const asked: string[] = [];
let database: PostgresServer;
let registry: RunningRegistry;
let store: Server;

/** Columns as Beta9's migrations 001, 009 and 028 make them, as far as retention reads them. */
const schema = `
create table stub (id serial primary key, config json not null,
  created_at timestamptz default now(), updated_at timestamptz default now());
create table deployment (id serial primary key, active boolean not null default true,
  stub_id int references stub(id), deleted_at timestamptz);
create table task (id serial primary key, stub_id int references stub(id), ended_at timestamptz,
  created_at timestamptz default now());
create table image (id serial primary key, image_id text not null unique, clip_version int not null);
`;
const stub = (image: string, daysAgo: number) =>
  `with s as (insert into stub (config, created_at, updated_at) values ('{"runtime":{"image_id":"${image}"}}',
     now() - interval '${daysAgo} days', now() - interval '${daysAgo} days') returning id)`;
const rows = [
  `${stub("old", 200)} select from s`,
  `${stub("shared", 200)} select from s`,
  `${stub("deployed", 200)} insert into deployment (stub_id) select id from s`,
  `${stub("undeployed", 300)} insert into deployment (stub_id, active) select id, false from s`,
  `${stub("running", 200)} insert into task (stub_id, created_at) select id, now() - interval '199 days' from s`,
  `${stub("tasked", 200)} insert into task (stub_id, ended_at) select id, now() from s`,
  `${stub("young", 1)} select from s`,
];
const images = ["old", "shared", "deployed", "undeployed", "running", "tasked", "young"];

beforeAll(async () => {
  for (const folder of [work, secrets]) mkdirSync(folder);
  chmodSync(home, 0o755);
  chmodSync(work, 0o777);
  database = await PostgresServer.make();
  await database.start();
  registry = await startRegistry(
    join(home, "registry"),
    { kind: "filesystem", directory: join(home, "blobs") },
    htpasswdLine("housekeeping", password),
  );
  const port = await freePort();
  store = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(204).end();
  }).listen(port, "127.0.0.1");
  await once(store, "listening");
  const settings: RetentionSettings = {
    registryUrl: `https://localhost:${registry.port}`,
    repository,
    username: "housekeeping",
    keepLast: 1,
    keepDays: 90,
    storeRegion: "eu-de",
  };
  writeFileSync(join(home, "settings.json"), JSON.stringify(settings));
  writeFileSync(
    join(home, "program.mjs"),
    bundleProgram(new URL("../../components/registry/retention/program.ts", import.meta.url)).text,
  );
  const files = {
    [secretNames.password]: password,
    [secretNames.storeUrl]: `http://127.0.0.1:${port}`,
    [secretNames.bucket]: "prod-images",
    [secretNames.accessKeyId]: "AKID",
    [secretNames.secretAccessKey]: "planted-secret",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(secrets, name), text);
});

afterAll(async () => {
  store?.close();
  await registry?.stop();
  await database?.end("SIGINT");
  database?.remove();
  rmSync(home, { recursive: true, force: true });
});

/** One step of the pod that runs the program. */
async function step(name: "select" | "remove"): Promise<string> {
  const env = { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: registry.caFile };
  const args = [join(home, "program.mjs"), join(home, "settings.json"), name, work, secrets];
  return (await promisify(execFile)(process.execPath, args, { env })).stdout;
}

/** One step of the pod that runs psql: over the network, as Beta9's own role. */
function psql(sql: string, output?: string): string {
  const file = join(work, "step.sql");
  writeFileSync(file, sql);
  const { database: name, port } = database.config;
  const environment = {
    PGHOST: "localhost",
    PGPORT: String(port),
    PGDATABASE: name,
    PGUSER: "beta9",
    PGPASSWORD: passwords.owner,
    PGSSLMODE: "require",
  };
  const args = ["--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-qAt", "-f", file];
  const done = database.run("psql", output === undefined ? args : [...args, "-o", join(work, output)], environment);
  if (done.code !== 0) throw new Error(done.stderr);
  return done.stdout.trim();
}

async function tags(): Promise<string[]> {
  const client = { port: registry.port, ca: registry.ca, user: `housekeeping:${password}` };
  const answer = await call(client, "GET", `/v2/${repository}/tags/list`);
  return (JSON.parse(answer.body.toString()) as { tags: string[] }).tags.sort();
}

it("removes what nothing used for long, its row and its index, and leaves everything else", async () => {
  psql(
    [schema, ...rows, ...images.map((id) => `insert into image (image_id, clip_version) values ('${id}', 2)`)].join(
      ";\n",
    ),
  );
  const client = { port: registry.port, ca: registry.ca, user: `housekeeping:${password}` };
  const layer = randomBytes(1000);
  for (const tag of [...images, "built-by-hand"]) {
    // One manifest under two tags, of which one stays.
    await push(client, repository, tag, tag === "shared" || tag === "deployed" ? layer : randomBytes(1000));
  }

  psql(usageSql, workFiles.usage);
  expect(await step("select")).toContain("3 to remove, 1 unknown");
  expect(JSON.parse(readFileSync(join(work, workFiles.remove), "utf8")).sort()).toEqual([
    "old",
    "shared",
    "undeployed",
  ]);

  // Somebody deploys one of them between selection and removal.
  psql("insert into deployment (stub_id) select id from stub where config->'runtime'->>'image_id' = 'old'");
  psql(forgetSql(join(work, workFiles.remove)), workFiles.forgotten);
  await step("remove");

  expect(await tags()).toEqual(["built-by-hand", "deployed", "old", "running", "tasked", "young"]);
  expect(psql("select string_agg(image_id, ' ' order by image_id) from image")).toBe(
    "deployed old running tasked young",
  );
  expect(asked.sort()).toEqual(["DELETE /prod-images/shared.rclip", "DELETE /prod-images/undeployed.rclip"]);
  const kept = await call(client, "GET", `/v2/${repository}/manifests/deployed`);
  expect(kept.status).toBe(200);
});

it("finishes what a run that was cut short began", async () => {
  const client = { port: registry.port, ca: registry.ca, user: `housekeeping:${password}` };
  await push(client, repository, "shared", randomBytes(1000));
  psql(usageSql, workFiles.usage);
  await step("select");
  psql(forgetSql(join(work, workFiles.remove)), workFiles.forgotten);
  expect(JSON.parse(readFileSync(join(work, workFiles.forgotten), "utf8"))).toEqual(["shared"]);
  await step("remove");
  expect(await tags()).not.toContain("shared");
});
