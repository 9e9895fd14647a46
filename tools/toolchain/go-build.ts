import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { findExecutable } from "./executables.ts";

/** One run of `go build`, and what its result depends on. */
export interface GoBuild {
  /** Name of the resulting file. */
  readonly file: string;
  /** Folder of the module. */
  readonly moduleDir: string;
  readonly goMod: string;
  readonly goSum: string;
  readonly package: string;
  readonly flags: readonly string[];
}

/** Where its result is kept: outside the tree, under a key of everything that it depends on but the Go release. */
export function cachedFile({ file, goMod, goSum, package: importPath, flags }: GoBuild): string {
  const key = createHash("sha256")
    .update(JSON.stringify([goMod, goSum, importPath, flags, process.arch]))
    .digest("hex")
    .slice(0, 16);
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "eu-gpu-cloud", "tools", key, file);
}

/**
 * Builds into the cache, at the versions and checksums of go.sum.
 * @throws Error when there is no Go, or the build fails: the last lines of its output
 */
export async function goBuild(build: GoBuild): Promise<void> {
  const go = goProgram(build);
  const target = cachedFile(build);
  mkdirSync(dirname(target), { recursive: true });
  const scratch = mkdtempSync(join(dirname(target), "build-"));
  try {
    const built = join(scratch, build.file);
    await run(go, ["build", "-mod=readonly", ...build.flags, "-o", built, build.package], build.moduleDir);
    // Two test runs may build at once: the last one to end replaces an equal file in one step.
    renameSync(built, target);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Debian 12's own package is too old, so nothing is said of it. */
function goProgram({ file, goMod }: GoBuild): string {
  const go = findExecutable("go");
  if (go !== undefined) return go;
  const least = /^go (\S+)$/m.exec(goMod)?.[1];
  throw new Error(`go is not on this machine, and ${file} is built with it: install Go ${least} or newer`);
}

function run(go: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((done, fail) => {
    const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off" };
    const child = spawn(go, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        output = `${output}${chunk}`.slice(-4000);
      });
    child.once("error", fail);
    child.once("close", (code) =>
      code === 0 ? done() : fail(new Error(`go build in ${cwd} ended with ${code}:\n${output}`)),
    );
  });
}
