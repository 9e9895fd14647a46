import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { debianProgram } from "../../../../tools/toolchain/executables.ts";

/**
 * Runs openssl in a folder of its own that only this user can read, with the given files in it; the answer is the file
 * `out.pem`. Node.js has no API that signs certificates.
 * @throws Error with what openssl said
 */
export function openssl(args: readonly string[], files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "tls-stand-in-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
    execFileSync(debianProgram("openssl", "openssl"), [...args, "-out", "out.pem"], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    return readFileSync(join(folder, "out.pem"), "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
