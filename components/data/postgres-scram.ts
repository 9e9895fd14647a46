import { createHash, createHmac, pbkdf2Sync } from "node:crypto";

/**
 * What PostgreSQL stores instead of a password (RFC 5803): whoever holds it can check the password and not log in with
 * it, so the password itself never reaches the server's files, its logs or a command line.
 *
 * @param password ASCII, so that no Unicode preparation (SASLprep) is needed
 * @param salt 16 bytes, the same at every run so that nothing changes unless the password does
 * @throws RangeError when the password is not printable ASCII
 */
export function scramVerifier(password: string, salt: Buffer, iterations = 4096): string {
  if (!/^[\x21-\x7e]+$/.test(password)) throw new RangeError("the password is not printable ASCII");
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const hmac = (text: string) => createHmac("sha256", salted).update(text).digest();
  const storedKey = createHash("sha256").update(hmac("Client Key")).digest("base64");
  const serverKey = hmac("Server Key").toString("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}
