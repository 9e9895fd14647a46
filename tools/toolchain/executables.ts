import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Path of a program that a Debian package brings.
 * @throws Error with the command that installs it
 */
export function debianProgram(name: string, debianPackage: string): string {
  const found = findExecutable(name);
  if (found === undefined)
    throw new Error(`${name} is not on this machine: apt-get install --no-install-recommends ${debianPackage}`);
  return found;
}

/**
 * First file of this name that can be run: on PATH, then where programs lie that are not on a user's PATH. Servers are in
 * `/usr/sbin`, PostgreSQL's under its major version, newest first, and Go is where its makers put it.
 */
export function findExecutable(name: string): string | undefined {
  return [...pathDirs(), "/usr/sbin", "/usr/local/go/bin", ...postgresDirs()]
    .map((dir) => join(dir, name))
    .find(isExecutable);
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
