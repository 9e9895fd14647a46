import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exitCodes } from "../../components/beta9/preflight/finding.ts";
import type { PreflightSettings } from "../../components/beta9/preflight/settings.ts";
import { bundleProgram } from "../../components/program/bundle.ts";
import { debianProgram } from "../../tools/toolchain/executables.ts";
import { certificate, freePort } from "../loopback.ts";
import { PostgresServer } from "./postgres-server.ts";
import { passwords, RedisServer } from "./redis-server.ts";

const folder = mkdtempSync(join(tmpdir(), "preflight-"));
const { ca, crt, key } = certificate(folder);
const program = join(folder, "program.mjs");
const strange: ChildProcess[] = [];
let redis: RedisServer;
let postgres: PostgresServer;

/** A Redis that somebody else set up: these rights for `beta9`, these directives beside TLS. */
async function strangeRedis(acl: string, ...directives: string[]): Promise<number> {
  const port = await freePort();
  const config = join(folder, `redis-${port}.conf`);
  const files = [`tls-cert-file ${crt}`, `tls-key-file ${key}`, `tls-ca-cert-file ${ca}`, "tls-auth-clients no"];
  const place = [`tls-port ${port}`, "port 0", "bind 127.0.0.1", `dir ${mkdtempSync(join(folder, "redis-"))}`];
  const users = ["user default off", `user beta9 on >${passwords.gateway} ${acl}`];
  writeFileSync(config, [...files, ...place, 'save ""', ...users, ...directives].join("\n"));
  const server = spawn(debianProgram("redis-server", "redis-server"), [config]);
  strange.push(server);
  let output = "";
  await new Promise<void>((resolve, reject) => {
    server.stdout.on("data", (chunk) => {
      output += chunk;
      if (output.includes("Ready to accept connections")) resolve();
    });
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`redis-server ended with ${code}:\n${output}`)));
  });
  return port;
}

/** Runs the very program that goes into the pod. */
async function run(
  changes: Partial<Omit<PreflightSettings, "redis" | "postgres">> & {
    readonly redis?: Partial<PreflightSettings["redis"]>;
    readonly postgres?: Partial<PreflightSettings["postgres"]>;
  } = {},
) {
  const settings = {
    encryptionKey: `sk_${Buffer.alloc(32, 5).toString("base64")}`,
    authorities: [readFileSync(redis.caFile, "utf8"), readFileSync(ca, "utf8")],
    ...changes,
    redis: {
      host: "localhost",
      port: redis.config.port,
      username: "beta9",
      password: passwords.gateway,
      ...changes.redis,
    },
    postgres: { host: "localhost", port: postgres.config.port, ...changes.postgres },
  };
  const file = join(mkdtempSync(join(folder, "run-")), "preflight.json");
  writeFileSync(file, JSON.stringify(settings));
  const child = spawn(process.execPath, [program, "/dev/null", file], { env: {} });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const [code] = await once(child, "close");
  return { code, output };
}

const passed = { code: 0, output: "preflight: Redis, PostgreSQL and the encryption key are as Beta9 needs them\n" };

beforeAll(async () => {
  writeFileSync(program, bundleProgram(new URL("../../components/beta9/preflight/program.ts", import.meta.url)).text);
  redis = await RedisServer.prepare(mkdtempSync(join(folder, "own-")));
  await redis.start();
  postgres = await PostgresServer.make();
  await postgres.start();
});

afterAll(async () => {
  const ended = strange.map((server) => (server.exitCode === null ? once(server, "exit") : undefined));
  for (const server of strange) server.kill("SIGKILL");
  await Promise.all([...ended, redis?.end("SIGKILL"), postgres?.end("SIGKILL")]);
  postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe("the check before the gateway", () => {
  it("passes with the Redis and the PostgreSQL that the kit sets up, and the rights that it gives the gateway", async () => {
    expect(await run()).toEqual(passed);
  });

  it("leaves nothing behind in Redis", async () => {
    await run();
    const connection = await redis.loginAs("beta9", passwords.gateway);
    expect(await connection.command("DBSIZE")).toBe(0);
  });

  const everything = "~* &* +@all";
  const good = ["appendonly yes", "maxmemory-policy noeviction", "notify-keyspace-events AKE"];
  it("passes with a Redis of somebody else's that is set up right", async () => {
    expect(await run({ redis: { port: await strangeRedis(everything, ...good) } })).toEqual(passed);
  });

  it.each([
    ["that evicts", good.with(1, "maxmemory-policy allkeys-lru"), /maxmemory_policy is allkeys-lru, not noeviction/],
    ["that forgets at a restart", good.with(0, "appendonly no"), /aof_enabled is 0/],
    ["without events", good.with(2, 'notify-keyspace-events ""'), /lacks AKE/],
    ["with events of expiry alone", good.with(2, "notify-keyspace-events Ex"), /lacks AK/],
    ["of a cluster", [...good, "cluster-enabled yes"], /redis_mode is cluster/],
  ])("refuses a Redis %s", async (_name, directives, message) => {
    const { code, output } = await run({ redis: { port: await strangeRedis(everything, ...directives) } });
    expect(output).toMatch(message);
    expect(code).toBe(exitCodes.redisSettings);
  });

  it.each([
    ["hears no channel", "~* +@all", /PSUBSCRIBE is refused: NOPERM/],
    ["may not ask for INFO", "~* &* +@all -@dangerous", /INFO is refused: NOPERM/],
    ["may not read settings", "~* &* +@all -@dangerous +info", /CONFIG GET is refused: NOPERM/],
  ])("refuses a user who %s, and names the command", async (_name, acl, message) => {
    const { code, output } = await run({ redis: { port: await strangeRedis(acl, ...good) } });
    expect(output).toMatch(message);
    expect(code).toBe(exitCodes.redisRefusesUser);
  });

  it("ends each time with a code of its own, and prints no secret", async () => {
    const results = [
      await run({ redis: { password: "canary-password" } }),
      await run({ authorities: [] }),
      await run({ encryptionKey: "canary-key" }),
      await run({ postgres: { port: 1 } }),
    ];
    expect(results.map(({ code }) => code)).toEqual([
      exitCodes.redisRefusesUser,
      exitCodes.redisUnreachable,
      exitCodes.encryptionKey,
      exitCodes.postgresUnreachable,
    ]);
    const printed = results.map(({ output }) => output).join();
    for (const secret of ["canary", passwords.gateway]) expect(printed).not.toContain(secret);
  });

  it("refuses a PostgreSQL whose TLS is switched off", async () => {
    postgres.asSuperuser("ALTER SYSTEM SET ssl = off");
    const since = postgres.log.length;
    postgres.asSuperuser("SELECT pg_reload_conf()");
    await postgres.logged(/parameter "ssl" changed to "off"/, since);
    expect(await run()).toMatchObject({
      code: exitCodes.postgresWithoutTls,
      output: expect.stringContaining("ssl = on"),
    });
  });
});
