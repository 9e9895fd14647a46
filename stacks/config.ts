import * as pulumi from "@pulumi/pulumi";
import { SecretText } from "../components/secret-text.ts";
import type { RawConfig } from "./environment.ts";
import { type PathSegment, valueAt } from "./environment/path.ts";

/** Fields that the stack file must hold encrypted. Pulumi marks a whole section secret when one field in it is. */
export const secretFields: readonly (readonly PathSegment[])[] = [
  ["cloud", "keys", "externalKeyManager", "oauth", "clientAppSecret"],
];

/** The project's sections as Pulumi decrypted them for this run, secret fields as `SecretText`. */
export function readConfig(project: string): RawConfig {
  const prefix = `${project}:`;
  const keys = Object.keys(pulumi.runtime.allConfig()).filter((key) => key.startsWith(prefix));
  return Object.fromEntries(
    keys.map((key) => {
      const section = key.slice(prefix.length);
      const value = structured(pulumi.runtime.getConfig(key) ?? "");
      return [section, pulumi.runtime.isConfigSecret(key) ? hideSecrets(section, value) : value];
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
