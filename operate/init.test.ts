import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { secretFields } from "../stacks/config.ts";
import { pathText } from "../stacks/environment/path.ts";
import { parseStackFile } from "../stacks/stack-document.ts";
import { parseGivenSecrets } from "./given-secrets.ts";
import { ensurePassphraseFile } from "./pulumi/passphrase-file.ts";
import { secretNeeds, secretVariable } from "./secret-needs.ts";
import { stripEncryption } from "./stack-copy.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "init-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the passphrase of a stack", () => {
  const project = "/nonexistent-project";

  it("is written once, for this user alone, with the strength of the key", async () => {
    const file = join(folder, "new", "prod-fra.passphrase");
    expect(await ensurePassphraseFile(file, project)).toBe("created");
    const text = readFileSync(file, "utf8");
    expect(Buffer.from(text.trim(), "base64url")).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "new")).mode & 0o777).toBe(0o700);
    expect(await ensurePassphraseFile(file, project)).toBe("kept");
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("never lies where it would be committed", async () => {
    await expect(ensurePassphraseFile(join(folder, "a", "p"), folder)).rejects.toThrow(/inside the project/);
    await expect(ensurePassphraseFile(join(folder, "p"), join(folder, "project"))).resolves.toBe("created");
  });

  it("is refused when others can read it, and when there is none in the file", async () => {
    const file = join(folder, "p");
    writeFileSync(file, "x", { mode: 0o644 });
    await expect(ensurePassphraseFile(file, project)).rejects.toThrow(/others on this machine can read/);
    writeFileSync(join(folder, "empty"), "", { mode: 0o600 });
    await expect(ensurePassphraseFile(join(folder, "empty"), project)).rejects.toThrow(/is empty/);
  });
});

describe("the secrets of a stack", () => {
  const kit = new URL("../", import.meta.url).pathname;
  const needsOf = (change: (text: string) => string) => {
    const text = change(readFileSync(join(kit, "Pulumi.eu-owned.yaml"), "utf8"));
    const parsed = parseStackFile("Pulumi.eu-owned.yaml", text, "eu-gpu-cloud");
    if ("issues" in parsed) throw new Error(JSON.stringify(parsed.issues));
    return secretNeeds("eu-owned", parsed.stackFile);
  };
  const redis = (password: string) => (text: string) =>
    `${text}\n  eu-gpu-cloud:redis:\n    mode: external\n    host: redis.muster-cloud.eu\n    port: 6379\n${password}`;

  it("are none where everything is made by the kit", () => {
    expect(needsOf((text) => text)).toEqual([]);
  });

  it("are asked for where the configuration needs them", () => {
    expect(needsOf(redis(""))).toEqual([
      { path: "redis.password", variable: "EU_GPU_CLOUD_REDIS_PASSWORD", inClear: false },
    ]);
  });

  it("are none to ask for once they are encrypted, and a mistake in clear", () => {
    expect(needsOf(redis("    password:\n      secure: v1:x\n"))).toEqual([]);
    expect(needsOf(redis("    password: hidden\n"))).toMatchObject([{ path: "redis.password", inClear: true }]);
  });

  it("have a variable each", () => {
    const variables = secretFields.map((segments) => secretVariable(pathText(segments)));
    expect(new Set(variables).size).toBe(variables.length);
    expect(variables).toContain("EU_GPU_CLOUD_OBJECT_STORE_STORE_KEYS_PLATFORM_ACCESS_KEY_ID");
  });

  it("are read from lines of standard input, values as they are", () => {
    expect(parseGivenSecrets("redis.password=a=b \npostgres.password=c\n")).toEqual({
      "redis.password": "a=b ",
      "postgres.password": "c",
    });
  });

  it.each(["hidden", "=hidden", "redis.pasword=hidden"])("are refused as %s, without a value", (line) => {
    expect(() => parseGivenSecrets(line)).toThrow(/line 1 of standard input/);
    expect(() => parseGivenSecrets(line)).not.toThrow(/hidden/);
  });
});

describe("a stack file that is copied for another stack", () => {
  it("loses the salt of the first one's key", () => {
    const text = "encryptionsalt: v1:x\nsecretsprovider: passphrase\nconfig:\n  eu-gpu-cloud:edge:\n    domain: a\n";
    expect(stripEncryption(text, "prod-fra")).toBe("config:\n  eu-gpu-cloud:edge:\n    domain: a\n");
  });

  it("is refused when it holds what that key encrypted", () => {
    expect(() => stripEncryption("config:\n  a:\n    secure: v1:x\n", "prod-fra")).toThrow(
      /only its own passphrase opens/,
    );
  });
});
