import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { renderPostgresBootstrap } from "../../components/data/postgres-bootstrap.ts";
import { type PostgresConfig, renderPostgresConfig, renderPostgresHba } from "../../components/data/postgres-config.ts";
import { renderPostgresPrepare } from "../../components/data/postgres-prepare.ts";
import { scramVerifier } from "../../components/data/postgres-scram.ts";
import { debianProgram } from "../../tools/toolchain/executables.ts";
import { certificate, freePort } from "../loopback.ts";

export const passwords = { owner: "Owner0123456789".repeat(3), backup: "Backup012345678".repeat(3) };

interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as the user that Debian's package made for it. */
function systemUser(): SystemUser {
  const { username, uid, gid } = userInfo();
  if (uid !== 0) return { name: username, uid, gid };
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"]).toString());
  return { name: "postgres", uid: id("-u"), gid: id("-g") };
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** PostgreSQL with the files that the kit renders, started as the pod starts it: first prepare.sh, then the server. */
export class PostgresServer {
  readonly config: PostgresConfig;
  readonly user: SystemUser;
  readonly #directory: string;
  readonly #caFile: string;
  readonly #bin: string;
  #process: ChildProcess | undefined;
  #log = "";
  #onLog: () => void = () => {};

  private constructor(directory: string, bin: string, port: number) {
    this.#directory = directory;
    this.#bin = bin;
    this.user = systemUser();
    const { ca, crt, key } = certificate(directory);
    this.#caFile = ca;
    const [socket, config] = [join(directory, "socket"), join(directory, "config")];
    for (const path of [socket, config]) mkdirSync(path);
    this.config = {
      memoryMiB: 512,
      maxConnections: 50,
      database: "beta9",
      port,
      listenAddresses: "127.0.0.1",
      paths: { data: join(directory, "data"), config, socket, certificate: crt, key },
    };
    const { paths, database } = this.config;
    const superuser = this.user.name;
    const files = {
      "postgresql.conf": renderPostgresConfig(this.config),
      "pg_hba.conf": renderPostgresHba({ superuser, database, roles: ["beta9", "beta9_backup"] }),
      "prepare.sh": renderPostgresPrepare({ superuser, port, paths }),
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(config, name), text);
    this.declare(passwords);
    chmodSync(key, 0o600);
    for (const path of [directory, socket, key]) chownSync(path, this.user.uid, this.user.gid);
    chmodSync(directory, 0o755);
  }

  static async make(): Promise<PostgresServer> {
    debianProgram("pg_isready", "postgresql-client");
    const initdb = debianProgram("initdb", "postgresql postgresql-15-cron");
    return new PostgresServer(mkdtempSync(join(tmpdir(), "pg-")), dirname(initdb), await freePort());
  }

  /** What the next start applies. */
  declare({ owner, backup }: typeof passwords): void {
    const salt = Buffer.alloc(16, 7);
    const text = renderPostgresBootstrap({
      database: this.config.database,
      owner: "beta9",
      ownerVerifier: scramVerifier(owner, salt),
      backupRole: "beta9_backup",
      backupVerifier: scramVerifier(backup, salt),
      maintenanceDatabases: ["postgres", "template1"],
    });
    writeFileSync(join(this.config.paths.config, "bootstrap.sql"), text);
  }

  /** What the server and its preparation have printed, as far as it was read. */
  get log(): string {
    return this.#log;
  }

  /** Everything that they have printed until now: reading goes on until a line arrives that is written after it. */
  async wholeLog(): Promise<string> {
    const mark = `mark ${randomUUID()}`;
    const { code, stderr } = this.asSuperuser(`DO $$ BEGIN RAISE LOG '${mark}'; END $$`);
    if (code !== 0) throw new Error(stderr);
    await this.logged(new RegExp(mark));
    return this.#log;
  }

  prepare(): Outcome {
    const outcome = this.run("sh", [join(this.config.paths.config, "prepare.sh")]);
    this.#log += outcome.stdout + outcome.stderr;
    return outcome;
  }

  /** Resolves when the server takes connections; rejects with its output when it ends instead. */
  async start(): Promise<void> {
    const prepared = this.prepare();
    if (prepared.code !== 0)
      throw new Error(`prepare.sh ended with ${prepared.code}:\n${prepared.stdout}${prepared.stderr}`);
    const server = spawn(join(this.#bin, "postgres"), [`--config-file=${this.config.paths.config}/postgresql.conf`], {
      ...this.#identity(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = server;
    const read = (chunk: Buffer) => {
      this.#log += chunk.toString();
      this.#onLog();
    };
    server.stdout.on("data", read);
    server.stderr.on("data", read);
    const before = this.#log.length;
    await Promise.race([
      this.logged(/database system is ready to accept connections/, before),
      once(server, "exit").then(([code]) => {
        throw new Error(`postgres ended with ${code}:\n${this.#log}`);
      }),
    ]);
  }

  /** Resolves when the server has logged a line like this, at or after a position of the log. */
  logged(pattern: RegExp, since = 0): Promise<void> {
    return new Promise((done) => {
      this.#onLog = () => {
        if (pattern.test(this.#log.slice(since))) done();
      };
      this.#onLog();
    });
  }

  /** Ends the server in good order (SIGINT: fast shutdown), or as a failing node would. */
  async end(signal: "SIGINT" | "SIGKILL"): Promise<void> {
    const server = this.#process;
    this.#process = undefined;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, "exit");
    server.kill(signal);
    await gone;
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** SQL over the network as a role with a password; `sslmode` as libpq names it. */
  sql(role: string, password: string, text: string, sslmode = "verify-full"): Outcome {
    return this.run("psql", psqlArguments(text), { ...this.#network(role, password), PGSSLMODE: sslmode });
  }

  /** A file of psql's, read from its standard input. */
  sqlFile(role: string, password: string, text: string): Outcome {
    return this.run("psql", ["--no-psqlrc", "--quiet", "--file=-"], this.#network(role, password), text);
  }

  /** SQL as the superuser through the socket, the one way in that there is for it. */
  asSuperuser(text: string): Outcome {
    const { port, database, paths } = this.config;
    const socket = { PGHOST: paths.socket, PGPORT: String(port), PGDATABASE: database, PGUSER: this.user.name };
    return this.run("psql", psqlArguments(text), socket);
  }

  /** The whole database as SQL. */
  dump(role: string, password: string): Outcome {
    return this.run("pg_dump", [], this.#network(role, password));
  }

  #network(role: string, password: string): Record<string, string> {
    return {
      PGHOST: "localhost",
      PGHOSTADDR: "127.0.0.1",
      PGPORT: String(this.config.port),
      PGDATABASE: this.config.database,
      PGUSER: role,
      PGPASSWORD: password,
      PGSSLMODE: "verify-full",
      PGSSLROOTCERT: this.#caFile,
    };
  }

  run(
    program: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    input = "",
  ): Outcome {
    const { status, stdout, stderr } = spawnSync(program, args, {
      ...this.#identity(),
      env: { PATH: `${this.#bin}:/usr/bin:/bin`, LC_ALL: "C.UTF-8", ...environment },
      input,
      encoding: "utf8",
    });
    return { code: status, stdout, stderr };
  }

  #identity() {
    const { uid, gid } = this.user;
    const own = userInfo().uid === uid;
    return { cwd: "/", env: { PATH: `${this.#bin}:/usr/bin:/bin`, LC_ALL: "C.UTF-8" }, ...(own ? {} : { uid, gid }) };
  }
}

function psqlArguments(text: string): string[] {
  return ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", `--command=${text}`];
}
