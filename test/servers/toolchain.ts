import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const toolsDir = fileURLToPath(new URL("../../tools/", import.meta.url));

export interface BuildOptions {
  /** Program of a module that has several `tool` lines: the last part of its import path. @default the module's name */
  readonly program?: string;
  /** Build tags. */
  readonly tags?: readonly string[];
  /** Linker settings beside `-s -w`, e.g. `-X path.variable=value`. */
  readonly ldflags?: readonly string[];
}

/**
 * Path of a program that is built from the Go module `tools/<name>/` at the versions and checksums of its go.sum. The
 * first build takes minutes and says so on standard error; later ones find it in `${XDG_CACHE_HOME:-~/.cache}/eu-gpu-cloud/tools`.
 * @throws Error when there is no Go, or the build fails: the last lines of its output
 */
export async function buildTool(
  name: string,
  { program = name, tags = [], ldflags = [] }: BuildOptions = {},
): Promise<string> {
  const moduleDir = join(toolsDir, name);
  const goMod = readFileSync(join(moduleDir, "go.mod"), "utf8");
  const goSum = readFileSync(join(moduleDir, "go.sum"), "utf8");
  const importPath = toolPath(goMod, name, program);
  const go = debianProgram("go", "golang-go");
  const flags = [
    "-trimpath",
    `-ldflags=${["-s", "-w", ...ldflags].join(" ")}`,
    ...(tags.length > 0 ? [`-tags=${tags.join(",")}`] : []),
  ];
  const key = createHash("sha256")
    .update(JSON.stringify([goMod, goSum, importPath, flags, process.arch]))
    .digest("hex")
    .slice(0, 16);
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "eu-gpu-cloud", "tools", key);
  const binary = join(cache, program);
  if (existsSync(binary)) return binary;

  mkdirSync(cache, { recursive: true });
  const scratch = mkdtempSync(join(cache, "build-"));
  try {
    await build({
      go,
      name: `${name}: ${program}`,
      moduleDir,
      args: ["build", "-mod=readonly", ...flags, "-o", join(scratch, program), importPath],
    });
    // Two test runs may build at once: the last one to end replaces an equal file in one step.
    renameSync(join(scratch, program), binary);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return binary;
}

/** Import path of a program among the `tool` lines of a go.mod. */
export function toolPath(goMod: string, module: string, program: string): string {
  const block = /^tool\s*\(([^)]*)\)/m.exec(goMod)?.[1] ?? "";
  const paths = [...block.split("\n"), ...[...goMod.matchAll(/^tool\s+([^\s(]+)/gm)].map((match) => match[1] ?? "")]
    .map((line) => line.replace(/\/\/.*/, "").trim())
    .filter((line) => line !== "");
  const found =
    paths.find((path) => basename(path) === program) ??
    (paths.length === 1 && program === module ? paths[0] : undefined);
  if (found === undefined)
    throw new Error(`tools/${module}/go.mod names no tool ${program}; it names ${paths.join(", ") || "none"}`);
  return found;
}

async function build({
  go,
  name,
  moduleDir,
  args,
}: {
  go: string;
  name: string;
  moduleDir: string;
  args: string[];
}): Promise<void> {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  process.stderr.write(`building ${name} (minutes, the first time)\n`);
  const progress = setInterval(() => process.stderr.write(`building ${name}: ${seconds()} s\n`), 30_000);
  let output = "";
  try {
    await new Promise<void>((done, fail) => {
      const child = spawn(go, args, {
        cwd: moduleDir,
        env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off" },
        stdio: ["ignore", "pipe", "pipe"],
      });
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk) => (output = `${output}${chunk}`.slice(-4000)));
      child.once("error", fail);
      child.once("close", (code) =>
        code === 0 ? done() : fail(new Error(`go ${args[0]} of ${name} ended with ${code}:\n${output}`)),
      );
    });
  } finally {
    clearInterval(progress);
  }
  process.stderr.write(`built ${name} in ${seconds()} s\n`);
}

/**
 * Path of a program that a Debian package brings. Servers lie outside a user's PATH: `/usr/sbin`, and PostgreSQL's under
 * its major version, newest first.
 * @throws Error with the command that installs it
 */
export function debianProgram(name: string, debianPackage: string): string {
  const places = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/go/bin", ...postgresDirs()];
  const found = places
    .filter((place) => place !== "")
    .map((place) => join(place, name))
    .find(isProgram);
  if (found === undefined)
    throw new Error(`${name} is not on this machine: apt-get install --no-install-recommends ${debianPackage}`);
  return found;
}

function postgresDirs(): string[] {
  const root = "/usr/lib/postgresql";
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, "bin"));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
