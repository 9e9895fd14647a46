import { randomUUID } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { constants, lstat, mkdir, open, readlink, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { withLock } from "./lock.ts";
import { SdkConfigRefusal } from "./refusal.ts";

/** Bytes; a configuration of the SDK has a few hundred. */
const maxBytes = 1024 * 1024;
const fileMode = 0o600;
const directoryMode = 0o700;

export interface PrivateFileOptions {
  /** The directory is for this file's program alone, so it is made private too. A directory made here is private anyway. */
  readonly ownsDirectory: boolean;
  /** Milliseconds to wait for another writer. */
  readonly lockWaitMs: number;
}

export type PrivateFileResult = "created" | "replaced" | "made private" | "unchanged";

interface Snapshot {
  readonly text: string;
  readonly stats: BigIntStats;
}

/** The file's text; empty when there is none. Looks without changing anything. */
export async function readPrivateFile(path: string): Promise<string> {
  await inspectDirectory(path);
  return (await snapshot(path))?.text ?? "";
}

/**
 * Replaces a file that holds secrets in one step: readers see the old text or the new one, of which none is readable by
 * others. `edit` gets the text (empty for a new file); when it throws, or gives the same text back, nothing is written.
 * @throws SdkConfigRefusal when the file or its directory is a symbolic link, not ours, read-only or no UTF-8 text,
 *   when another program changes it meanwhile, and when another writer holds the lock
 */
export async function updatePrivateFile(
  path: string,
  edit: (text: string) => string,
  { ownsDirectory, lockWaitMs }: PrivateFileOptions,
): Promise<PrivateFileResult> {
  const directory = await inspectDirectory(path);
  // A refusal comes before the first change, and the lock file would be one.
  edit((await snapshot(path))?.text ?? "");
  if (directory === undefined) await mkdir(dirname(path), { recursive: true, mode: directoryMode });
  else if (ownsDirectory) await makePrivate(dirname(path), directory, directoryMode);
  return withLock(`${path}.lock`, lockWaitMs, async () => {
    const before = await snapshot(path);
    const text = edit(before?.text ?? "");
    if (before?.text === text) {
      return (await makePrivate(path, before.stats, fileMode)) ? "made private" : "unchanged";
    }
    await replace(path, text, before);
    return before === undefined ? "created" : "replaced";
  });
}

async function inspectDirectory(path: string): Promise<BigIntStats | undefined> {
  const directory = dirname(path);
  const stats = await lookAt(directory);
  if (stats === undefined) return undefined;
  if (stats.isSymbolicLink()) throw await symbolicLink(directory, "name the file by its real path in CONFIG_PATH");
  if (!stats.isDirectory()) throw new SdkConfigRefusal(`${directory} is not a directory`, "move it away");
  const othersMayReplace = (stats.mode & 0o1002n) === 0o002n;
  if (othersMayReplace) {
    throw new SdkConfigRefusal(`everybody may replace files in ${directory}`, `chmod o-w ${directory}`);
  }
  return stats;
}

/** The file as it is now; undefined when there is none. */
async function snapshot(path: string): Promise<Snapshot | undefined> {
  const stats = await lookAt(path);
  if (stats === undefined) return undefined;
  if (stats.isSymbolicLink()) throw await symbolicLink(path, "name its target in CONFIG_PATH, or replace it by a file");
  if (!stats.isFile()) throw new SdkConfigRefusal(`${path} is not a file`, "move it away, or set CONFIG_PATH");
  refuseOthersFile(path, stats);
  if ((stats.mode & 0o200n) === 0n) {
    throw new SdkConfigRefusal(`${path} is read-only`, `chmod u+w ${path}, if it is meant to change`);
  }
  if (stats.size > maxBytes) throw new SdkConfigRefusal(`${path} has more than ${maxBytes} bytes`, "look what it is");
  // The path may lead elsewhere by now; what it led to is compared once more before the file is replaced.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.readFile());
    return { text, stats };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new SdkConfigRefusal(`${path} is not UTF-8 text`, "repair it or move it away");
  } finally {
    await file.close();
  }
}

async function replace(path: string, text: string, before: Snapshot | undefined): Promise<void> {
  const fresh = `${path}.${randomUUID()}.new`;
  try {
    const file = await open(fresh, "wx", fileMode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    // The SDK and editors do not know the lock.
    if (!sameFile(await lookAt(path), before?.stats)) {
      throw new SdkConfigRefusal(`another program changed ${path} meanwhile`, "nothing was written; run this again");
    }
    await rename(fresh, path);
  } finally {
    await rm(fresh, { force: true });
  }
  const directory = await open(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
  await directory.sync().finally(() => directory.close());
}

/** @returns whether anything had to change */
async function makePrivate(path: string, stats: BigIntStats, mode: number): Promise<boolean> {
  if ((stats.mode & 0o777n) === BigInt(mode)) return false;
  refuseOthersFile(path, stats);
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  await handle.chmod(mode).finally(() => handle.close());
  return true;
}

function refuseOthersFile(path: string, { uid }: BigIntStats): void {
  if (uid === BigInt(process.getuid?.() ?? 0)) return;
  throw new SdkConfigRefusal(`${path} belongs to user ${uid}`, "run this as that user, or set CONFIG_PATH");
}

function sameFile(a: BigIntStats | undefined, b: BigIntStats | undefined): boolean {
  return a?.ino === b?.ino && a?.size === b?.size && a?.mtimeNs === b?.mtimeNs && a?.ctimeNs === b?.ctimeNs;
}

async function lookAt(path: string): Promise<BigIntStats | undefined> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function symbolicLink(path: string, next: string): Promise<SdkConfigRefusal> {
  return new SdkConfigRefusal(`${path} is a symbolic link to ${await readlink(path)}, which is not followed`, next);
}
