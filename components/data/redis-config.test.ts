import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RedisConfig, redisDirectives, renderRedisConfig } from "./redis-config.ts";
import { parseRedisConfig } from "./redis-config-reader.ts";

const config: RedisConfig = {
  memoryMiB: 1024,
  fsync: "always",
  port: 6379,
  bind: ["*", "-::*"],
  paths: { data: "/data", aclFile: "/c/users.acl", certificate: "/t/tls.crt", key: "/t/tls.key", ca: "/t/ca.crt" },
};
const word = fc.string({ minLength: 1, unit: "grapheme" });
const anyConfig = fc.record({
  memoryMiB: fc.integer({ min: 64, max: 131_072 }),
  fsync: fc.constantFrom("always", "everysec"),
  port: fc.integer({ min: 1, max: 65_535 }),
  bind: fc.tuple(word, word),
  paths: fc.record({ data: word, aclFile: word, certificate: word, key: word, ca: word }),
}) as fc.Arbitrary<RedisConfig>;

describe("redis.conf", () => {
  it("says to the server what the settings say, whatever characters a path has", () => {
    fc.assert(
      fc.property(anyConfig, (any) => {
        expect(parseRedisConfig(renderRedisConfig(any))).toEqual(redisDirectives(any));
      }),
    );
  });

  it("names no directive twice", () => {
    const names = redisDirectives(config).map(([name]) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  it("is what a reader of the plan sees", () => {
    expect(renderRedisConfig(config)).toMatchInlineSnapshot(`
      "databases 1
      notify-keyspace-events AKE
      maxmemory 1073741824
      maxmemory-policy noeviction
      dir /data
      appendonly yes
      appendfsync always
      no-appendfsync-on-rewrite no
      aof-load-truncated yes
      save 3600 1
      stop-writes-on-bgsave-error no
      repl-diskless-sync-delay 0
      port 0
      tls-port 6379
      bind * -::*
      tls-cert-file /t/tls.crt
      tls-key-file /t/tls.key
      tls-ca-cert-file /t/ca.crt
      tls-auth-clients no
      tls-protocols TLSv1.3
      aclfile /c/users.acl
      protected-mode yes
      enable-protected-configs no
      enable-debug-command no
      enable-module-command no
      crash-log-enabled no
      daemonize no
      logfile ""
      loglevel notice
      tcp-keepalive 60
      "
    `);
  });
});
