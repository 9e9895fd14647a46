import { readFileSync } from "node:fs";
import { exitCodes } from "./finding.ts";
import { preflight } from "./run.ts";

/**
 * Init step of the gateway: `node preflight.ts FILE`. Runs as it stands here, with the types stripped by Node 22.18 or
 * later: what is reviewed is what runs, and nothing is built on the way to the cluster.
 */
const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write("usage: preflight.ts FILE\n");
  process.exitCode = exitCodes.settings;
} else {
  const findings = await preflight(readFileSync(file, "utf8"));
  for (const { message } of findings) process.stderr.write(`${message}\n`);
  process.exitCode = findings[0]?.code ?? 0;
  if (findings.length === 0) process.stdout.write("Redis, PostgreSQL and the encryption key are as Beta9 needs them\n");
}
