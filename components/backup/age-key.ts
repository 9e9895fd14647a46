import { createPrivateKey, createPublicKey } from "node:crypto";
import { bech32Decode, bech32Encode } from "./bech32.ts";

/** A pair of keys as the tool `age` writes them. Source: C2SP, "The age file encryption format", X25519 recipient stanza. */
export interface AgeKey {
  /** `AGE-SECRET-KEY-1…`: opens what was encrypted to the recipient. Secret. */
  readonly identity: string;
  /** `age1…`: public. */
  readonly recipient: string;
}

/** PKCS #8 of an X25519 key up to the key itself (RFC 8410, section 7). */
const pkcs8Head = Buffer.from("302e020100300506032b656e04220420", "hex");

/**
 * The pair that 32 random bytes make.
 * @throws RangeError for any other number of bytes
 */
export function ageKey(bytes: Uint8Array): AgeKey {
  if (bytes.length !== 32) throw new RangeError(`an age identity is made of 32 bytes, not of ${bytes.length}`);
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Head, bytes]), format: "der", type: "pkcs8" });
  const { x = "" } = createPublicKey(key).export({ format: "jwk" });
  return {
    identity: bech32Encode("age-secret-key-", bytes).toUpperCase(),
    recipient: bech32Encode("age", Buffer.from(x, "base64url")),
  };
}

/** Whether a text is a native (X25519) recipient: plug-ins' recipients need a program that the cluster does not have. */
export function isAgeRecipient(text: string): boolean {
  return bech32Decode("age", text)?.length === 32;
}
