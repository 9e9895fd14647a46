import type { SecretText } from "../../secret-text.ts";
import type { HttpAnswer, HttpCall } from "../api/http.ts";

/** What a server showed when a TLS connection began. */
export interface Handshake {
  /** E.g. `TLSv1.3`. */
  readonly protocol: string;
  /** Protocol that both sides speak above TLS, e.g. `h2`; `undefined` when they agreed on none. */
  readonly application: string | undefined;
  /** OpenSSL's code or sentence for what is wrong with the chain or the name; `undefined` when both are trusted. */
  readonly distrust: string | undefined;
  /** Name of the authority that signed the certificate. */
  readonly issuer: string;
  /** End of the certificate's life, in milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface PlainCall {
  readonly method: "GET" | "PUT";
  readonly url: string;
  readonly body?: Buffer;
}

export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface GrpcCall {
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly token?: SecretText;
  /** @default an empty message */
  readonly message?: Buffer;
}

/** Answer of a gRPC call without a stream: the message's bytes, or the status that it came to. */
export type GrpcAnswer = { readonly message: Buffer } | { readonly code: number; readonly words: string };

/** gRPC's own numbers: you may not; your token is nobody's. */
export const grpcCodes = { permissionDenied: 7, unauthenticated: 16 } as const;

/** The ways in which a platform can be talked to from outside. All of them throw `NoAnswer` when nobody answers. */
export interface Wire {
  /** Addresses behind a name, or where the wire was told to connect instead. @throws Error when there are none */
  resolve(host: string): Promise<readonly string[]>;
  /** Begins a TLS connection and ends it; trusts nothing and says what a client would not have trusted. */
  handshake(host: string): Promise<Handshake>;
  /** Whether a server still takes TLS 1.1. */
  takesOldTls(host: string): Promise<boolean>;
  /** One HTTPS request that carries no token; the path goes out as it stands. */
  request(call: PlainCall): Promise<PlainAnswer>;
  /** One HTTPS call of the gateway's API. */
  call(call: HttpCall): Promise<HttpAnswer>;
  /** One gRPC call. */
  grpc(host: string, call: GrpcCall): Promise<GrpcAnswer>;
}
