import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { SecretText } from "../secret-text.ts";
import { field } from "./manifest.ts";
import type { Credentials } from "./registry-auth.ts";

/** Docker Hub's entry is filed under the address of its first API. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  "docker.io": ["https://index.docker.io/v1/", "index.docker.io", "registry-1.docker.io"],
};

/**
 * Who `docker login` says that we are, by registry host. Only what it keeps in its file is read; what a credential
 * helper keeps is asked of nobody.
 * @throws Error when the file is there and can not be read as JSON
 */
export function dockerCredentials(
  file = join(process.env.DOCKER_CONFIG || join(homedir(), ".docker"), "config.json"),
): (host: string) => Credentials | undefined {
  const auths = field(readConfig(file), "auths");
  return (host) => {
    for (const key of [host, `https://${host}`, ...(aliases[host] ?? [])]) {
      const entry = field(field(auths, key), "auth");
      if (typeof entry !== "string") continue;
      const [username = "", ...rest] = Buffer.from(entry, "base64").toString("utf8").split(":");
      if (username !== "" && rest.length > 0) return { username, password: new SecretText(rest.join(":")) };
    }
    return undefined;
  };
}

/** Such a file with one login in it, for the registry that an image path begins with. Secret. */
export function dockerConfig(
  path: string,
  { username, password }: { readonly username: string; readonly password: SecretText },
): string {
  const auth = Buffer.from(`${username}:${password.reveal()}`).toString("base64");
  return JSON.stringify({ auths: { [path.split("/")[0] ?? path]: { auth } } });
}

function readConfig(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which holds passwords.
    throw new Error(`${file} is not JSON`);
  }
}
