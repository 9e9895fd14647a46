import { randomBytes } from "node:crypto";
import { mkdir, open, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { Refusal, systemCode } from "../refusal.ts";

/** Bytes of a generated passphrase: as many as the key that is made from it has. */
const passphraseBytes = 32;

/** Where a stack's passphrase is kept unless somebody says otherwise: outside every repository. */
export function defaultPassphraseFile(stack: string): string {
  return join(process.env.XDG_CONFIG_HOME || join(homedir(), ".config"), "eu-gpu-cloud", `${stack}.passphrase`);
}

/**
 * Makes sure that there is a passphrase in a file that only this user can read; one that is there stays as it is.
 * @throws Refusal when the file lies in the project, where it would be committed, or others can read it
 */
export async function ensurePassphraseFile(path: string, projectDir: string): Promise<"created" | "kept"> {
  const file = resolve(path);
  const inside = relative(resolve(projectDir), file);
  if (inside !== "" && !inside.startsWith(".."))
    throw new Refusal(
      `${file} is inside the project, where it may be committed`,
      "choose a place outside, with --passphrase-file",
    );
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    const handle = await open(file, "wx", 0o600);
    try {
      await handle.writeFile(`${randomBytes(passphraseBytes).toString("base64url")}\n`);
      await handle.sync();
    } catch (error) {
      // Half a passphrase would encrypt, and nobody would know it to be half.
      await rm(file, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
    return "created";
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  }
  const { mode, size } = await stat(file);
  if ((mode & 0o077) !== 0) throw new Refusal(`others on this machine can read ${file}`, `chmod 600 ${file}`);
  if (size === 0) throw new Refusal(`${file} is empty`, "put the passphrase into it, or remove it to have one made");
  return "kept";
}
