import * as runtimeConfig from "@pulumi/pulumi/runtime/config.js";
import { allConfig, getConfig } from "@pulumi/pulumi/runtime/config.js";
import { SecretText } from "../components/secret-text.ts";
import { type PathSegment, valueAt } from "./environment/path.ts";
import type { RawConfig } from "./environment.ts";

/** Fields that the stack file must hold encrypted. Pulumi marks a whole section secret when one field in it is. */
export const secretFields: readonly (readonly PathSegment[])[] = [
  ["cloud", "keys", "externalKeyManager", "oauth", "clientAppSecret"],
  ["images", "push", "password"],
  ["images", "pull", "password"],
  ["controlPlane", "events", "authorization"],
  ["redis", "password"],
  ["postgres", "password"],
  ["objectStore", "store", "keys", "platform", "accessKeyId"],
  ["objectStore", "store", "keys", "platform", "secretAccessKey"],
  ["objectStore", "store", "keys", "registry", "accessKeyId"],
  ["objectStore", "store", "keys", "registry", "secretAccessKey"],
  ["objectStore", "store", "keys", "backups", "accessKeyId"],
  ["objectStore", "store", "keys", "backups", "secretAccessKey"],
  ["backup", "target", "keys", "accessKeyId"],
  ["backup", "target", "keys", "secretAccessKey"],
  ["edge", "certificate", "binding", "keyId"],
  ["edge", "certificate", "binding", "hmacKey"],
];

/**
 * Whether Pulumi holds a key encrypted. The SDK exports it without declaring it; reading the value through
 * `pulumi.Config` instead gives an output, and an environment that is known only later shapes no graph.
 */
const { isConfigSecret } = runtimeConfig as unknown as { isConfigSecret(key: string): boolean };

/** The project's sections as Pulumi decrypted them for this run, secret fields as `SecretText`. */
export function readConfig(project: string): RawConfig {
  const prefix = `${project}:`;
  const keys = Object.keys(allConfig()).filter((key) => key.startsWith(prefix));
  return Object.fromEntries(
    keys.map((key) => {
      const section = key.slice(prefix.length);
      const value = structured(getConfig(key) ?? "");
      return [section, isConfigSecret(key) ? hideSecrets(section, value) : value];
    }),
  );
}

/** Sections are mappings, which Pulumi hands over as JSON; whatever is not JSON stays text for the schema to refuse. */
function structured(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function hideSecrets(section: string, value: unknown): unknown {
  for (const [head, ...path] of secretFields) {
    const parent = valueAt(value, path.slice(0, -1));
    const key = path.at(-1);
    if (head !== section || key === undefined || typeof parent !== "object" || parent === null) {
      continue;
    }
    const record = parent as Record<PathSegment, unknown>;
    const secret = record[key];
    if (typeof secret === "string") {
      record[key] = new SecretText(secret);
    }
  }
  return value;
}
