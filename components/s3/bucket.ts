import { NoAnswer, reason } from "../beta9/api/http.ts";
import { type S3Credentials, type S3Place, type S3Request, signed } from "./sign.ts";
import { element, elements } from "./xml.ts";

/** An object as a listing shows it. */
export interface S3Object {
  readonly key: string;
  readonly bytes: number;
  /** By the store's clock. */
  readonly modified: Date;
}

/** An object as the store says that it holds it. */
export interface StoredObject {
  readonly bytes: number;
  /** Changes with the content; how it is made is the store's own affair. */
  readonly etag: string;
}

/** The store answered, and not with what was asked for. The message names the store's error code and no key. */
export class S3Refusal extends Error {}

/** Longest wait for one answer: a part of some MiB over a slow line. */
const timeoutMs = 120_000;

/** One bucket, spoken to in the S3 protocol that Amazon, Garage, OCI and others share. Every call throws {@link NoAnswer} or {@link S3Refusal}. */
export class S3Bucket {
  readonly #place: S3Place;
  readonly #credentials: S3Credentials;
  readonly #signal: AbortSignal;

  constructor(place: S3Place, credentials: S3Credentials, signal: AbortSignal) {
    this.#place = place;
    this.#credentials = credentials;
    this.#signal = signal;
  }

  /** Every object whose key begins so. */
  async list(prefix: string): Promise<S3Object[]> {
    const objects: S3Object[] = [];
    for (let token: string | undefined, more = true; more; ) {
      const query = { "list-type": "2", prefix, ...(token === undefined ? {} : { "continuation-token": token }) };
      const { text } = await this.#ask({ method: "GET", query });
      for (const entry of elements(text, "Contents")) {
        objects.push({
          key: element(entry, "Key"),
          bytes: Number(element(entry, "Size")),
          modified: new Date(element(entry, "LastModified")),
        });
      }
      more = element(text, "IsTruncated") === "true";
      token = more ? element(text, "NextContinuationToken") : undefined;
    }
    return objects;
  }

  async head(key: string): Promise<StoredObject> {
    const { headers } = await this.#ask({ method: "HEAD", key });
    return { bytes: Number(headers.get("content-length")), etag: bare(headers.get("etag") ?? "") };
  }

  /** Takes an object away. One that is not there is fine: S3 answers the same. */
  async remove(key: string): Promise<void> {
    await this.#ask({ method: "DELETE", key });
  }

  /**
   * Writes an object of unknown length, part by part. It is there as a whole or not at all, and each part carries its
   * SHA-256 in the signature.
   * @param partBytes 5 MiB or more, but for the last part; 10,000 parts at most
   */
  async upload(key: string, data: AsyncIterable<Uint8Array>, partBytes: number): Promise<StoredObject> {
    const { text } = await this.#ask({ method: "POST", key, query: { uploads: "" } });
    const uploadId = element(text, "UploadId");
    try {
      return await this.#sendParts(key, uploadId, inParts(data, partBytes));
    } catch (error) {
      throw await this.#abandon(key, uploadId, error);
    }
  }

  async #sendParts(
    key: string,
    uploadId: string,
    parts: AsyncIterable<Uint8Array<ArrayBuffer>>,
  ): Promise<StoredObject> {
    const etags: string[] = [];
    let bytes = 0;
    for await (const body of parts) {
      const query = { partNumber: String(etags.length + 1), uploadId };
      const { headers } = await this.#ask({ method: "PUT", key, query, body });
      etags.push(headers.get("etag") ?? "");
      bytes += body.length;
    }
    const list = etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
    const body = new TextEncoder().encode(`<CompleteMultipartUpload>${list.join("")}</CompleteMultipartUpload>`);
    const { text } = await this.#ask({ method: "POST", key, query: { uploadId }, body });
    return { bytes, etag: bare(element(text, "ETag")) };
  }

  /** Parts without an end cost space and are shown by no listing. */
  async #abandon(key: string, uploadId: string, cause: unknown): Promise<unknown> {
    try {
      // Also after SIGTERM: a call of its own, which the signal does not cut off.
      await this.#ask({ method: "DELETE", key, query: { uploadId } }, AbortSignal.timeout(timeoutMs));
      return cause;
    } catch (error) {
      const said = [cause, error].map((each) => (each instanceof Error ? each.message : String(each)));
      return new S3Refusal(`${said[0]}; and the parts of the upload could not be taken back: ${said[1]}`);
    }
  }

  async #ask(request: S3Request, signal = this.#signal): Promise<{ readonly headers: Headers; readonly text: string }> {
    const { url, headers } = signed(this.#place, request, this.#credentials, new Date());
    const { method, body } = request;
    const what = `${method} ${request.key ?? this.#place.bucket}`;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, { method, headers, redirect: "error", signal: limit, ...(body ? { body } : {}) });
      text = await response.text();
    } catch (error) {
      throw new NoAnswer(`${what}: ${reason(error)}`);
    }
    // A completion that takes long begins its answer with 200 and may end it with an error.
    if (!response.ok || text.includes("<Error>")) {
      const code = /<Code>([A-Za-z0-9.]+)<\/Code>/.exec(text)?.[1] ?? "";
      throw new S3Refusal(`${what}: ${response.status} ${code}`.trimEnd());
    }
    return { headers: response.headers, text };
  }
}

const bare = (etag: string) => etag.replaceAll('"', "");

/** The same bytes in pieces of one size, the last one excepted; one empty piece when there are none. */
export async function* inParts(
  data: AsyncIterable<Uint8Array>,
  partBytes: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let part = new Uint8Array(partBytes);
  let filled = 0;
  let sent = false;
  for await (const chunk of data) {
    for (let from = 0; from < chunk.length; ) {
      const piece = chunk.subarray(from, from + partBytes - filled);
      part.set(piece, filled);
      filled += piece.length;
      from += piece.length;
      if (filled < partBytes) continue;
      yield part;
      sent = true;
      part = new Uint8Array(partBytes);
      filled = 0;
    }
  }
  if (filled > 0 || !sent) yield part.slice(0, filled);
}
