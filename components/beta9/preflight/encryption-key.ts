const prefix = "sk_";
const keyBytes = 32;

/**
 * What is wrong with a Beta9 encryption key, without quoting it; `undefined` when nothing is. Beta9 itself looks at it
 * only when the first workspace gets its storage, and then answers 500.
 */
export function encryptionKeyProblem(key: string): string | undefined {
  if (!key.startsWith(prefix)) return `does not start with ${prefix}`;
  const encoded = key.slice(prefix.length);
  const bytes = Buffer.from(encoded, "base64");
  // Buffer skips what is no base64; Go does not.
  if (bytes.toString("base64") !== encoded) return "is not padded base64 after its prefix";
  if (bytes.length !== keyBytes) return `holds ${bytes.length} bytes, not ${keyBytes}`;
  return undefined;
}
