import { Refusal } from "./refusal.ts";

/**
 * A stack file for another stack: without the salt and the provider of the first one's key.
 * @throws Refusal when the file holds encrypted values, which the other key can not read
 */
export function stripEncryption(text: string, from: string): string {
  if (/^\s+secure:\s/m.test(text)) {
    throw new Refusal(
      `Pulumi.${from}.yaml holds secrets that only its own passphrase opens`,
      "copy the file by hand and take them out, or name a file without secrets with --from",
    );
  }
  return text.replace(/^(encryptionsalt|encryptedkey|secretsprovider):.*(\n|$)/gm, "");
}
