import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Certificate and key of a server on loopback, signed by itself: its own authority. */
export interface ServerIdentity {
  readonly cert: string;
  readonly key: string;
}

/** Makes an identity for `localhost` that lives for a day. Needs `openssl`. */
export function loopbackIdentity(): ServerIdentity {
  const folder = mkdtempSync(join(tmpdir(), "identity-"));
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  try {
    const request = "req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 1 -subj /CN=localhost";
    const names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert];
    execFileSync("openssl", [...request.split(" "), ...names], { stdio: "ignore" });
    return { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
