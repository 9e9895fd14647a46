import { execFile, spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ageKey } from "../../components/backup/age-key.ts";
import { postgresDumpScript, redisDumpScript } from "../../components/backup/dump-steps.ts";
import { ends } from "../../components/backup/ship/ends.ts";
import { type DumpKind, type ShipSettings, secretNames } from "../../components/backup/ship/settings.ts";
import { restoredLog } from "../../components/data/redis-backup.ts";
import { bundleProgram } from "../../components/program/bundle.ts";
import { debianProgram } from "../../tools/toolchain/executables.ts";
import { provide } from "../../tools/toolchain/provide.ts";
import { PostgresServer, passwords as postgresPasswords } from "./postgres-server.ts";
import { RedisServer, passwords as redisPasswords } from "./redis-server.ts";
import { S3Server, s3Keys } from "./s3-server.ts";

const canary = "CANARY-token-in-clear-4711";
const bucket = "prod-backups";
const home = mkdtempSync(join(tmpdir(), "backup-"));
const dumps = join(home, "dumps");
const own = ageKey(new Uint8Array(32).fill(1));
const offline = ageKey(new Uint8Array(32).fill(2));
let store: S3Server;
let redis: RedisServer;
let postgres: PostgresServer;
let age: string;

const folder = (name: string) => {
  const path = join(home, name);
  mkdirSync(path);
  return path;
};

beforeAll(async () => {
  chmodSync(home, 0o755);
  mkdirSync(dumps);
  chmodSync(dumps, 0o777);
  age = await provide("age");
  store = await S3Server.start(folder("store"), [bucket]);
  redis = await RedisServer.prepare(folder("redis"));
  await redis.start();
  const gateway = await redis.loginAs("beta9", redisPasswords.gateway);
  for (let index = 0; index < 1000; index++) await gateway.command("SET", `${canary}-${index}`, `value ${index}`);
  postgres = await PostgresServer.make();
  await postgres.start();
  const made = postgres.sql(
    "beta9",
    postgresPasswords.owner,
    `create table token (id serial primary key, key text); insert into token (key) select '${canary}-' || n from generate_series(1, 1000) n`,
  );
  if (made.code !== 0) throw new Error(made.stderr);
  writeFileSync(
    join(home, "program.mjs"),
    bundleProgram(new URL("../../components/backup/ship/program.ts", import.meta.url)).text,
  );
});

afterAll(async () => {
  await redis?.end("SIGKILL");
  await postgres?.end("SIGINT");
  postgres?.remove();
  await store?.stop();
  rmSync(home, { recursive: true, force: true });
});

const file = (kind: DumpKind) => join(dumps, kind);

/** The first step of the pod, with the script that it is given. */
function dumpRedis(server = redis) {
  const script = redisDumpScript({
    cli: debianProgram("redis-cli", "redis-tools"),
    checker: debianProgram("redis-check-rdb", "redis-tools"),
    host: "localhost",
    port: server.config.port,
    caFile: server.caFile,
    file: file("redis"),
  });
  const env = { PATH: process.env.PATH, REDIS_USER: "backup", REDISCLI_AUTH: redisPasswords.backup };
  return spawnSync("sh", ["-c", script], { env, encoding: "utf8" });
}

function dumpPostgres(environment: Readonly<Record<string, string>> = {}) {
  rmSync(file("postgres"), { force: true });
  const { port, database, paths } = postgres.config;
  return postgres.run("sh", ["-c", postgresDumpScript({ file: file("postgres") })], {
    PGHOST: "localhost",
    PGPORT: String(port),
    PGDATABASE: database,
    PGUSER: "beta9_backup",
    PGPASSWORD: postgresPasswords.backup,
    PGSSLMODE: "verify-full",
    PGSSLROOTCERT: join(dirname(paths.certificate), "ca.crt"),
    ...environment,
  });
}

interface Shipped {
  readonly code: number;
  readonly said: string;
}

