import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { join } from "node:path";
import { debianProgram } from "../tools/toolchain/executables.ts";

/** Below the ports that Linux gives to clients: none of them takes the port of a server that starts later, or again. */
const firstPort = 20_000;
const portsPerWorker = 1_000;
const workers = 12;
/** Vitest's number of the worker that this is; two that run at once have two numbers. */
const worker = Number(process.env.VITEST_POOL_ID ?? 0) % workers;
let given = randomInt(portsPerWorker);

/** A port of loopback that nobody listens on, and that neither this worker nor another one gives away soon. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < portsPerWorker; tried += 1) {
    given = (given + 1) % portsPerWorker;
    const port = firstPort + worker * portsPerWorker + given;
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port from ${firstPort + worker * portsPerWorker} on`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" ? done(false) : fail(error)));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
}

/** An authority and a certificate for `localhost`, made once per directory. */
export function certificate(directory: string): { readonly ca: string; readonly crt: string; readonly key: string } {
  const [ca, crt, key] = ["ca.crt", "tls.crt", "tls.key"].map((file) => join(directory, file)) as [
    string,
    string,
    string,
  ];
  const openssl = (...args: string[]) =>
    execFileSync(debianProgram("openssl", "openssl"), args, { stdio: ["ignore", "pipe", "pipe"] });
  const caKey = join(directory, "ca.key");
  const elliptic = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl("req", "-x509", ...elliptic, "-days", "2", "-subj", "/CN=test authority", "-keyout", caKey, "-out", ca);
  const san = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext", "basicConstraints=CA:FALSE"];
  const signed = ["-CA", ca, "-CAkey", caKey, "-days", "1", "-subj", "/CN=localhost"];
  openssl("req", "-x509", ...elliptic, ...signed, ...san, "-keyout", key, "-out", crt);
  return { ca, crt, key };
}
