import { rename, rm, writeFile } from "node:fs/promises";

/**
 * Replaces a file in one step: a reader sees the old text or the new one, never a part.
 *
 * @param mode rights of the new file, whatever the old one had. @default 0o666 less the process's umask – as any new file
 */
export async function replaceFile(file: string, text: string, mode = 0o666): Promise<void> {
  const fresh = `${file}.${process.pid}.new`;
  try {
    await writeFile(fresh, text, { mode });
    await rename(fresh, file);
  } finally {
    await rm(fresh, { force: true });
  }
}