/** The second step of the pod: the bundled program. */
async function ship(
  kind: DumpKind,
  { secret = s3Keys.secret, into = bucket, endpoint = store.endpoint, keepDays = 35 } = {},
): Promise<Shipped> {
  const settings: ShipSettings = {
    kind,
    file: file(kind),
    prefix: `prod/${kind}/`,
    keepDays,
    region: store.region,
  };
  const place = mkdtempSync(join(home, "ship-"));
  writeFileSync(join(place, "settings.json"), JSON.stringify(settings));
  writeFileSync(join(place, secretNames.accessKeyId), s3Keys.id);
  writeFileSync(join(place, secretNames.secretAccessKey), secret);
  const env = {
    PATH: process.env.PATH,
    NODE_EXTRA_CA_CERTS: store.caFile,
    STORE_ENDPOINT: endpoint,
    STORE_BUCKET: into,
    RECIPIENTS: `${own.recipient} ${offline.recipient}`,
  };
  const args = [join(home, "program.mjs"), join(place, "settings.json"), place];
  return promisify(execFile)(process.execPath, args, { env }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    ({ code, stdout, stderr }) => ({ code, said: stdout + stderr }),
  );
}

/** Names of the dumps in the bucket, oldest first. */
const stored = (kind: DumpKind) => {
  const path = store.file(bucket, `prod/${kind}`);
  return existsSync(path) ? readdirSync(path).sort() : [];
};

/** As the handbook says: curl signs, age opens. */
function fetchAndOpen(kind: DumpKind, identity: string) {
  const [name = ""] = stored(kind).slice(-1);
  const encrypted = join(dumps, "fetched.age");
  const opened = join(dumps, "opened");
  const identityFile = join(home, "identity.txt");
  writeFileSync(identityFile, `${identity}\n`, { mode: 0o600 });
  const fetched = spawnSync(
    debianProgram("curl", "curl"),
    [
      ...["--config", "-", "--fail", "--silent", "--show-error", "--cacert", store.caFile],
      ...["--aws-sigv4", `aws:amz:${store.region}:s3`, "--output", encrypted],
      ...["--header", "x-amz-content-sha256: UNSIGNED-PAYLOAD"],
      `${store.endpoint}/${bucket}/prod/${kind}/${name}`,
    ],
    { input: `user = "${s3Keys.id}:${s3Keys.secret}"\n`, encoding: "utf8" },
  );
  if (fetched.status !== 0) throw new Error(fetched.stderr);
  const { status, stderr } = spawnSync(age, ["--decrypt", "-i", identityFile, "-o", opened, encrypted], {
    encoding: "utf8",
  });
  return { status, stderr, encrypted, opened };
}

describe("a dump of Redis", () => {
  it("is in the bucket encrypted, and its data is in the server that is made of it", async () => {
    expect(dumpRedis()).toMatchObject({ status: 0 });
    const { code, said } = await ship("redis");
    expect([code, said]).toEqual([0, expect.stringMatching(/prod\/redis\/\d{8}T\d{6}Z\.age: \d+ bytes, .* 1 kept/)]);

    const { encrypted, opened } = fetchAndOpen("redis", own.identity);
    const bytes = readFileSync(encrypted);
    expect(bytes.subarray(0, 21).toString()).toBe("age-encryption.org/v1");
    expect(readFileSync(file("redis")).includes(canary)).toBe(true);
    expect(bytes.includes(canary)).toBe(false);

    const restored = await RedisServer.prepare(folder("redis-restored"));
    const { baseFile, manifestFile, manifest } = restoredLog(restored.config.paths.data);
    mkdirSync(dirname(baseFile), { recursive: true });
    writeFileSync(baseFile, readFileSync(opened));
    writeFileSync(manifestFile, manifest);
    await restored.start();
    try {
      const client = await restored.loginAs("beta9", redisPasswords.gateway);
      expect(await client.command("DBSIZE")).toBe(1000);
      expect(await client.command("GET", `${canary}-999`)).toBe("value 999");
    } finally {
      await restored.end("SIGKILL");
    }
  });

  it("is opened by the key that is kept offline as well, and by no other", () => {
    expect(fetchAndOpen("redis", offline.identity).status).toBe(0);
    const { status, stderr } = fetchAndOpen("redis", ageKey(new Uint8Array(32).fill(3)).identity);
    expect([status, stderr]).toEqual([1, expect.stringContaining("no identity matched")]);
  });

  it("is not taken from a replica", async () => {
    const directory = folder("replica");
    const replica = await RedisServer.prepare(directory);
    appendFileSync(join(directory, "redis.conf"), "replicaof 127.0.0.1 1\n");
    await replica.start();
    try {
      expect(dumpRedis(replica)).toMatchObject({ status: 11, stderr: expect.stringContaining("slave") });
    } finally {
      await replica.end("SIGKILL");
    }
  });

  it("is refused when it is cut short, and leaves the bucket as it was", async () => {
    dumpRedis();
    const before = stored("redis");
    truncateSync(file("redis"), 500);
    const { code, said } = await ship("redis");
    expect([code, said]).toEqual([ends.badDump, expect.stringContaining("end mark is missing")]);
    writeFileSync(file("redis"), "");
    expect(await ship("redis")).toMatchObject({ code: ends.badDump, said: expect.stringContaining("is empty") });
    expect(stored("redis")).toEqual(before);
  });
});

