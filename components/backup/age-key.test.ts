import { Decrypter, Encrypter, identityToRecipient } from "age-encryption";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ageKey, isAgeRecipient } from "./age-key.ts";
import { bech32Decode, bech32Encode } from "./bech32.ts";

const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("a backup's key pair", () => {
  it("is one that age itself derives the same recipient from", async () => {
    await fc.assert(
      fc.asyncProperty(seed, async (bytes) => {
        const { identity, recipient } = ageKey(bytes);
        expect(await identityToRecipient(identity)).toBe(recipient);
        expect(isAgeRecipient(recipient)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  it("opens what was encrypted to its recipient, and another one does not", async () => {
    const [own, other] = [ageKey(new Uint8Array(32).fill(1)), ageKey(new Uint8Array(32).fill(2))];
    const encrypter = new Encrypter();
    encrypter.addRecipient(own.recipient);
    const file = await encrypter.encrypt("a dump");
    const opened = (identity: string) => {
      const decrypter = new Decrypter();
      decrypter.addIdentity(identity);
      return decrypter.decrypt(file, "text");
    };
    expect(await opened(own.identity)).toBe("a dump");
    await expect(opened(other.identity)).rejects.toThrow();
  });

  it.each([0, 16, 31, 33])("is not made of %d bytes", (length) => {
    expect(() => ageKey(new Uint8Array(length))).toThrow(`not of ${length}`);
  });
});

describe("a recipient", () => {
  const { identity, recipient } = ageKey(new Uint8Array(32).fill(7));

  it("is refused with any one character changed", () => {
    fc.assert(
      fc.property(fc.nat(recipient.length - 1), fc.constantFrom(..."qpzry9x8"), (index, letter) => {
        fc.pre(recipient[index] !== letter);
        expect(isAgeRecipient(recipient.slice(0, index) + letter + recipient.slice(index + 1))).toBe(false);
      }),
    );
  });

  it.each([
    ["an identity, which would be a secret in plain text", identity],
    ["capitals", recipient.toUpperCase()],
    ["a key of SSH", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA"],
    ["a key that is too short", bech32Encode("age", new Uint8Array(31))],
    ["nothing", ""],
  ])("is not %s", (_, text) => {
    expect(isAgeRecipient(text)).toBe(false);
  });
});

describe("Bech32", () => {
  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(bech32Decode("age", bech32Encode("age", bytes))).toEqual(bytes);
      }),
    );
  });
});
