import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { registryEnvironment } from "../../components/registry/layout.ts";
import { type RegistryStorage, renderRegistryConfig } from "../../components/registry/registry-config.ts";
import { debianProgram } from "../../tools/toolchain/executables.ts";
import { provide } from "../../tools/toolchain/provide.ts";
import { certificate, freePort } from "../loopback.ts";

export interface RunningRegistry {
  readonly port: number;
  /** PEM of the authority that signed its certificate. */
  readonly ca: string;
  readonly caFile: string;
  readonly configFile: string;
  readonly binary: string;
  /** What it printed so far. */
  output(): string;
  stop(): Promise<void>;
}

/** A line of htpasswd with a bcrypt hash of cost 10 and prefix `$2a$`, as @pulumi/random makes it. */
export function htpasswdLine(user: string, password: string): string {
  const script = "print crypt($ENV{PASSWORD}, '$2a$10$' . ('abcdefghijklmnopqrstuu'))";
  const env = { ...process.env, PASSWORD: password };
  return `${user}:${execFileSync(debianProgram("perl", "perl"), ["-e", script], { env }).toString()}\n`;
}

/** Starts distribution with the very file that the kit renders. Resolves when it listens. */
export async function startRegistry(
  directory: string,
  storage: RegistryStorage,
  htpasswd: string,
  extraEnvironment: Readonly<Record<string, string>> = {},
): Promise<RunningRegistry> {
  const binary = await provide("registry");
  mkdirSync(directory, { recursive: true });
  const { ca, crt, key } = certificate(directory);
  const passwords = join(directory, "htpasswd");
  writeFileSync(passwords, htpasswd);
  chmodSync(passwords, 0o600);
  const port = await freePort();
  const configFile = join(directory, "config.yml");
  const files = { certificate: crt, key, htpasswd: passwords };
  writeFileSync(configFile, renderRegistryConfig({ storage, port, files, drainSeconds: 1 }));
  const settings = registryEnvironment({ onDisk: true, ownAuthority: false }).map(({ name, value }) => [name, value]);
  const server = spawn(binary, ["serve", configFile], {
    env: {
      PATH: process.env.PATH,
      REGISTRY_HTTP_SECRET: "a".repeat(64),
      ...Object.fromEntries(settings),
      ...extraEnvironment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = await listening(server);
  return {
    port,
    ca: readFileSync(ca, "utf8"),
    caFile: ca,
    configFile,
    binary,
    output,
    stop: async () => {
      const gone = once(server, "exit");
      server.kill("SIGTERM");
      await gone;
    },
  };
}

/** Waits for the line that says so; ends with the output when the program does. */
function listening(server: ChildProcess): Promise<() => string> {
  let output = "";
  return new Promise((done, fail) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("listening on")) done(() => output);
    };
    server.stdout?.on("data", read);
    server.stderr?.on("data", read);
    server.once("error", fail);
    server.once("exit", (code) => fail(new Error(`the registry ended with ${code}:\n${output}`)));
  });
}