describe("a dump of PostgreSQL", () => {
  it("is in the bucket encrypted, and its data is in the server that is made of it", async () => {
    expect(dumpPostgres()).toMatchObject({ code: 0, stderr: "" });
    expect((await ship("postgres")).code).toBe(0);
    const { encrypted, opened } = fetchAndOpen("postgres", own.identity);
    expect(readFileSync(encrypted).includes(canary)).toBe(false);
    chmodSync(opened, 0o644);

    const fresh = await PostgresServer.make();
    try {
      await fresh.start();
      const { database, port, paths } = fresh.config;
      const socket = { PGHOST: paths.socket, PGPORT: String(port), PGUSER: fresh.user.name };
      const restore = `pg_restore --clean --if-exists --exit-on-error --dbname=${database} < '${opened}'`;
      expect(fresh.run("sh", ["-c", restore], socket)).toMatchObject({ code: 0 });
      const counted = fresh.sql("beta9", postgresPasswords.owner, "select count(*), max(id) from token");
      expect(counted.stdout.trim()).toBe("1000|1000");
      // What the server's own preparation does must still work on what was restored.
      await fresh.end("SIGINT");
      await fresh.start();
    } finally {
      await fresh.end("SIGINT");
      fresh.remove();
    }
  });

  it("is refused when its data is cut short behind a whole header", () => {
    const shims = folder("shims");
    const real = debianProgram("pg_dump", "postgresql-client");
    writeFileSync(join(shims, "pg_dump"), `#!/bin/sh\n${real} "$@" && truncate -s -200 '${file("postgres")}'\n`);
    chmodSync(join(shims, "pg_dump"), 0o755);
    const { code, stderr } = dumpPostgres({ PATH: `${shims}:/usr/bin:/bin` });
    expect([code, stderr]).toEqual([12, expect.stringContaining("can not be read back")]);
  });

  it("is refused when it has another form", async () => {
    writeFileSync(file("postgres"), "-- PostgreSQL database dump\n");
    expect(await ship("postgres")).toMatchObject({
      code: ends.badDump,
      said: expect.stringContaining("its header is missing"),
    });
  });
});

describe("the store", () => {
  it.each([
    ["refuses another key", { secret: "another" }, ends.refused, "SignatureDoesNotMatch"],
    ["has no such bucket", { into: "nowhere" }, ends.refused, "NoSuchBucket"],
    ["is not there", { endpoint: "https://localhost:1" }, ends.noStore, "does not answer"],
  ])("%s: the run fails and says so, without a secret", async (_, changes, expected, words) => {
    dumpRedis();
    const { code, said } = await ship("redis", changes);
    expect([code, said]).toEqual([expected, expect.stringContaining(words)]);
    expect(said).not.toContain(s3Keys.secret);
  });

  it("loses dumps that are old by their names and by its own clock, never the newest ones and nobody else's", async () => {
    dumpRedis();
    const place = store.file(bucket, "prod/redis");
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    const object = (name: string, daysOld: number) => {
      writeFileSync(join(place, name), "an old dump");
      const time = Date.now() / 1000 - daysOld * 86_400;
      utimesSync(join(place, name), time, time);
    };
    object("20200101T000000Z.age", 100);
    object("20200102T000000Z.age", 1); // written yesterday by a clock that runs years behind
    object("20200103T000000Z.age", 100);
    object("20200104T000000Z.age", 100);
    object("20200105T000000Z.age", 100);
    object("notes.txt", 100);
    const { code, said } = await ship("redis");
    expect([code, said]).toEqual([0, expect.stringContaining("2 older than 35 days removed")]);
    expect(stored("redis").filter((name) => name < "2021" || name.endsWith(".txt"))).toEqual([
      "20200102T000000Z.age",
      "20200104T000000Z.age",
      "20200105T000000Z.age",
      "notes.txt",
    ]);
  });
});
