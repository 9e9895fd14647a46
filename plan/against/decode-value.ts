import { decodeString, type PropertyMap, signature, signatureKey } from "../engine/codec.ts";
import { AssetValue, type PropertyValue, ResourceReference, SecretValue, UnknownValue } from "../engine/values.ts";

/** Property values as a state file writes them. @throws Error that names no value: it may be a secret */
export function decodeStateProperties(fields: Readonly<Record<string, unknown>>): PropertyMap {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, decodeStateValue(value)]));
}

function decodeStateValue(value: unknown): PropertyValue {
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "string") return decodeString(value);
  if (Array.isArray(value)) return value.map(decodeStateValue);
  const fields = value as Readonly<Record<string, unknown>>;
  if (!Object.hasOwn(fields, signatureKey)) return decodeStateProperties(fields);
  switch (fields[signatureKey]) {
    case signature.secret:
      return new SecretValue(clearText(fields));
    case signature.resource:
      return new ResourceReference(String(fields.urn), typeof fields.id === "string" ? fields.id : undefined);
    case signature.asset:
      return asset(fields);
    case signature.archive: {
      const { [signatureKey]: _, hash: __, ...content } = fields;
      return new AssetValue("archive", decodeStateProperties(content));
    }
    default:
      throw new Error("holds a value of a kind that this version of the kit does not read");
  }
}

/** What `--show-secrets` exports; without it there is ciphertext alone. */
function clearText({ plaintext }: Readonly<Record<string, unknown>>): PropertyValue {
  if (typeof plaintext !== "string") return UnknownValue.instance;
  try {
    return decodeStateValue(JSON.parse(plaintext));
  } catch {
    // The parser's own words would quote the secret.
    throw new Error("holds a secret whose plaintext is not JSON");
  }
}

function asset({ path, uri, text }: Readonly<Record<string, unknown>>): AssetValue {
  if (typeof path === "string") return new AssetValue("file", path);
  if (typeof uri === "string") return new AssetValue("remote", uri);
  return new AssetValue("text", typeof text === "string" ? text : "");
}
