import type { SecretText } from "../../secret-text.ts";

export interface HttpCall {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  /** Sent as `Authorization: Bearer …`; Beta9 wants the word capitalised exactly so. */
  readonly token?: SecretText;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** @default application/json */
  readonly contentType?: string;
  /** Longest wait for the whole answer, in ms. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  /** Parsed JSON, or the text where it is none. */
  readonly body: unknown;
}

/** No answer: nobody listens, the connection broke, or time ran out. Whether the call was carried out is not known. */
export class NoAnswer extends Error {}

/** More than any answer of the servers that are asked here holds. */
const longestAnswerBytes = 16 * 1024 * 1024;

/** One HTTP call. A redirect is an error: a bearer token goes to the server that was named and to no other. */
export async function call({
  method,
  url,
  token,
  body,
  contentType,
  timeoutMs,
  signal,
}: HttpCall): Promise<HttpAnswer> {
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method,
      redirect: "error",
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      headers: {
        accept: "application/json",
        ...(token ? { authorization: `Bearer ${token.reveal()}` } : {}),
        ...(body === undefined ? {} : { "content-type": contentType ?? "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: parseAnswer(await readText(response)) };
  } catch (error) {
    const said = limit.aborted ? `no answer within ${timeoutMs} ms` : reason(error);
    // Node quotes a header that it will not send.
    const why = token ? said.replaceAll(token.reveal(), "[secret]") : said;
    throw new NoAnswer(`${method} ${new URL(url).pathname}: ${why}`);
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > longestAnswerBytes) throw new Error(`the answer is longer than ${longestAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** JSON where it is some, or the text. */
export function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Why a `fetch` failed: `fetch failed` says nothing, its cause does. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return "code" in cause && typeof cause.code === "string" && cause.message === "" ? cause.code : cause.message;
}
