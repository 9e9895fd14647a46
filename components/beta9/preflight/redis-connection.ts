import type { TLSSocket } from "node:tls";
import { encodeCommand, type Reply, RespReader } from "./resp.ts";
import { openTls, type Server } from "./secure-socket.ts";

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** One connection to Redis over verified TLS. Replies come in the order of the questions. */
export class RedisConnection {
  readonly #socket: TLSSocket;
  readonly #reader = new RespReader();
  readonly #replies: Reply[] = [];
  readonly #waiting: Waiting[] = [];
  #failure: Error | undefined;

  private constructor(socket: TLSSocket) {
    this.#socket = socket;
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("the server closed the connection")));
  }

  /** Rejects with the system's or the TLS error. */
  static async open(server: Server): Promise<RedisConnection> {
    return new RedisConnection(await openTls(server, { verify: true }));
  }

  /** Sends a command and waits for the next reply, an error reply included. */
  command(...words: string[]): Promise<Reply> {
    this.#socket.write(encodeCommand(words));
    return this.next();
  }

  /** The next reply or message of a subscription. */
  next(): Promise<Reply> {
    const reply = this.#replies.shift();
    if (reply !== undefined) return Promise.resolve(reply);
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    try {
      for (const reply of this.#reader.read(chunk)) {
        const waiting = this.#waiting.shift();
        if (waiting) waiting.resolve(reply);
        else this.#replies.push(reply);
      }
    } catch (error) {
      this.#socket.destroy(error as Error);
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}
