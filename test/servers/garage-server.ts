import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { renderGarageConfig } from "../../components/data/garage-config.ts";
import { garageIdentity } from "../../components/data/garage-identity.ts";
import {
  type GarageProxySettings,
  garageProxyArguments,
  renderGarageProxyRoutes,
} from "../../components/data/garage-proxy.ts";
import { type SetupSettings, secretFiles } from "../../components/data/garage-setup/settings.ts";
import { bundleProgram } from "../../components/program/bundle.ts";
import { debianProgram } from "../../tools/toolchain/executables.ts";
import { provide } from "../../tools/toolchain/provide.ts";
import { certificate, freePort } from "../loopback.ts";

const version = "2.5.0";
const root = join(
  process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
  "eu-gpu-cloud",
  "tools",
  `garage-${version}`,
);
const binary = join(root, "bin", "garage");

/** Garage is a crate that takes a quarter of an hour to build: it is built when it is asked for by EU_GPU_CLOUD_GARAGE=build. */
export const garageAvailable = existsSync(binary) || process.env.EU_GPU_CLOUD_GARAGE === "build";

function garageBinary(): string {
  if (!existsSync(binary)) {
    process.stderr.write(`building garage ${version} (a quarter of an hour)\n`);
    const cargo = debianProgram("cargo", "cargo");
    execFileSync(cargo, ["install", "garage", "--version", version, "--locked", "--root", root], { stdio: "inherit" });
  }
  return binary;
}

export const keys = {
  platform: { id: `GK${"1a".repeat(12)}`, secret: "2b".repeat(32) },
  registry: { id: `GK${"3c".repeat(12)}`, secret: "4d".repeat(32) },
};

/** Garage and its TLS side with the files that the kit renders. */
export class GarageServer {
  readonly id: string;
  readonly caFile: string;
  readonly proxy: GarageProxySettings;
  /** Ports of plain HTTP, on loopback. */
  readonly plain: { readonly s3: number; readonly admin: number };
  readonly #directory: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #processes: ChildProcess[] = [];

  private constructor(directory: string, ports: readonly number[]) {
    const [s3 = 0, admin = 0, rpc = 0, plainS3 = 0, plainAdmin = 0, ping = 0] = ports;
    const [metadata, data, secrets] = ["meta", "data", "secrets"].map((name) => join(directory, name)) as [
      string,
      string,
      string,
    ];
    for (const folder of [metadata, data, secrets]) mkdirSync(folder);
    const { ca, crt, key } = certificate(directory);
    const pem = generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
    const identity = garageIdentity(pem);
    const nodeKey = Buffer.from(identity.nodeKey, "base64");
    writeFileSync(join(metadata, "node_key"), nodeKey, { mode: 0o600 });
    writeFileSync(join(metadata, "node_key.pub"), nodeKey.subarray(32));
    this.#directory = directory;
    this.id = identity.id;
    this.caFile = ca;
    this.plain = { s3: plainS3, admin: plainAdmin };
    this.proxy = {
      certificateFile: crt,
      keyFile: key,
      s3: { port: s3, upstreamPort: plainS3 },
      admin: { port: admin, upstreamPort: plainAdmin },
      pingPort: ping,
      routesFile: join(directory, "routes.yaml"),
    };
    const settings = {
      metadataDirectory: metadata,
      dataDirectory: data,
      replicationFactor: 1,
      region: "eu-frankfurt-1",
    } as const;
    const config = { ...settings, rpcPort: rpc, s3Port: plainS3, adminPort: plainAdmin, peers: [] };
    writeFileSync(join(directory, "garage.toml"), renderGarageConfig(config));
    writeFileSync(this.proxy.routesFile, renderGarageProxyRoutes(this.proxy));
    const adminToken = randomBytes(32).toString("hex");
    this.#environment = {
      GARAGE_CONFIG_FILE: join(directory, "garage.toml"),
      GARAGE_RPC_SECRET: randomBytes(32).toString("hex"),
      GARAGE_ADMIN_TOKEN: adminToken,
    };
    const files = {
      [secretFiles.adminToken]: adminToken,
      ...Object.fromEntries(
        Object.entries(keys).flatMap(([name, { id, secret }]) => [
          [secretFiles.accessKeyId(name), id],
          [secretFiles.secretAccessKey(name), secret],
        ]),
      ),
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(secrets, name), text);
  }

  static async start(directory: string): Promise<GarageServer> {
    const ports: number[] = [];
    for (let each = 0; each < 6; each += 1) ports.push(await freePort());
    const server = new GarageServer(directory, ports);
    const traefik = await provide("traefik");
    await server.#run(garageBinary(), ["server"], /Admin API server listening/);
    // Said of each of the two doors when its routes are in place.
    await server.#run(traefik, garageProxyArguments(server.proxy), /(No domain found in rule.*){2}/s);
    return server;
  }

  /** The very command of the liveness probe. */
  async status(): Promise<string> {
    return (await promisify(execFile)(binary, ["status"], { env: this.#environment })).stdout;
  }

  /** The set-up's program, as its Job runs it. */
  async setUp(settings: SetupSettings): Promise<string> {
    const program = join(this.#directory, "setup.mjs");
    const entry = new URL("../../components/data/garage-setup/program.ts", import.meta.url);
    writeFileSync(program, bundleProgram(entry).text);
    const file = join(this.#directory, "settings.json");
    writeFileSync(file, JSON.stringify(settings));
    const env = { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: this.caFile };
    return (await promisify(execFile)(process.execPath, [program, file, join(this.#directory, "secrets")], { env }))
      .stdout;
  }

  async stop(): Promise<void> {
    for (const child of this.#processes.reverse()) {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    }
  }

  #run(program: string, args: readonly string[], ready: RegExp): Promise<void> {
    const child = spawn(program, args, {
      env: { PATH: process.env.PATH, ...this.#environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    return new Promise((done, fail) => {
      const read = (chunk: Buffer) => {
        output += chunk.toString();
        if (!ready.test(output)) return;
        if (!this.#processes.includes(child)) this.#processes.push(child);
        done();
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("error", fail);
      child.once("exit", (code) => fail(new Error(`${program} ended with ${code}:\n${output.slice(-3000)}`)));
    });
  }
}
