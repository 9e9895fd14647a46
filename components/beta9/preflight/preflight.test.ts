import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createSecureContext, createServer as createTlsServer, TLSSocket } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { exitCodes } from "./finding.ts";
import { preflight } from "./preflight.ts";
import { encodeCommand } from "./resp.ts";
import { preflightSettings } from "./settings.ts";
import { loopbackIdentity } from "./testing.ts";

const identity = loopbackIdentity();
const stranger = loopbackIdentity();
const password = "canary-password";
const encryptionKey = `sk_${Buffer.alloc(32, 3).toString("base64")}`;

const open: Server[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return (server.address() as AddressInfo).port;
}

interface RedisScript {
  readonly info?: string;
  readonly events?: string;
  /** Whether a subscriber hears of a key that was written. */
  readonly notifies?: boolean;
  /** Command → error that answers it. */
  readonly refuses?: Readonly<Record<string, string>>;
  readonly identity?: typeof identity;
}

const goodInfo = "redis_mode:standalone\r\nrole:master\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n";
const text = (value: string) => `$${Buffer.byteLength(value)}\r\n${value}\r\n`;

/** Answers as Redis does, over TLS, as far as the check asks. */
function redis({ info = goodInfo, events = "AKE", notifies = true, refuses = {}, ...rest }: RedisScript = {}) {
  const listeners: { readonly socket: Socket; readonly pattern: string }[] = [];
  return listen(
    createTlsServer(rest.identity ?? identity, (socket) => {
      socket.on("error", () => {});
      socket.on("data", (bytes: Buffer) => {
        const lines = bytes.toString().split("\r\n");
        const words = lines.filter((_, index) => index > 0 && index % 2 === 0);
        socket.write(answer(socket, words));
      });
    }),
  );

  function answer(socket: Socket, [command = "", first = "", second = ""]: string[]): string {
    const refusal = refuses[command];
    if (refusal) return `-${refusal}\r\n`;
    if (command === "AUTH") return second === password ? "+OK\r\n" : "-WRONGPASS invalid username-password pair\r\n";
    if (command === "INFO") return text(info);
    if (command === "CONFIG") return `*2\r\n${text(second)}${text(events)}`;
    if (command === "PING")
      return listeners.some((each) => each.socket === socket) ? "*2\r\n$4\r\npong\r\n$0\r\n\r\n" : "+PONG\r\n";
    if (command === "PSUBSCRIBE") {
      listeners.push({ socket, pattern: first });
      return `*3\r\n${text("psubscribe")}${text(first)}:1\r\n`;
    }
    if (command === "SET" && notifies) {
      for (const { socket: listener, pattern } of listeners) {
        listener.write(encodeCommand(["pmessage", pattern, `__keyspace@0__:${first}`, "set"]));
      }
    }
    return command === "DEL" ? ":1\r\n" : "+OK\r\n";
  }
}

/** Answers the request for TLS as PostgreSQL does. */
function postgres(answer = "S"): Promise<number> {
  return listen(
    createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", (request) => {
        expect([...request]).toEqual([0, 0, 0, 8, 4, 210, 22, 47]);
        socket.write(answer);
        if (answer === "S") {
          new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(identity) }).on("error", () => {});
        }
      });
    }),
  );
}

/** Answers everything as a Redis without TLS. */
function plainServer(): Promise<number> {
  return listen(
    createServer((socket) => socket.on("error", () => {}).once("data", () => socket.end("-ERR unknown\r\n"))),
  );
}

interface Choice {
  readonly redis?: RedisScript | number;
  readonly postgres?: string | number;
  readonly key?: string;
  readonly password?: string;
}

async function findings(choice: Choice = {}) {
  const redisPort = typeof choice.redis === "number" ? choice.redis : await redis(choice.redis);
  const postgresPort = typeof choice.postgres === "number" ? choice.postgres : await postgres(choice.postgres);
  return preflight({
    redis: { host: "localhost", port: redisPort, username: "beta9", password: choice.password ?? password },
    postgres: { host: "localhost", port: postgresPort },
    encryptionKey: choice.key ?? encryptionKey,
    authorities: [identity.cert],
  });
}

