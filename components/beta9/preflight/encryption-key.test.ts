import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encryptionKeyProblem } from "./encryption-key.ts";

describe("an encryption key", () => {
  it("is sk_ and the base64 of 32 bytes, whatever the bytes are", () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(bytes, (key) => encryptionKeyProblem(`sk_${Buffer.from(key).toString("base64")}`) === undefined),
    );
  });

  it.each([
    ["", /sk_/],
    [Buffer.alloc(32, 1).toString("base64"), /sk_/],
    [`sk_${Buffer.alloc(31, 1).toString("base64")}`, /31 bytes/],
    [`sk_${Buffer.alloc(33, 1).toString("base64")}`, /33 bytes/],
    [`sk_${Buffer.alloc(32, 1).toString("base64").slice(0, -1)}`, /base64/],
    [`sk_${Buffer.alloc(32, 255).toString("base64url")}`, /base64/],
    ["sk_not base64 at all", /base64/],
  ])("is not %j", (key, problem) => {
    expect(encryptionKeyProblem(key)).toMatch(problem);
  });
});
