import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findExecutable } from "./executables.ts";
import { cachedFile, type GoBuild, goBuild } from "./go-build.ts";
import { requiredVersion } from "./go-module.ts";
import { type Program, type ProgramName, programs } from "./programs.ts";

const toolsDir = fileURLToPath(new URL("../", import.meta.url));

export interface Provided {
  readonly name: ProgramName;
  /** As in go.mod, e.g. `v3.6.5`. */
  readonly version: string;
  readonly from: "PATH" | "cache" | "build";
  /** What the build took; 0 without one. */
  readonly buildSeconds: number;
  readonly path: string;
}

export interface ProvideOptions {
  /** Is told the progress of a build. @default standard error */
  readonly say?: (line: string) => void;
}

/**
 * Path of a program of exactly the version in its go.mod: the one on PATH if it says that version, else the one in the
 * cache, else one that is built now, which takes minutes.
 * @throws Error when there is no Go, the build fails, or what was built says another version
 */
export async function provide(name: ProgramName, options: ProvideOptions = {}): Promise<string> {
  return (await provideAndTell(name, options)).path;
}

/** Like `provide`, with where the program comes from. */
export async function provideAndTell(
  name: ProgramName,
  { say = (line) => process.stderr.write(`${line}\n`) }: ProvideOptions = {},
): Promise<Provided> {
  const present = await find(name);
  if (present !== undefined) return present;
  const { build, path, version } = plan(name);
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  say(`building ${name} ${version} (minutes, the first time)`);
  const progress = setInterval(() => say(`building ${name} ${version}: ${seconds()} s`), 30_000);
  try {
    await goBuild(build);
  } finally {
    clearInterval(progress);
  }
  const { askVersion } = programs[name];
  const said = await answer(path, askVersion);
  if (!saysVersion(said, version)) throw new Error(`${path} was built as ${version}, and says ${said.trim()}`);
  say(`built ${name} ${version} in ${seconds()} s`);
  return { name, version, from: "build", buildSeconds: seconds(), path };
}

/** The program as it would be used, if nothing has to be built for it. */
export async function find(name: ProgramName): Promise<Provided | undefined> {
  const { file, askVersion } = programs[name];
  const { path: cached, version } = plan(name);
  const onPath = findExecutable(file);
  if (onPath !== undefined && saysVersion(await answer(onPath, askVersion), version))
    return { name, version, from: "PATH", buildSeconds: 0, path: onPath };
  return existsSync(cached) ? { name, version, from: "cache", buildSeconds: 0, path: cached } : undefined;
}

/** Version of the program that the tests run. */
export function versionOf(name: ProgramName): string {
  return plan(name).version;
}

/** Whether a version stands in a program's answer as a whole: 3.6.1 is neither 3.6.12, nor 3.6.1-rc.1 or 3.6.1+dirty. */
export function saysVersion(said: string, version: string): boolean {
  const digits = version.replace(/^v/, "").replaceAll(".", "\\.");
  return new RegExp(`(^|[\\s"])v?${digits}(?=$|[\\s",])`, "m").test(said);
}

function plan(name: ProgramName): { readonly build: GoBuild; readonly path: string; readonly version: string } {
  const program = programs[name];
  const moduleDir = join(toolsDir, program.module);
  const goMod = readFileSync(join(moduleDir, "go.mod"), "utf8");
  const version = requiredVersion(goMod, program.versionOf);
  const build = {
    file: program.file,
    moduleDir,
    goMod,
    goSum: readFileSync(join(moduleDir, "go.sum"), "utf8"),
    package: program.package,
    flags: buildFlags(program, version),
  };
  return { build, path: cachedFile(build), version };
}

function buildFlags({ tags, stamp }: Program, version: string): string[] {
  const variables = Object.entries(stamp(version)).map(([variable, value]) => `-X ${variable}=${value}`);
  return [
    "-trimpath",
    `-ldflags=${["-s", "-w", ...variables].join(" ")}`,
    ...(tags.length > 0 ? [`-tags=${tags.join(",")}`] : []),
  ];
}

/** What a program prints; one that can not be asked says nothing, and so is of no known version. */
async function answer(path: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  try {
    const { stdout, stderr } = await promisify(execFile)(path, args, { env, timeout: 60_000 });
    return `${stdout}${stderr}`;
  } catch {
    return "";
  }
}
