import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { debianProgram } from "../tools/toolchain/executables.ts";

/** A port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
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
