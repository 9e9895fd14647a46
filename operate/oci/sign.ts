import { createHash, createSign, type KeyObject } from "node:crypto";

export interface UnsignedRequest {
  readonly method: "GET" | "POST";
  readonly url: URL;
  /** JSON; absent for GET. */
  readonly body?: string;
  /** As in the header, e.g. `Sun, 22 Nov 2026 14:33:00 GMT`. */
  readonly date: string;
}

/**
 * Headers of a signed request, the body's among them.
 * Form: Oracle, "Request Signatures", version 1, after draft-cavage-http-signatures-08.
 */
export function signedHeaders(
  { method, url, body, date }: UnsignedRequest,
  { keyId, privateKey }: { readonly keyId: string; readonly privateKey: KeyObject },
): Readonly<Record<string, string>> {
  const always: [string, string][] = [
    ["date", date],
    ["(request-target)", `${method.toLowerCase()} ${url.pathname}${url.search}`],
    ["host", url.host],
  ];
  const ofBody: [string, string][] =
    body === undefined
      ? []
      : [
          ["content-length", String(Buffer.byteLength(body))],
          ["content-type", "application/json"],
          ["x-content-sha256", createHash("sha256").update(body).digest("base64")],
        ];
  const signed = [...always, ...ofBody];
  const text = signed.map(([name, value]) => `${name}: ${value}`).join("\n");
  const signature = createSign("RSA-SHA256").update(text).sign(privateKey, "base64");
  const names = signed.map(([name]) => name).join(" ");
  const authorization = `Signature version="1",headers="${names}",keyId="${keyId}",algorithm="rsa-sha256",signature="${signature}"`;
  const headers = Object.fromEntries(signed.filter(([name]) => name !== "(request-target)" && name !== "host"));
  return { ...headers, authorization };
}
