import { randomUUID } from "node:crypto";
import { exitCodes, type Finding } from "./finding.ts";
import { RedisConnection } from "./redis-connection.ts";
import { redisSettingProblems } from "./redis-settings.ts";
import { type Reply, RespError } from "./resp.ts";
import type { Server } from "./secure-socket.ts";

export interface RedisTarget extends Server {
  readonly username: string;
  readonly password: string;
}

/** Redis refused a command: the user may not do what Beta9, or this check, has to. */
class Refusal extends Error {}

/** Asks Redis for its settings and then proves, with a key of its own, that an event of database 0 really arrives. */
export async function checkRedis(target: RedisTarget): Promise<Finding[]> {
  const where = `Redis at ${target.host}:${target.port}`;
  const connections: RedisConnection[] = [];
  const open = async () => {
    const connection = await RedisConnection.open(target);
    connections.push(connection);
    await ask(connection, "AUTH", target.username, target.password);
    return connection;
  };
  try {
    const connection = await open();
    const settings = redisSettingProblems({
      info: text(await ask(connection, "INFO")),
      keyspaceEvents: configValue(await ask(connection, "CONFIG", "GET", "notify-keyspace-events")),
    });
    // Settings that are wrong explain why no event comes; only right ones have to be proved.
    const problems = settings.length > 0 ? settings : await eventProblems(connection, await open());
    return problems.map((problem) => ({ code: exitCodes.redisSettings, message: `${where}: ${problem}` }));
  } catch (error) {
    const code = error instanceof Refusal ? exitCodes.redisRefusesUser : exitCodes.redisUnreachable;
    return [{ code, message: `${where}: ${(error as Error).message}` }];
  } finally {
    for (const connection of connections) connection.close();
  }
}

/**
 * Writes a key and looks whether its event comes, by a pattern subscription as Beta9's. Redis queues the event before it
 * answers the write, so a PONG asked for after that answer arrives first only when there is no event.
 */
async function eventProblems(writer: RedisConnection, listener: RedisConnection): Promise<string[]> {
  const key = `eu-gpu-cloud:preflight:${randomUUID()}`;
  const pattern = `__keyspace@0__:${key}*`;
  await ask(listener, "PSUBSCRIBE", pattern);
  await ask(writer, "SET", key, "1", "PX", "60000");
  const first = await ask(listener, "PING");
  await ask(writer, "DEL", key);
  if (Array.isArray(first) && first[0] === "pmessage" && first[3] === "set") return [];
  return ["a key was written and no event came for it in database 0: Beta9 would not see containers change"];
}

async function ask(connection: RedisConnection, ...words: string[]): Promise<Reply> {
  const reply = await connection.command(...words);
  if (reply instanceof RespError) {
    const command = words.slice(0, words[0] === "CONFIG" ? 2 : 1).join(" ");
    throw new Refusal(`${command} is refused: ${reply.message}`);
  }
  return reply;
}

function configValue(reply: Reply): string {
  return Array.isArray(reply) ? text(reply[1]) : "";
}

function text(reply: Reply | undefined): string {
  return typeof reply === "string" ? reply : "";
}
