import { createHash, createHmac } from "node:crypto";

export interface S3Object {
  /** `https://host[:port]`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly key: string;
}
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** What RFC 3986 leaves as it is, and nothing else: the signature is over exactly these bytes. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** A signed request that deletes one object, path style. Source: AWS, "Signature Version 4 signing process". */
export function signedDelete(object: S3Object, { accessKeyId, secretAccessKey }: S3Credentials, now: Date) {
  const { host } = new URL(object.endpoint);
  const path = `/${encode(object.bucket)}/${object.key.split("/").map(encode).join("/")}`;
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const date = time.slice(0, 8);
  const scope = `${date}/${object.region}/s3/aws4_request`;
  const payload = sha256("");
  const names = "host;x-amz-content-sha256;x-amz-date";
  const canonical = `DELETE\n${path}\n\nhost:${host}\nx-amz-content-sha256:${payload}\nx-amz-date:${time}\n\n${names}\n${payload}`;
  const key = [date, object.region, "s3", "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`).toString("hex");
  return {
    url: `${object.endpoint}${path}`,
    headers: {
      "x-amz-content-sha256": payload,
      "x-amz-date": time,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    },
  };
}
