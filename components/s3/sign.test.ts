import { describe, expect, it } from "vitest";
import { SecretText } from "../secret-text.ts";
import { signed } from "./sign.ts";

const place = { endpoint: "https://s3.example.eu:8443", region: "eu-de", bucket: "images" };
const request = { method: "DELETE", key: "a b/é.rclip" } as const;
const keys = { accessKeyId: new SecretText("AKID"), secretAccessKey: new SecretText("secret") };
const now = new Date("2026-11-22T12:00:00.123Z");

describe("a signed request", () => {
  it("names the object as the signature covers it, and tells no secret", () => {
    const { url, headers } = signed(place, request, keys, now);
    expect(url).toBe("https://s3.example.eu:8443/images/a%20b/%C3%A9.rclip");
    expect(headers["x-amz-date"]).toBe("20261122T120000Z");
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKID\/20261122\/eu-de\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
    );
    expect(headers.authorization).not.toContain("secret,");
  });

  it("has its query in the order of the names, whatever their values", () => {
    const { url } = signed(place, { method: "GET", query: { uploadId: "a&b", "list-type": "2", list: "" } }, keys, now);
    expect(url).toBe("https://s3.example.eu:8443/images?list=&list-type=2&uploadId=a%26b");
  });

  it("is another one for another object, place, time, query, body or key", () => {
    const signature = (...args: Parameters<typeof signed>) => signed(...args).headers.authorization.slice(-64);
    const all = [
      signature(place, request, keys, now),
      signature(place, { ...request, method: "PUT" }, keys, now),
      signature(place, { ...request, key: "other" }, keys, now),
      signature(place, { ...request, query: { uploads: "" } }, keys, now),
      signature(place, { ...request, body: new Uint8Array(1) }, keys, now),
      signature({ ...place, bucket: "other" }, request, keys, now),
      signature({ ...place, region: "eu-fr" }, request, keys, now),
      signature({ ...place, endpoint: "https://other.example.eu" }, request, keys, now),
      signature(place, request, { ...keys, secretAccessKey: new SecretText("other") }, now),
      signature(place, request, keys, new Date(now.getTime() + 1000)),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});
