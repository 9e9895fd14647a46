import { lookup } from "node:dns/promises";
import { type RequestOptions, request } from "node:https";
import { type ConnectionOptions, connect, rootCertificates, type TLSSocket } from "node:tls";
import * as grpc from "@grpc/grpc-js";
import type { HttpAnswer, HttpCall } from "../api/http.ts";
import { NoAnswer, parseAnswer } from "../api/http.ts";
import type { GrpcAnswer, GrpcCall, Handshake, PlainAnswer, PlainCall, Wire } from "./wire.ts";

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface TlsWireOptions {
  /** PEM of an authority that is trusted beside those that everybody trusts. */
  readonly authority: string | undefined;
  /** Where to connect for the edge's names, instead of asking DNS. */
  readonly connect: Address | undefined;
  /** The gateway's name; names below it are the edge's, too. */
  readonly domain: string;
  /** Longest wait for one answer, in ms. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** More than any answer that is asked for here holds. */
const longestAnswerBytes = 16 * 1024 * 1024;

const bytes = (value: Buffer) => value;

/** The network. Trusts the authorities that Node.js and gRPC bring, which the SDK trusts too, and `authority`. */
export class TlsWire implements Wire {
  readonly #options: TlsWireOptions;
  readonly #trusted: readonly string[];

  constructor(options: TlsWireOptions) {
    this.#options = options;
    this.#trusted = options.authority === undefined ? rootCertificates : [...rootCertificates, options.authority];
  }

  async resolve(host: string): Promise<readonly string[]> {
    const told = this.#told(host);
    if (told) return [`${told.host}:${told.port}`];
    return (await lookup(host, { all: true })).map(({ address }) => address);
  }

  async handshake(host: string): Promise<Handshake> {
    const socket = await this.#connect(host, { ALPNProtocols: ["h2", "http/1.1"] });
    const certificate = socket.getPeerCertificate();
    const seen = {
      protocol: socket.getProtocol() ?? "no TLS",
      application: socket.alpnProtocol || undefined,
      distrust: socket.authorized ? undefined : String(socket.authorizationError),
      issuer: [certificate.issuer.O ?? certificate.issuer.CN ?? "an authority without a name"].flat().join(", "),
      expiresAt: Date.parse(certificate.valid_to),
    };
    socket.destroy();
    return seen;
  }

  async takesOldTls(host: string): Promise<boolean> {
    // OpenSSL offers TLS 1.1 at its lowest security level alone.
    const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    try {
      (await this.#connect(host, old)).destroy();
      return true;
    } catch (error) {
      if (error instanceof NoAnswer) return false;
      throw error;
    }
  }

  async request({ method, url, body }: PlainCall): Promise<PlainAnswer> {
    return this.#send(url, { method, ...(body && { headers: { "content-length": body.length } }) }, body);
  }

  async call({ method, url, token, body, contentType = "application/json" }: HttpCall): Promise<HttpAnswer> {
    const text = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers = {
      accept: "application/json",
      ...(token && { authorization: `Bearer ${token.reveal()}` }),
      ...(text && { "content-type": contentType, "content-length": text.length }),
    };
    const answer = await this.#send(url, { method, headers }, text);
    return { status: answer.status, body: parseAnswer(answer.body.toString("utf8")) };
  }

  async grpc(host: string, { path, token, message: sent = Buffer.alloc(0) }: GrpcCall): Promise<GrpcAnswer> {
    const { host: address, port } = this.#addressOf(host, 443);
    const trust = grpc.credentials.createSsl(Buffer.from(this.#trusted.join("\n")));
    const client = new grpc.Client(`${address}:${port}`, trust, {
      "grpc.ssl_target_name_override": host,
      "grpc.default_authority": host,
      "grpc.enable_retries": 0,
    });
    const metadata = new grpc.Metadata();
    if (token) metadata.set("authorization", `Bearer ${token.reveal()}`);
    const deadline = Date.now() + this.#options.timeoutMs;
    const { signal } = this.#options;
    try {
      return await new Promise<GrpcAnswer>((done) => {
        const answer = (error: grpc.ServiceError | null, message?: Buffer) =>
          done(error ? { code: error.code, words: error.details } : { message: message ?? Buffer.alloc(0) });
        const call = client.makeUnaryRequest(path, bytes, bytes, sent, metadata, { deadline }, answer);
        signal.addEventListener("abort", () => call.cancel(), { once: true });
      });
    } finally {
      client.close();
    }
  }

  #connect(host: string, options: ConnectionOptions): Promise<TLSSocket> {
    const ca = [...this.#trusted];
    const target = { ...this.#addressOf(host, 443), servername: host, ca, rejectUnauthorized: false };
    const { timeoutMs, signal } = this.#options;
    return new Promise((done, fail) => {
      const refuse = (error: Error) => {
        socket.destroy();
        fail(new NoAnswer(`${host}:${target.port}: ${error.message}`));
      };
      const socket = connect({ ...target, ...options }, () => {
        socket.setTimeout(0);
        done(socket);
      });
      socket.once("error", refuse);
      socket.setTimeout(timeoutMs, () => refuse(new Error(`no answer within ${timeoutMs} ms`)));
      signal.addEventListener("abort", () => refuse(new Error("stopped")), { once: true });
    });
  }

  #send(url: string, options: RequestOptions, body: Buffer | undefined): Promise<PlainAnswer> {
    const { hostname, port } = new URL(url);
    // As it stands: `new URL` would resolve what a client may leave in a path.
    const path = url.slice(url.indexOf("/", "https://".length));
    const limit = AbortSignal.timeout(this.#options.timeoutMs);
    const target = {
      ...this.#addressOf(hostname, Number(port || 443)),
      path,
      servername: hostname,
      ca: [...this.#trusted],
      agent: false,
      signal: AbortSignal.any([this.#options.signal, limit]),
      ...options,
      headers: { ...options.headers, host: port === "" ? hostname : `${hostname}:${port}` },
    };
    return new Promise((done, fail) => {
      // Neither a query nor a header is told: the one may hold a signature, the other a token.
      const refuse = (error: Error) => {
        const why = limit.aborted ? `no answer within ${this.#options.timeoutMs} ms` : error.message;
        fail(new NoAnswer(`${options.method} https://${hostname}${path.split("?")[0]}: ${why}`));
      };
      const outgoing = request(target, (incoming) => {
        const chunks: Buffer[] = [];
        let size = 0;
        incoming.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > longestAnswerBytes) incoming.destroy(new Error(`longer than ${longestAnswerBytes} bytes`));
          chunks.push(chunk);
        });
        incoming.once("error", refuse);
        incoming.once("end", () => {
          const headers = Object.fromEntries(
            Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(", ")]),
          );
          done({ status: incoming.statusCode ?? 0, headers, body: Buffer.concat(chunks) });
        });
      });
      outgoing.once("error", refuse);
      outgoing.end(body);
    });
  }

  #addressOf(host: string, port: number): Address {
    return this.#told(host) ?? { host, port };
  }

  #told(host: string): Address | undefined {
    const { connect: told, domain } = this.#options;
    return host === domain || host.endsWith(`.${domain}`) ? told : undefined;
  }
}
