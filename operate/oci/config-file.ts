import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { inheritedSection, parseIni, valuesOf } from "../../components/beta9/sdk-config/ini.ts";
import { Refusal, systemCode } from "../refusal.ts";

/** What it takes to sign requests to OCI. */
export interface OciCredentials {
  readonly tenancyOcid: string;
  /** Absent for a session, whose token names the user. */
  readonly userOcid: string | undefined;
  readonly region: string | undefined;
  /** `keyId` of the signature: `tenancy/user/fingerprint`, or `ST$` and a session's token. A secret in the second form. */
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** Where the config file is: as the OCI SDKs look for it. */
function ociConfigPath(): string {
  return homePath(process.env.OCI_CONFIG_FILE || process.env.OCI_CLI_CONFIG_FILE || "~/.oci/config");
}

/**
 * Credentials of one profile. Keys that a profile does not have come from `[DEFAULT]`, as in Oracle's SDKs.
 * @throws Refusal that names the file and the key of it, never what stands in it
 */
export async function readOciCredentials(profile: string, path = ociConfigPath()): Promise<OciCredentials> {
  const sections = valuesOf(parseIni(await text(path, "oci setup config writes it")));
  const own = sections.get(profile);
  if (own === undefined) {
    const known = [...sections.keys()].join(", ") || "none";
    throw new Refusal(
      `${path} has no profile ${profile}; it has ${known}`,
      "correct cloud.auth.profile, or oci setup config",
    );
  }
  const value = (key: string): string | undefined =>
    own.get(key) || sections.get(inheritedSection)?.get(key) || undefined;
  const required = (key: string): string => {
    const found = value(key);
    if (found === undefined) throw new Refusal(`${path}: profile ${profile} has no ${key}`, "oci setup config");
    return found;
  };
  const tenancyOcid = required("tenancy");
  const tokenFile = value("security_token_file");
  const userOcid = tokenFile === undefined ? required("user") : undefined;
  const keyId =
    tokenFile === undefined
      ? `${tenancyOcid}/${userOcid}/${required("fingerprint")}`
      : `ST$${(await text(homePath(tokenFile), "oci session authenticate writes it")).trim()}`;
  const privateKey = await readKey(homePath(required("key_file")), value("pass_phrase"));
  return { tenancyOcid, userOcid, region: value("region"), keyId, privateKey };
}

async function readKey(path: string, passphrase: string | undefined): Promise<KeyObject> {
  const key = await text(path, "download it from the console under API keys, or make a new one");
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) throw new Refusal(`others on this machine can read the key ${path}`, `chmod 600 ${path}`);
  try {
    return createPrivateKey({ key, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    // The words of the library may quote the key.
    throw new Refusal(
      `${path} is no private key, or its pass_phrase is wrong`,
      "openssl pkey -noout -in FILE tries it",
    );
  }
}

async function text(path: string, next: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT") throw new Refusal(`there is no ${path}`, next);
    throw new Refusal(`${path} can not be read (${code})`, "look who owns it and what its mode is");
  }
}

function homePath(path: string): string {
  return path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : resolve(path);
}
