import { describe, expect, it } from "vitest";
import { signedDelete } from "./s3-delete.ts";

const object = { endpoint: "https://s3.example.eu:8443", region: "eu-de", bucket: "images", key: "a b/é.rclip" };
const keys = { accessKeyId: "AKID", secretAccessKey: "secret" };
const now = new Date("2026-11-22T12:00:00.123Z");

describe("a signed delete", () => {
  it("names the object as the signature covers it, and tells no secret", () => {
    const { url, headers } = signedDelete(object, keys, now);
    expect(url).toBe("https://s3.example.eu:8443/images/a%20b/%C3%A9.rclip");
    expect(headers["x-amz-date"]).toBe("20261122T120000Z");
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKID\/20261122\/eu-de\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
    );
    expect(headers.authorization).not.toContain("secret,");
  });

  it("is another one for another object, place, time or key", () => {
    const signature = (...args: Parameters<typeof signedDelete>) =>
      signedDelete(...args).headers.authorization.slice(-64);
    const all = [
      signature(object, keys, now),
      signature({ ...object, key: "other" }, keys, now),
      signature({ ...object, bucket: "other" }, keys, now),
      signature({ ...object, region: "eu-fr" }, keys, now),
      signature({ ...object, endpoint: "https://other.example.eu" }, keys, now),
      signature(object, { ...keys, secretAccessKey: "other" }, now),
      signature(object, keys, new Date(now.getTime() + 1000)),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});
