import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderRedisAcl } from "../../components/data/redis-acl.ts";
import { type RedisConfig, renderRedisConfig } from "../../components/data/redis-config.ts";
import { renderRedisProbe } from "../../components/data/redis-probe.ts";
import { debianProgram } from "../../tools/toolchain/executables.ts";
import { certificate, freePort } from "../loopback.ts";
import { RedisConnection, type Reply } from "./redis-connection.ts";

export const passwords = { gateway: "gateway-".repeat(6), probe: "probe-".repeat(8), backup: "backup-".repeat(7) };

/** redis-server with the files that the kit renders, in a directory of its own. */
export class RedisServer {
  readonly config: RedisConfig;
  readonly caFile: string;
  readonly probeFile: string;
  readonly #ca: string;
  readonly #configFile: string;
  #process: ChildProcess | undefined;
  #connections: RedisConnection[] = [];

  private constructor(directory: string, config: RedisConfig) {
    this.config = config;
    this.caFile = config.paths.ca;
    this.#ca = readFileSync(config.paths.ca, "utf8");
    this.#configFile = join(directory, "redis.conf");
    this.probeFile = join(directory, "probe.sh");
    writeFileSync(this.#configFile, renderRedisConfig(config));
    writeFileSync(config.paths.aclFile, renderRedisAcl(passwords));
    const passwordFile = join(directory, "probe-password");
    writeFileSync(passwordFile, passwords.probe);
    const cli = debianProgram("redis-cli", "redis-tools");
    const { port } = config;
    writeFileSync(
      this.probeFile,
      renderRedisProbe({ cli, port, username: "probe", passwordFile, ca: config.paths.ca }),
    );
  }

  static async prepare(directory: string, settings: Partial<RedisConfig> = {}): Promise<RedisServer> {
    // A name that takes quoting: what the renderer escapes, the server must read back.
    const data = join(directory, `its "data" dir`);
    mkdirSync(data, { recursive: true });
    const { ca, crt, key } = certificate(directory);
    return new RedisServer(directory, {
      memoryMiB: 64,
      fsync: "always",
      port: await freePort(),
      bind: ["127.0.0.1", "-::1"],
      paths: { data, aclFile: join(directory, "users.acl"), certificate: crt, key, ca },
      ...settings,
    });
  }

  /** Resolves when the server takes connections; rejects with its output when it ends instead. */
  async start(): Promise<void> {
    const server = spawn(debianProgram("redis-server", "redis-server"), [this.#configFile], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = server;
    let output = "";
    await new Promise<void>((done, fail) => {
      const read = (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes("Ready to accept connections")) done();
      };
      server.stdout.on("data", read);
      server.stderr.on("data", read);
      server.once("error", fail);
      server.once("exit", (code) => fail(new Error(`redis-server ended with ${code}:\n${output}`)));
    });
  }

  /** Ends the server as a failing node would (SIGKILL), or in good order. */
  async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    for (const connection of this.#connections.splice(0)) connection.close();
    const server = this.#process;
    this.#process = undefined;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, "exit");
    server.kill(signal);
    await gone;
  }

  /** A connection of nobody's yet. */
  async open(): Promise<RedisConnection> {
    const connection = await RedisConnection.open(this.config.port, this.#ca);
    this.#connections.push(connection);
    return connection;
  }

  async loginAs(username: string, password: string): Promise<RedisConnection> {
    const connection = await this.open();
    const answer: Reply = await connection.command("AUTH", username, password);
    if (answer instanceof Error) throw answer;
    return connection;
  }
}
