import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NoAnswer } from "../beta9/api/http.ts";
import { SecretText } from "../secret-text.ts";
import { inParts, S3Bucket, S3Refusal } from "./bucket.ts";
import { element, elements } from "./xml.ts";

async function* pieces(chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* chunks;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly text?: string;
}

/** A store that answers as told, and the requests that it saw. */
async function withStore<T>(
  answer: (request: IncomingMessage) => Answer,
  use: (bucket: S3Bucket, asked: string[]) => Promise<T>,
): Promise<T> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume().once("end", () => {
      const { status = 200, headers = {}, text = "" } = answer(request);
      response.writeHead(status, headers).end(text);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const keys = { accessKeyId: new SecretText("AKID"), secretAccessKey: new SecretText("planted") };
  const place = { endpoint: `http://127.0.0.1:${port}`, region: "eu-de", bucket: "dumps" };
  try {
    return await use(new S3Bucket(place, keys, new AbortController().signal), asked);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const begun = { text: "<R><UploadId>u 1</UploadId></R>" };

describe("parts of an upload", () => {
  it("hold the same bytes, all of one size but the last", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 40 })),
        fc.integer({ min: 1, max: 30 }),
        async (chunks, size) => {
          const parts: Uint8Array[] = [];
          for await (const part of inParts(pieces(chunks), size)) parts.push(part);
          expect(Buffer.concat(parts)).toEqual(Buffer.concat(chunks));
          expect(parts.length).toBeGreaterThan(0);
          expect(parts.slice(0, -1).every((part) => part.length === size)).toBe(true);
        },
      ),
    );
  });
});

describe("an upload", () => {
  it("is taken back when a part is refused: no parts stay without an end", async () => {
    await withStore(
      ({ method }) => (method === "PUT" ? { status: 403, text: "<Error><Code>AccessDenied</Code></Error>" } : begun),
      async (bucket, asked) => {
        await expect(bucket.upload("a/b", pieces([new Uint8Array(3)]), 8)).rejects.toThrow("PUT a/b: 403 AccessDenied");
        expect(asked.at(-1)).toBe("DELETE /dumps/a/b?uploadId=u%201");
      },
    );
  });

  it("has failed when the completion begins well and ends with an error", async () => {
    await withStore(
      ({ method, url = "" }) =>
        method === "POST" && url.includes("uploadId")
          ? { text: "<Error><Code>InternalError</Code></Error>" }
          : { ...begun, headers: { etag: '"e"' } },
      async (bucket) => {
        await expect(bucket.upload("a", pieces([]), 8)).rejects.toThrow("InternalError");
      },
    );
  });

  it("says so when its parts could not be taken back", async () => {
    await withStore(
      ({ method }) => (method === "POST" ? begun : { status: 503 }),
      async (bucket) => {
        await expect(bucket.upload("a", pieces([]), 8)).rejects.toThrow(/PUT a: 503; .* taken back: DELETE a: 503/);
      },
    );
  });
});

describe("a listing", () => {
  it("goes on until the store has no more", async () => {
    const page = (name: string, rest: string) =>
      `<L><Contents><Key>${name}</Key><LastModified>2026-11-22T00:17:03Z</LastModified><Size>5</Size></Contents>${rest}</L>`;
    await withStore(
      ({ url = "" }) => ({
        text: url.includes("continuation-token=t%26")
          ? page("b&amp;c", "<IsTruncated>false</IsTruncated>")
          : page("a", "<IsTruncated>true</IsTruncated><NextContinuationToken>t&amp;</NextContinuationToken>"),
      }),
      async (bucket) => {
        const objects = await bucket.list("");
        expect(objects.map(({ key, bytes }) => [key, bytes])).toEqual([
          ["a", 5],
          ["b&c", 5],
        ]);
        expect(objects[0]?.modified.toJSON()).toBe("2026-11-22T00:17:03.000Z");
      },
    );
  });
});

describe("a store", () => {
  it("that redirects gets no second request: the signature is for one host", async () => {
    await withStore(
      () => ({ status: 307, headers: { location: "http://127.0.0.1:1/" } }),
      async (bucket, asked) => {
        await expect(bucket.remove("a")).rejects.toThrow(NoAnswer);
        expect(asked).toHaveLength(1);
      },
    );
  });

  it("is quoted by its error code alone: its message may repeat the key", async () => {
    await withStore(
      () => ({ status: 403, text: "<Error><Code>InvalidAccessKeyId</Code><Message>AKID planted</Message></Error>" }),
      async (bucket) => {
        const error = await bucket.remove("a").catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(S3Refusal);
        expect(String(error)).toBe("Error: DELETE a: 403 InvalidAccessKeyId");
      },
    );
  });
});

describe("an answer in XML", () => {
  it("is read with its escapes, element by element", () => {
    const xml = '<a xmlns="u"><k>&lt;&#x41;&#66;&quot;&unknown;</k><k>two</k><l/></a>';
    expect(element(xml, "k")).toBe('<AB"&unknown;');
    expect(elements(xml, "k")).toHaveLength(2);
    expect(element(xml, "missing")).toBe("");
  });
});
