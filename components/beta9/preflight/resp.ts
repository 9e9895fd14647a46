/** Redis serialisation protocol, version 2: https://redis.io/docs/latest/develop/reference/protocol-spec/ */

/** What Redis refused, in its words, e.g. `NOPERM this user has no permissions to run the 'info' command`. */
export class RespError {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

export type Reply = string | number | null | RespError | readonly Reply[];

/** A command as it goes over the wire. */
export function encodeCommand(words: readonly string[]): Buffer {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return Buffer.from(`*${words.length}\r\n${parts.join("")}`);
}

/** Far above any answer that is asked for here; a server that announces more is none of ours. */
const longestReply = 4 * 1024 * 1024;

/** Takes bytes as they come and gives replies as they are complete. */
export class RespReader {
  #pending: Buffer = Buffer.alloc(0);

  /** @throws Error when the bytes are no RESP 2: something else answers on the port */
  read(chunk: Buffer): Reply[] {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    if (this.#pending.length > longestReply) throw new Error("the server's answer is too long for Redis");
    const replies: Reply[] = [];
    for (;;) {
      const parsed = parse(this.#pending, 0);
      if (parsed === undefined) return replies;
      replies.push(parsed.reply);
      this.#pending = this.#pending.subarray(parsed.end);
    }
  }
}

interface Parsed {
  readonly reply: Reply;
  /** Offset behind the reply. */
  readonly end: number;
}

/** The reply at an offset; `undefined` while some of it is missing. */
function parse(bytes: Buffer, start: number): Parsed | undefined {
  const lineEnd = bytes.indexOf("\r\n", start);
  if (lineEnd < 0) {
    if (bytes.length > start) refuseUnknownType(bytes, start);
    return undefined;
  }
  const line = bytes.toString("utf8", start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (String.fromCharCode(bytes[start] as number)) {
    case "+":
      return { reply: line, end };
    case "-":
      return { reply: new RespError(line), end };
    case ":":
      return { reply: wholeNumber(line), end };
    case "$":
      return parseText(bytes, end, wholeNumber(line));
    case "*":
      return parseList(bytes, end, wholeNumber(line));
    default:
      return refuseUnknownType(bytes, start);
  }
}

function parseText(bytes: Buffer, start: number, length: number): Parsed | undefined {
  if (length < 0) return { reply: null, end: start };
  const end = start + length;
  if (bytes.length < end + 2) return undefined;
  return { reply: bytes.toString("utf8", start, end), end: end + 2 };
}

function parseList(bytes: Buffer, start: number, length: number): Parsed | undefined {
  if (length < 0) return { reply: null, end: start };
  const items: Reply[] = [];
  let end = start;
  while (items.length < length) {
    const item = parse(bytes, end);
    if (item === undefined) return undefined;
    items.push(item.reply);
    end = item.end;
  }
  return { reply: items, end };
}

function wholeNumber(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new Error("the server's answer is no RESP: a number was due");
  return Number(text);
}

function refuseUnknownType(bytes: Buffer, start: number): undefined {
  if (!"+-:$*".includes(String.fromCharCode(bytes[start] as number))) {
    throw new Error("what answers is no Redis, or one that talks plain text where TLS was expected");
  }
  return undefined;
}
