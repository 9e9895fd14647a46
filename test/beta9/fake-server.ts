import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface ServedRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  /** `undefined` without a bearer token. */
  readonly token: string | undefined;
  readonly contentType: string;
  readonly body: unknown;
}

export interface ServedAnswer {
  readonly status: number;
  readonly body?: unknown;
  /** Header of a redirect. */
  readonly location?: string;
}

/** Handles a request; `undefined` hangs up without an answer. */
export type Handler = (request: ServedRequest) => ServedAnswer | undefined | Promise<ServedAnswer | undefined>;

/** A JSON server on loopback that remembers what it was asked. */
export class FakeServer {
  readonly requests: ServedRequest[] = [];
  readonly #server: Server;

  protected constructor(server: Server) {
    this.#server = server;
  }

  static async listen<T extends FakeServer>(make: (server: Server) => T, handle: (self: T) => Handler): Promise<T> {
    const server = createServer();
    const self = make(server);
    server.on("request", async (message, response) => {
      const request = await readRequest(message);
      self.requests.push(request);
      const answer = await handle(self)(request);
      if (answer === undefined) {
        message.socket.destroy();
        return;
      }
      const headers = answer.location === undefined ? {} : { location: answer.location };
      response.writeHead(answer.status, { "content-type": "application/json", ...headers });
      response.end(answer.body === undefined ? "" : JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return self;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** `METHOD path` of every request but the health checks. */
  get asked(): string[] {
    return this.requests.filter(({ path }) => path !== "/api/v1/health").map(({ method, path }) => `${method} ${path}`);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function readRequest(message: IncomingMessage): Promise<ServedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return {
    method: message.method ?? "",
    path: new URL(message.url ?? "/", "http://server").pathname,
    token: /^Bearer (.+)$/.exec(message.headers.authorization ?? "")?.[1],
    contentType: message.headers["content-type"] ?? "",
    body: text === "" ? undefined : JSON.parse(text),
  };
}
