import { randomUUID } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { ManifestFile } from "./manifests.ts";

/** Names the files that were written, so that the next run may replace them and nothing else. */
const markerName = ".eu-gpu-cloud-manifests";

/**
 * Writes the manifests into `dir` as a whole: a reader sees the old folder or the new one, never a mix.
 * @throws Error as {@link refuseForeign}
 */
export function writeManifests(dir: string, files: readonly ManifestFile[]): void {
  const target = resolve(dir);
  refuseForeign(dir);
  mkdirSync(dirname(target), { recursive: true });
  // Beside the target, because a rename is atomic only within one file system.
  const fresh = join(dirname(target), `.${basename(target)}-${randomUUID()}`);
  const old = `${fresh}-old`;
  try {
    mkdirSync(fresh);
    for (const { path, text } of files) {
      mkdirSync(join(fresh, dirname(path)), { recursive: true });
      writeFileSync(join(fresh, path), text, { flag: "wx" });
    }
    const marker = [...files.map(({ path }) => path)].sort().join("\n");
    writeFileSync(join(fresh, markerName), `${marker}\n`, { flag: "wx" });
    if (existsSync(target)) renameSync(target, old);
    try {
      renameSync(fresh, target);
    } catch (error) {
      if (existsSync(old)) renameSync(old, target);
      throw error;
    }
    rmSync(old, { recursive: true, force: true });
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/**
 * A folder for manifests is absent, empty, or one that {@link writeManifests} filled and nobody has added to.
 * @throws Error with the path and the reason when it is a link, is no folder, or holds anything else.
 */
export function refuseForeign(dir: string): void {
  const target = resolve(dir);
  const found = lstatSync(target, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isSymbolicLink()) throw new Error(`${target} is a symbolic link; name the folder itself`);
  if (!found.isDirectory()) throw new Error(`${target} is not a folder`);
  const present = filesBelow(target, "");
  if (present.length === 0) return;
  if (!present.includes(markerName)) {
    throw new Error(`${target} is not empty and was not written by --manifests; name an empty or a new folder`);
  }
  const ours = new Set(readFileSync(join(target, markerName), "utf8").split("\n"));
  const foreign = present.find((path) => path !== markerName && !ours.has(path));
  if (foreign !== undefined)
    throw new Error(`${target} holds ${foreign}, which --manifests did not write; move it away`);
}

/** Relative paths of everything below a folder that is not itself a folder; links are named, not followed. */
function filesBelow(folder: string, prefix: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${prefix}${entry.name}`;
    return entry.isDirectory() ? filesBelow(join(folder, entry.name), `${path}/`) : [path];
  });
}
