import type { SecretText } from "../secret-text.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

export interface Ask {
  readonly accept: string;
  readonly authorization: SecretText | undefined;
  /** For the whole exchange, redirects and body included, in milliseconds. */
  readonly timeoutMillis: number;
  /** Larger bodies are refused, in bytes. */
  readonly sizeCap: number;
}

const redirects = new Set([301, 302, 303, 307, 308]);
const maxRedirects = 5;

/** Credentials and digests travel by TLS, on this machine's own interface excepted. */
function isTrusted({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}

export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host);
}

/**
 * One GET with everything bounded. Credentials go to the address that they are for and not along with a redirect to
 * another host, and no redirect leaves TLS.
 * @throws Error in words for the operator
 */
export async function get(address: URL, ask: Ask): Promise<Answer> {
  const signal = AbortSignal.timeout(ask.timeoutMillis);
  let target = address;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    if (!isTrusted(target)) throw new Error(`sends to ${target.origin}, which is not https`);
    const response = await request(
      target,
      target.origin === address.origin ? ask : { ...ask, authorization: undefined },
      signal,
    );
    const location = redirects.has(response.status) ? response.headers.get("location") : null;
    if (location === null) return await read(response, ask);
    await response.body?.cancel();
    if (!URL.canParse(location, target.href)) throw new Error("sends on to something that is no address");
    target = new URL(location, target);
  }
  throw new Error(`sends on more than ${maxRedirects} times`);
}

async function request(target: URL, { accept, authorization }: Ask, signal: AbortSignal): Promise<Response> {
  const headers = new Headers({ accept });
  if (authorization !== undefined) headers.set("authorization", authorization.reveal());
  try {
    return await fetch(target, { headers, redirect: "manual", signal });
  } catch (error) {
    throw new Error(failure(error, target));
  }
}

async function read(response: Response, { sizeCap }: Ask): Promise<Answer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > sizeCap) throw new TooLarge(`answered with more than ${sizeCap} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof TooLarge ? error : new Error(failure(error, undefined));
  }
  return { status: response.status, headers: response.headers, body: Buffer.concat(chunks) };
}

class TooLarge extends Error {}

function failure(error: unknown, target: URL | undefined): string {
  if (error instanceof DOMException && error.name === "TimeoutError") return "did not answer in time";
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (target === undefined) return "ended its answer before it was whole";
  return `can not be reached at ${target.origin}: ${cause instanceof Error ? cause.message || cause.name : String(cause)}`;
}
