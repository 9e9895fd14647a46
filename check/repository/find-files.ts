import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Unjudged } from "../check-result.ts";
import { isJudged } from "./read-file.ts";

/** Folders whose files are other people's, or none of the repository's. */
const foreign = new Set([".git", "node_modules", ".venv", "vendor"]);
const mebibyte = 2 ** 20;
/** Lock files of large projects have some 5 MiB. */
const largestMiB = 32;

export interface FoundFile {
  /** Path from the root, with `/`. */
  readonly file: string;
  readonly text: string;
}

/** Every file of a repository that rules can judge, sorted by path, and those of them that can not be read. */
export function findFiles(root: string): {
  readonly files: readonly FoundFile[];
  readonly unread: readonly Unjudged[];
} {
  const files: FoundFile[] = [];
  const unread: Unjudged[] = [];
  const pending = [""];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const entries = attempt(folder || ".", unread, () =>
      readdirSync(join(root, folder ?? ""), { withFileTypes: true }),
    );
    for (const entry of entries ?? []) {
      const file = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!foreign.has(entry.name)) pending.push(file);
      } else if (isJudged(file)) {
        const text = attempt(file, unread, () => readBounded(join(root, file)));
        if (text !== undefined) files.push({ file, text });
      }
    }
  }
  return { files: files.sort((a, b) => (a.file < b.file ? -1 : 1)), unread };
}

function readBounded(path: string): string {
  const stats = statSync(path);
  if (!stats.isFile()) throw new Error("is not a file");
  if (stats.size > largestMiB * mebibyte) {
    throw new Error(`has ${Math.ceil(stats.size / mebibyte)} MiB; up to ${largestMiB} MiB are read`);
  }
  return readFileSync(path, "utf8");
}

function attempt<T>(where: string, unread: Unjudged[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    unread.push({ where, reason: code === undefined ? (error as Error).message : `can not be read (${code})` });
    return undefined;
  }
}
