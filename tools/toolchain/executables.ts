import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Path of a program that a Debian package brings. Servers lie outside a user's PATH: `/usr/sbin`, and PostgreSQL's under
 * its major version, newest first.
 * @throws Error with the command that installs it
 */
export function debianProgram(name: string, debianPackage: string): string {
  const found = findExecutable(name, [...pathDirs(), "/usr/sbin", "/usr/local/go/bin", ...postgresDirs()]);
  if (found === undefined)
    throw new Error(`${name} is not on this machine: apt-get install --no-install-recommends ${debianPackage}`);
  return found;
}

/** First file of this name in these folders that can be run. */
export function findExecutable(name: string, dirs: readonly string[] = pathDirs()): string | undefined {
  return dirs.map((dir) => join(dir, name)).find(isExecutable);
}

function pathDirs(): string[] {
  return (process.env.PATH ?? "").split(delimiter).filter((dir) => dir !== "");
}

function postgresDirs(): string[] {
  const root = "/usr/lib/postgresql";
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, "bin"));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
