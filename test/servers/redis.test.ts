import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { restoredLog } from "../../components/data/redis-backup.ts";
import { redisDirectives } from "../../components/data/redis-config.ts";
import { debianProgram } from "../../tools/toolchain/executables.ts";
import type { RedisConnection, Reply } from "./redis-connection.ts";
import { passwords, RedisServer } from "./redis-server.ts";

const run = promisify(execFile);
const root = mkdtempSync(join(tmpdir(), "redis-"));
let count = 0;
let server: RedisServer;

const fresh = () => {
  const directory = join(root, String(count++));
  mkdirSync(directory);
  return RedisServer.prepare(directory);
};
beforeEach(async () => {
  server = await fresh();
  await server.start();
});
afterEach(() => server.end("SIGKILL"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const gateway = () => server.loginAs("beta9", passwords.gateway);
const message = (reply: Reply) => (reply instanceof Error ? reply.message : `allowed: ${String(reply)}`);

describe("redis-server with the kit's files", () => {
  it("has every setting that the file says", async () => {
    const client = await gateway();
    const answered: Record<string, string> = {};
    const wanted = Object.fromEntries(
      redisDirectives(server.config).map(([name, ...words]) => [name, words.join(" ")]),
    );
    for (const name of Object.keys(wanted)) {
      const [key, value] = (await client.command("CONFIG", "GET", name)) as readonly string[];
      answered[key ?? `nothing for ${name}`] = value ?? "";
    }
    expect(answered).toEqual(wanted);
  });

  it("answers nobody in plain text", async () => {
    const socket = connect(server.config.port, "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk.toString("latin1")));
    // The server resets the connection; whatever it said before is what counts.
    socket.on("error", () => {});
    socket.write("PING\r\n");
    await new Promise<void>((done) => socket.once("close", () => done()));
    expect(answer).not.toContain("PONG");
    expect(answer).not.toContain("NOAUTH");
  });

  it("lets in the users of the ACL file and no other", async () => {
    const stranger = await server.open();
    expect(message(await stranger.command("PING"))).toMatch(/^NOAUTH/);
    expect(message(await stranger.command("AUTH", passwords.gateway))).toMatch(/^WRONGPASS/);
    expect(message(await stranger.command("AUTH", "default", ""))).toMatch(/^WRONGPASS/);
    expect(message(await stranger.command("AUTH", "beta9", passwords.probe))).toMatch(/^WRONGPASS/);
    expect(await stranger.command("AUTH", "beta9", passwords.gateway)).toBe("OK");
    expect(await stranger.command("PING")).toBe("PONG");
  });

  it("gives the gateway all that it does and none of what would end the platform", async () => {
    const client = await gateway();
    const does: [string, ...string[]][] = [
      ["HELLO", "2"],
      ["CLIENT", "SETNAME", "Beta9Gateway"],
      ["SET", "key", "value", "EX", "600"],
      ["HSET", "hash", "field", "1"],
      ["RPUSH", "list", "1"],
      ["ZADD", "set", "1", "member"],
      ["SCAN", "0", "MATCH", "*", "COUNT", "10000"],
      ["EVAL", "return redis.call('GET', KEYS[1])", "1", "key"],
      ["SCRIPT", "LOAD", "return 1"],
      ["MULTI"],
      ["INCR", "counter"],
      ["EXEC"],
      ["PUBLISH", "channel", "message"],
      ["INFO", "memory"],
    ];
    for (const words of does)
      expect([words, message(await client.command(...words))]).toEqual([words, expect.stringMatching(/^allowed/)]);
    for (const words of [
      ["FLUSHALL"],
      ["FLUSHDB"],
      ["KEYS", "*"],
      ["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"],
      ["SHUTDOWN", "NOSAVE"],
      ["REPLICAOF", "192.0.2.1", "6379"],
      ["MONITOR"],
      ["ACL", "LIST"],
      ["SWAPDB", "0", "0"],
    ]) {
      expect([words, message(await client.command(...words))]).toEqual([words, expect.stringMatching(/^NOPERM/)]);
    }
    // Off in the server's own configuration, before anybody's permissions are asked.
    expect(message(await client.command("DEBUG", "SLEEP", "0"))).toMatch(/^ERR DEBUG command not allowed/);
    expect(message(await client.command("SELECT", "1"))).toMatch(/out of range/);
  });

  it("tells subscribers of every change of a key", async () => {
    const [writer, listener] = [await gateway(), await gateway()];
    const heard = new Promise<readonly Reply[]>((done) => {
      listener.onMessage = done;
    });
    await listener.command("PSUBSCRIBE", "__keyspace@0__:container:*");
    await writer.command("SET", "container:1", "running");
    expect(await heard).toEqual(["pmessage", "__keyspace@0__:container:*", "__keyspace@0__:container:1", "set"]);
  });

  it("refuses what does not fit and forgets nothing for it", async () => {
    const client = await gateway();
    let kept = 0;
    let reply: Reply = "OK";
    for (const value = "x".repeat(1024 * 1024); reply === "OK"; ) {
      reply = await client.command("SET", `key-${kept}`, value);
      if (reply === "OK") kept++;
    }
    expect(message(reply)).toMatch(/^OOM/);
    expect(kept).toBeGreaterThan(30);
    expect(await client.command("DBSIZE")).toBe(kept);
  });

  it("has every acknowledged write after kill -9 in the middle of many", async () => {
    const clients = await Promise.all([gateway(), gateway(), gateway(), gateway()]);
    const acknowledged: string[] = [];
    let killed: Promise<void> | undefined;
    const write = async (client: RedisConnection, writer: number) => {
      for (let index = 0; ; index++) {
        const key = `${writer}-${index}`;
        if ((await client.command("SET", key, key)) === "OK") acknowledged.push(key);
        if (acknowledged.length === 1000) killed = server.end("SIGKILL");
      }
    };
    await Promise.allSettled(clients.map(write));
    await killed;
    expect(acknowledged.length).toBeGreaterThanOrEqual(1000);

    await server.start();
    const client = await gateway();
    expect(await client.command("MGET", ...acknowledged)).toEqual(acknowledged);
  });

  it("answers the probes, and only while it runs", async () => {
    await run("sh", [server.probeFile, "ready"]);
    await run("sh", [server.probeFile, "alive"]);
    await server.end("SIGTERM");
    await expect(run("sh", [server.probeFile, "ready"])).rejects.toThrow();
    await expect(run("sh", [server.probeFile, "alive"])).rejects.toThrow();
  });

  it("gives the backup user a snapshot and no single key; the snapshot starts another server", async () => {
    await (await gateway()).command("SET", "pool:eu-de-l40s", "declared");
    const backup = await server.loginAs("backup", passwords.backup);
    expect(message(await backup.command("GET", "pool:eu-de-l40s"))).toMatch(/^NOPERM/);

    const restored = await fresh();
    const { baseFile, manifestFile, manifest } = restoredLog(restored.config.paths.data);
    const snapshot = join(root, "snapshot.rdb");
    const address = ["-h", "127.0.0.1", "-p", String(server.config.port), "--tls", "--cacert", server.caFile];
    const user = ["--user", "backup", "--no-auth-warning"];
    await run(debianProgram("redis-cli", "redis-tools"), [...address, ...user, "--rdb", snapshot], {
      env: { ...process.env, REDISCLI_AUTH: passwords.backup },
    });
    mkdirSync(dirname(baseFile), { recursive: true });
    renameSync(snapshot, baseFile);
    writeFileSync(manifestFile, manifest);
    await restored.start();
    try {
      const client = await restored.loginAs("beta9", passwords.gateway);
      expect(await client.command("GET", "pool:eu-de-l40s")).toBe("declared");
    } finally {
      await restored.end("SIGKILL");
    }
  });
});
