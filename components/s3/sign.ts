import { createHash, createHmac } from "node:crypto";
import type { SecretText } from "../secret-text.ts";

/** Where a bucket is. */
export interface S3Place {
  /** `https://host[:port]`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
}

export interface S3Credentials {
  readonly accessKeyId: SecretText;
  readonly secretAccessKey: SecretText;
}

export interface S3Request {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** Name of an object; the bucket itself without one. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
}

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** What RFC 3986 leaves as it is, and nothing else: the signature is over exactly these bytes. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * URL and headers of a request, path style. The signature covers the SHA-256 of the body: a store refuses bytes that
 * changed on the way. Source: AWS, "Signature Version 4 signing process".
 */
export function signed(place: S3Place, request: S3Request, credentials: S3Credentials, now: Date) {
  const { endpoint, region, bucket } = place;
  const { method, key, query = {}, body = new Uint8Array() } = request;
  const { host } = new URL(endpoint);
  const path = ["", bucket, ...(key === undefined ? [] : key.split("/"))].map(encode).join("/");
  const parameters = Object.entries(query)
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map((pair) => pair.join("="))
    .join("&");
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const date = time.slice(0, 8);
  const scope = `${date}/${region}/s3/aws4_request`;
  const payload = sha256(body);
  const names = "host;x-amz-content-sha256;x-amz-date";
  const canonical = `${method}\n${path}\n${parameters}\nhost:${host}\nx-amz-content-sha256:${payload}\nx-amz-date:${time}\n\n${names}\n${payload}`;
  const secret = `AWS4${credentials.secretAccessKey.reveal()}`;
  const signingKey = [date, region, "s3", "aws4_request"].reduce<string | Buffer>(hmac, secret);
  const signature = hmac(signingKey, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`).toString("hex");
  return {
    url: `${endpoint}${path}${parameters === "" ? "" : `?${parameters}`}`,
    headers: {
      "x-amz-content-sha256": payload,
      "x-amz-date": time,
      authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId.reveal()}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    },
  };
}
