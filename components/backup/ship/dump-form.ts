import { type FileHandle, open } from "node:fs/promises";
import { Failure } from "../../program/program.ts";
import { ends } from "./ends.ts";
import type { DumpKind } from "./settings.ts";

/**
 * Length of a dump, in bytes, once its first and last bytes are those of a whole one. What lies between them was read by
 * the server's own tool in the step before (`valkey-check-rdb`, `pg_restore`).
 * @throws Failure when it is not there, empty, of another kind or without its end
 */
export async function checkDump(kind: DumpKind, path: string): Promise<number> {
  const file = await open(path).catch(() => {
    throw new Failure(ends.badDump, `there is no dump: ${path} can not be read`);
  });
  try {
    const { size } = await file.stat();
    if (size === 0) throw new Failure(ends.badDump, `the dump ${path} is empty`);
    const problem = kind === "redis" ? await snapshotProblem(file, size) : await archiveProblem(file);
    if (problem !== undefined) throw new Failure(ends.badDump, `the dump ${path} ${problem}`);
    return size;
  } finally {
    await file.close();
  }
}

const endOfFile = 0xff;
const checksumBytes = 8;

/** An RDB file: magic and version first; the end mark and a checksum, which is zero where there is none, last. */
async function snapshotProblem(file: FileHandle, size: number): Promise<string | undefined> {
  const head = await bytesAt(file, 0, 9);
  if (!/^(REDIS\d{4}|VALKEY\d{3})$/.test(head.toString("latin1"))) return "is no RDB file: its magic is missing";
  const tail = await bytesAt(file, Math.max(0, size - checksumBytes - 1), checksumBytes + 1);
  if (tail[0] !== endOfFile) return "is cut short: its end mark is missing";
  return tail.subarray(1).every((byte) => byte === 0) ? "has no checksum" : undefined;
}

const customFormat = 1;

/** A custom-format archive: `PGDMP`, three bytes of version, sizes of integers and offsets, the format (`pg_backup_archiver.c`). */
async function archiveProblem(file: FileHandle): Promise<string | undefined> {
  const head = await bytesAt(file, 0, 11);
  if (head.subarray(0, 5).toString("latin1") !== "PGDMP") return "is no archive of pg_dump: its header is missing";
  return head[10] === customFormat ? undefined : "is no archive of pg_dump in custom format";
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
