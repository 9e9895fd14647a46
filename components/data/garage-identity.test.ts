import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { garageIdentity } from "./garage-identity.ts";

const pem = (type: "ed25519" | "x25519") =>
  generateKeyPairSync(type as "ed25519")
    .privateKey.export({ format: "pem", type: "pkcs8" })
    .toString();

describe("the identity of a Garage server", () => {
  it("is the public key, and the file ends with it", () => {
    const { id, nodeKey } = garageIdentity(pem("ed25519"));
    const file = Buffer.from(nodeKey, "base64");
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(file).toHaveLength(64);
    expect(file.subarray(32).toString("hex")).toBe(id);
  });

  it("follows RFC 8032, test 1", () => {
    const seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.from(seed, "hex")]);
    const text = `-----BEGIN PRIVATE KEY-----\n${der.toString("base64")}\n-----END PRIVATE KEY-----\n`;
    expect(garageIdentity(text).id).toBe("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  });

  it("is not made of a key of another kind", () => {
    expect(() => garageIdentity(pem("x25519"))).toThrow(/Ed25519/);
  });
});
