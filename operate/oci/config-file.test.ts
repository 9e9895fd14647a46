import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readOciCredentials } from "./config-file.ts";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs8", format: "pem" });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "oci-config-"));
  writeFileSync(join(folder, "key.pem"), pem, { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (text: string, profile = "DEFAULT") => {
  writeFileSync(join(folder, "config"), text.replaceAll("HERE", folder));
  return readOciCredentials(profile, join(folder, "config"));
};
const whole =
  "[DEFAULT]\ntenancy=ocid1.tenancy.oc1..t\nuser=ocid1.user.oc1..u\nfingerprint=aa:bb\nkey_file=HERE/key.pem\nregion=eu-frankfurt-1\n";

describe("Oracle's configuration file", () => {
  it("gives the key and who it is of", async () => {
    expect(await read(whole)).toMatchObject({
      keyId: "ocid1.tenancy.oc1..t/ocid1.user.oc1..u/aa:bb",
      tenancyOcid: "ocid1.tenancy.oc1..t",
      region: "eu-frankfurt-1",
    });
  });

  it("gives a profile what only the default one has", async () => {
    const credentials = await read(`${whole}[prod]\nuser=ocid1.user.oc1..other\n`, "prod");
    expect(credentials.keyId).toBe("ocid1.tenancy.oc1..t/ocid1.user.oc1..other/aa:bb");
  });

  it("gives a session's token in place of a user", async () => {
    writeFileSync(join(folder, "token"), "session-token\n");
    const session = "[s]\ntenancy=ocid1.tenancy.oc1..t\nsecurity_token_file=HERE/token\nkey_file=HERE/key.pem\n";
    expect(await read(session, "s")).toMatchObject({ keyId: "ST$session-token", userOcid: undefined });
  });

  it.each([
    ["a profile that is not there", whole, "prod", /has no profile prod; it has DEFAULT/],
    ["a key that is missing", whole.replace(/fingerprint.*\n/, ""), "DEFAULT", /profile DEFAULT has no fingerprint/],
    ["a key file that is missing", whole.replace("key.pem", "gone.pem"), "DEFAULT", /there is no .*gone\.pem/],
  ])("is refused with %s", async (_, text, profile, words) => {
    await expect(read(text, profile)).rejects.toThrow(words);
  });

  it("is refused with a key that others can read, or that is none, without repeating it", async () => {
    chmodSync(join(folder, "key.pem"), 0o644);
    await expect(read(whole)).rejects.toThrow(/others on this machine can read the key/);
    writeFileSync(join(folder, "key.pem"), "hidden words");
    chmodSync(join(folder, "key.pem"), 0o600);
    await expect(read(whole)).rejects.toThrow(/is no private key/);
    await expect(read(whole)).rejects.not.toThrow(/hidden/);
  });

  it("is missed in words", async () => {
    await expect(readOciCredentials("DEFAULT", join(folder, "none"))).rejects.toThrow(
      /there is no .*none\n {2}next: oci setup config writes it/,
    );
  });
});
