import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

export interface Program {
  /** The whole program as one ES module that needs Node.js 20 or later and nothing else. */
  readonly text: string;
  /** First 10 hex digits of the text's SHA-256: two programs with one fingerprint are the same program. */
  readonly fingerprint: string;
}

/** A ConfigMap holds 1 MiB in all its keys together. */
const longestProgramBytes = 512 * 1024;

const root = fileURLToPath(new URL("../../", import.meta.url));
const bundled = new Map<string, Program>();

/**
 * Bundles a program of the kit's own with all that it imports into one file. The same sources give the same bytes on
 * every machine: paths are relative to the project, nothing depends on time or environment.
 *
 * @param entry URL of the program's first module: `new URL("program.ts", import.meta.url)`
 * @throws Error when the program imports what can not be bundled, or is too long for a ConfigMap
 */
export function bundleProgram(entry: URL): Program {
  const known = bundled.get(entry.href);
  if (known) return known;
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    format: "esm",
    // The API server reads what is applied to it as YAML, which takes no control characters, not even within a string.
    charset: "ascii",
    legalComments: "inline",
    // Comments of libraries name places that no program calls, and the policy packs read a ConfigMap for such names.
    minifyWhitespace: true,
    // The stack file's environment is none of the program's business, and neither is this project's tsconfig.
    tsconfigRaw: {},
    logLevel: "silent",
  });
  const text = outputFiles[0]?.text ?? "";
  const bytes = Buffer.byteLength(text);
  if (bytes > longestProgramBytes) {
    throw new Error(`${entry.pathname}: ${bytes} bytes when bundled, a ConfigMap takes ${longestProgramBytes} at most`);
  }
  const program = { text, fingerprint: fingerprintOf(text) };
  bundled.set(entry.href, program);
  return program;
}

/** Short name for a content: the same for the same content, another for any other. */
export function fingerprintOf(...parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 10);
}
