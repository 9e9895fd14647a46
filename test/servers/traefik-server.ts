import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import { dirname, join } from "node:path";
import type { TLSSocket } from "node:tls";
import { renderDynamicConfig } from "../../components/edge/dynamic-config.ts";
import { type EdgeSettings, resolveEdgeSettings } from "../../components/edge/settings.ts";
import { type AcmeBinding, renderStaticConfig } from "../../components/edge/static-config.ts";
import { debianProgram } from "../../tools/toolchain/executables.ts";
import { provide } from "../../tools/toolchain/provide.ts";
import { freePort } from "../loopback.ts";

export const domain = "gpu.example.eu";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Serial number of the certificate that was shown. */
  readonly serial: string;
}

export interface AskOptions {
  readonly method?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RunningEdge {
  readonly port: number;
  readonly privatePort: number;
  readonly ca: string;
  readonly pid: number;
  /** One HTTPS request on a connection of its own; the path goes out as it stands. */
  ask(path: string, options?: AskOptions): Promise<Answer>;
  /** Everything that it logged so far, as objects. */
  log(): Record<string, unknown>[];
  output(): string;
  /**
   * Replaces its certificate as the kubelet replaces a renewed Secret.
   * @param life `ended`: it ended a day ago. @default one day
   */
  renewCertificate(life?: "ended"): void;
  stop(): Promise<void>;
}

export type StartOptions = Pick<EdgeSettings, "gateway"> &
  Partial<EdgeSettings> & {
    /** File of the authority that the ACME server's own certificate is from. */
    readonly trustedAuthority?: string;
    readonly binding?: AcmeBinding;
    /** Path that the gateway answers with 200. @default /ready */
    readonly readyPath?: string;
    /** Changes the routing that the kit renders. @default no change */
    readonly editRouting?: (text: string) => string;
  };

/** Starts Traefik with the very files that the kit renders, laid out as the kubelet lays out the pod's volume. */
export async function startEdge(
  directory: string,
  { trustedAuthority, binding, readyPath = "/ready", editRouting = (text) => text, ...given }: StartOptions,
): Promise<RunningEdge> {
  const binary = await provide("traefik");
  const dynamic = join(directory, "dynamic");
  mkdirSync(dynamic, { recursive: true });
  const [port, privatePort] = [await freePort(), await freePort()];
  const settings = resolveEdgeSettings(
    {
      domain,
      listen: { https: `127.0.0.1:${port}`, http: "127.0.0.1:0", private: `127.0.0.1:${privatePort}` },
      files: {
        dynamic,
        certificate: join(dynamic, "tls.crt"),
        key: join(dynamic, "tls.key"),
        acmeStorage: join(directory, "acme.json"),
      },
      noticeSeconds: 1,
      drainSeconds: 1,
      ...given,
    },
    { boundAccount: binding !== undefined },
  );
  const authority = createAuthority(directory);
  const routing = editRouting(renderDynamicConfig(settings));
  const publish = (life?: "ended") =>
    publishVolume(dynamic, { "routing/routing.yaml": routing, ...authority.issue(settings, life) });
  publish();
  const configFile = join(directory, "traefik.yaml");
  writeFileSync(configFile, renderStaticConfig(settings, binding));

  const server = spawn(binary, [`--configfile=${configFile}`], {
    env: trustedAuthority ? { LEGO_CA_CERTIFICATES: trustedAuthority } : {},
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (chunk) => (output += chunk));
  const edge = {
    port,
    privatePort,
    ca: authority.certificate,
    pid: server.pid ?? 0,
    ask: (path: string, options?: AskOptions) => ask(port, authority.certificate, path, options),
    log: () => output.split("\n").filter(Boolean).map(parseLine),
    output: () => output,
    renewCertificate: publish,
    stop: async () => {
      const gone = once(server, "exit");
      server.kill("SIGKILL");
      await gone;
    },
  };
  // Before its certificate has come, nobody can ask it anything.
  if (!settings.acme)
    await until(async () => {
      if (server.exitCode !== null) throw new Error(`traefik ended with ${server.exitCode}:\n${output}`);
      return (await edge.ask(readyPath).catch(() => undefined))?.status === 200;
    });
  return edge;
}

/** Waits for what no event tells. The test's own time limit ends it. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resume) => setTimeout(resume, 20));
}

function ask(port: number, ca: string, path: string, { method = "GET", host = domain, headers = {} }: AskOptions = {}) {
  return new Promise<Answer>((done, fail) => {
    const target = { host: "127.0.0.1", port, path, method, ca, servername: host, agent: false };
    const outgoing = request({ ...target, headers: { Host: host, ...headers } }, (incoming) => {
      const serial = (incoming.socket as TLSSocket).getPeerCertificate().serialNumber;
      let body = "";
      incoming.on("data", (chunk) => (body += chunk));
      incoming.once("error", fail);
      incoming.once("end", () => done({ status: incoming.statusCode ?? 0, headers: incoming.headers, body, serial }));
    });
    outgoing.once("error", fail);
    outgoing.end();
  });
}

function parseLine(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line);
  } catch {
    return { level: "error", message: `not JSON: ${line}` };
  }
}

/** An authority that signs a new certificate for every name of the edge each time it is asked. */
function createAuthority(directory: string) {
  const [ca, caKey, request, crt, key] = ["ca.crt", "ca.key", "server.csr", "server.crt", "server.key"].map((file) =>
    join(directory, file),
  ) as [string, string, string, string, string];
  const openssl = (...args: string[]) =>
    execFileSync(debianProgram("openssl", "openssl"), args, { stdio: ["ignore", "pipe", "pipe"] });
  const elliptic = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl("req", "-x509", ...elliptic, "-days", "2", "-subj", "/CN=test authority", "-keyout", caKey, "-out", ca);
  const issue = ({ routes }: EdgeSettings, life?: "ended") => {
    const names = [domain, ...routes.map(({ host }) => host)].map((name) => `DNS:${name}`).join(",");
    const extensions = ["-addext", `subjectAltName=${names}`, "-addext", "basicConstraints=CA:FALSE"];
    openssl("req", ...elliptic, "-subj", "/CN=edge", ...extensions, "-keyout", key, "-out", request);
    const signed = ["-CA", ca, "-CAkey", caKey, "-copy_extensions", "copy", "-days", life === "ended" ? "-1" : "1"];
    openssl("x509", "-req", "-in", request, ...signed, "-out", crt);
    return { "tls.crt": readFileSync(crt, "utf8"), "tls.key": readFileSync(key, "utf8") };
  };
  return { certificate: readFileSync(ca, "utf8"), issue };
}

let published = 0;

/**
 * Writes a volume as the kubelet does (pkg/volume/util/atomic_writer.go): files in a directory of the moment, `..data`
 * pointing to it and swapped in one step, links at the top pointing through `..data`, then the old directory removed.
 */
function publishVolume(volume: string, files: Readonly<Record<string, string>>): void {
  published += 1;
  const moment = `..2026_11_22_${String(published).padStart(6, "0")}`;
  for (const [path, text] of Object.entries(files)) {
    const file = join(volume, moment, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const data = join(volume, "..data");
  const entries = readdirSync(volume);
  const before = entries.includes("..data") ? readlinkSync(data) : undefined;
  symlinkSync(moment, join(volume, "..data_tmp"));
  renameSync(join(volume, "..data_tmp"), data);
  for (const top of new Set(Object.keys(files).map((path) => path.split("/")[0] ?? ""))) {
    if (!entries.includes(top)) symlinkSync(join("..data", top), join(volume, top));
  }
  if (before !== undefined) rmSync(join(volume, before), { recursive: true });
}
