import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";

export type Reply = string | number | null | Error | readonly Reply[];

/** One TLS connection that speaks the Redis protocol (RESP2): commands in order, replies in order. */
export class RedisConnection {
  readonly #socket: TLSSocket;
  #buffer = Buffer.alloc(0);
  #waiting: { done: (reply: Reply) => void; fail: (error: Error) => void }[] = [];
  /** Told of what was published, once subscribed. */
  onMessage: (message: readonly Reply[]) => void = () => {};

  private constructor(socket: TLSSocket) {
    this.#socket = socket;
    socket.on("data", (chunk) => this.#read(chunk));
    socket.on("error", () => {});
    socket.on("close", () => {
      for (const { fail } of this.#waiting.splice(0)) fail(new Error("the connection is closed"));
    });
  }

  static async open(port: number, ca: string): Promise<RedisConnection> {
    const socket = connect({ host: "127.0.0.1", servername: "localhost", port, ca });
    const connection = new RedisConnection(socket);
    await once(socket, "secureConnect");
    return connection;
  }

  /** The server's answer; a refusal is an Error value. Rejects when the connection ends first. */
  command(...words: readonly string[]): Promise<Reply> {
    return new Promise((done, fail) => {
      this.#waiting.push({ done, fail });
      this.#socket.write(
        `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`,
      );
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (let parsed = parse(this.#buffer, 0); parsed; parsed = parse(this.#buffer, 0)) {
      this.#buffer = this.#buffer.subarray(parsed.end);
      const { reply } = parsed;
      if (Array.isArray(reply) && /^p?message$/.test(String(reply[0]))) this.onMessage(reply);
      else this.#waiting.shift()?.done(reply);
    }
  }
}

/** The reply that begins at `start`, or nothing while a part of it is missing. */
function parse(buffer: Buffer, start: number): { readonly reply: Reply; readonly end: number } | undefined {
  const lineEnd = buffer.indexOf("\r\n", start);
  if (lineEnd < 0) return undefined;
  const text = buffer.toString("utf8", start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (String.fromCharCode(buffer[start] ?? 0)) {
    case "+":
      return { reply: text, end };
    case "-":
      return { reply: new Error(text), end };
    case ":":
      return { reply: Number(text), end };
    case "$": {
      const length = Number(text);
      if (length < 0) return { reply: null, end };
      if (buffer.length < end + length + 2) return undefined;
      return { reply: buffer.toString("utf8", end, end + length), end: end + length + 2 };
    }
    case "*": {
      const replies: Reply[] = [];
      let at = end;
      for (let index = 0; index < Number(text); index++) {
        const item = parse(buffer, at);
        if (!item) return undefined;
        replies.push(item.reply);
        at = item.end;
      }
      return { reply: replies, end: at };
    }
    default:
      throw new Error(`no Redis reply: ${buffer.toString("utf8", start, lineEnd)}`);
  }
}
