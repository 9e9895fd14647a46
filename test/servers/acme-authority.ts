import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { certificate } from "../loopback.ts";

/** A request to open an account (RFC 8555 §7.3), decoded. Signatures are not looked at. */
export interface AccountRequest {
  readonly payload: {
    readonly contact?: readonly string[];
    readonly termsOfServiceAgreed?: boolean;
    readonly externalAccountBinding?: { readonly protected: string };
  };
}

/** The first two steps of an ACME server: directory and nonces. Accounts are refused once they were asked for. */
export async function startAuthority(directory: string) {
  mkdirSync(directory, { recursive: true });
  const { ca, crt, key } = certificate(directory);
  let asked: (request: AccountRequest) => void = () => undefined;
  const firstAccount = new Promise<AccountRequest>((done) => (asked = done));
  const server = createServer({ cert: readFileSync(crt), key: readFileSync(key) }, (incoming, answer) => {
    const base = `https://localhost:${(server.address() as AddressInfo).port}`;
    let body = "";
    incoming.on("data", (chunk) => (body += chunk));
    incoming.once("end", () => {
      answer.setHeader("Replay-Nonce", "nonce");
      if (incoming.url === "/new-account") {
        asked({ payload: decode(JSON.parse(body).payload) as AccountRequest["payload"] });
        answer.statusCode = 403;
        answer.setHeader("Content-Type", "application/problem+json");
        answer.end(JSON.stringify({ type: "urn:ietf:params:acme:error:unauthorized", detail: "no accounts here" }));
        return;
      }
      const [newNonce, newAccount, newOrder] = ["new-nonce", "new-account", "new-order"].map(
        (path) => `${base}/${path}`,
      );
      answer.setHeader("Content-Type", "application/json");
      answer.end(JSON.stringify({ newNonce, newAccount, newOrder, meta: { externalAccountRequired: true } }));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    directoryUrl: `https://localhost:${(server.address() as AddressInfo).port}/directory`,
    caFile: ca,
    firstAccount,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** A base64url part of a JSON web signature. */
export function decode(part: string): unknown {
  return JSON.parse(Buffer.from(part, "base64url").toString());
}