/** A port on which nothing listens any more. */
async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  open.splice(open.indexOf(server), 1);
  return port;
}

describe("the check before the gateway starts", () => {
  it("passes when Redis, PostgreSQL and the key are as Beta9 needs them", async () => {
    expect(await findings()).toEqual([]);
  });

  const failures: readonly (readonly [string, () => Promise<Choice> | Choice, number, RegExp])[] = [
    ["Redis is down", async () => ({ redis: await closedPort() }), exitCodes.redisUnreachable, /ECONNREFUSED/],
    [
      "Redis' certificate is a stranger's",
      () => ({ redis: { identity: stranger } }),
      exitCodes.redisUnreachable,
      /self.signed/,
    ],
    [
      "Redis talks plain text",
      async () => ({ redis: await plainServer() }),
      exitCodes.redisUnreachable,
      /wrong version number/,
    ],
    [
      "Redis refuses the password",
      () => ({ password: "another" }),
      exitCodes.redisRefusesUser,
      /AUTH is refused: WRONGPASS/,
    ],
    [
      "the user may not subscribe",
      () => ({ redis: { refuses: { PSUBSCRIBE: "NOPERM no channel permissions" } } }),
      exitCodes.redisRefusesUser,
      /PSUBSCRIBE is refused: NOPERM/,
    ],
    [
      "the user may not read settings",
      () => ({ redis: { refuses: { CONFIG: "NOPERM" } } }),
      exitCodes.redisRefusesUser,
      /CONFIG GET is refused/,
    ],
    [
      "Redis evicts",
      () => ({ redis: { info: goodInfo.replace("noeviction", "allkeys-lru") } }),
      exitCodes.redisSettings,
      /allkeys-lru, not noeviction/,
    ],
    [
      "Redis forgets",
      () => ({ redis: { info: goodInfo.replace("aof_enabled:1", "aof_enabled:0") } }),
      exitCodes.redisSettings,
      /appendonly/,
    ],
    ["Redis sends no events", () => ({ redis: { events: "" } }), exitCodes.redisSettings, /notify-keyspace-events AKE/],
    [
      "events of database 0 do not arrive",
      () => ({ redis: { notifies: false } }),
      exitCodes.redisSettings,
      /no event came for it in database 0/,
    ],
    [
      "PostgreSQL is down",
      async () => ({ postgres: await closedPort() }),
      exitCodes.postgresUnreachable,
      /ECONNREFUSED/,
    ],
    ["PostgreSQL has no TLS", () => ({ postgres: "N" }), exitCodes.postgresWithoutTls, /ssl = on/],
    [
      "somebody slips bytes in before the handshake",
      () => ({ postgres: "SX" }),
      exitCodes.postgresUnreachable,
      /no PostgreSQL/,
    ],
    [
      "the key is malformed",
      () => ({ key: "canary-key" }),
      exitCodes.encryptionKey,
      /encryptionKey does not start with sk_/,
    ],
  ];
  it.each(failures)("fails when %s", async (_name, choose, code, message) => {
    const found = await findings(await choose());
    expect(found.map((finding) => finding.code)).toEqual([code]);
    expect(found[0]?.message).toMatch(message);
    expect(found[0]?.message).not.toMatch(/canary|another/);
  });

  it("tells of everything at once", async () => {
    const found = await findings({ redis: { events: "", info: "" }, postgres: "N", key: "" });
    expect(new Set(found.map(({ code }) => code))).toEqual(
      new Set([exitCodes.redisSettings, exitCodes.postgresWithoutTls, exitCodes.encryptionKey]),
    );
    expect(found).toHaveLength(7);
  });

  it("takes no settings file but its own", () => {
    const good = {
      redis: { host: "h", port: 6379, username: "u", password: "p" },
      postgres: { host: "h", port: 5432 },
      encryptionKey,
      authorities: [],
    };
    expect(preflightSettings.safeParse(good).success).toBe(true);
    for (const bad of [{}, { ...good, redis: { ...good.redis, port: 0 } }, { ...good, more: 1 }]) {
      expect(preflightSettings.safeParse(bad).success).toBe(false);
    }
  });
});
