import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { digestOf } from "../digest.ts";

const types = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
};

/** What the server does with a request before it answers as a registry; `true` when it has answered. */
export type Mischief = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface TestRegistry {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  /** Requests so far: method, path and the kind of authorization. */
  readonly log: readonly string[];
  /** Puts an image for these platforms under a tag and tells its digest; one platform without `index` is a bare manifest. */
  put(
    path: string,
    tag: string,
    platforms: readonly string[],
    options?: { readonly index?: boolean; readonly salt?: string },
  ): string;
  /** Takes a manifest or blob out, by digest or by tag. */
  remove(path: string, reference: string): void;
  misbehave(mischief: Mischief | undefined): void;
  close(): Promise<void>;
}

export interface TestRegistryOptions {
  /** Who may pull, by token. @default everybody, but with a token */
  readonly user?: { readonly username: string; readonly password: string };
}

/** A registry on the loopback interface that speaks the v2 API with token authentication, for reading. */
export async function startRegistry({ user }: TestRegistryOptions = {}): Promise<TestRegistry> {
  const content = new Map<string, { readonly type: string; readonly body: Buffer }>();
  const log: string[] = [];
  let mischief: Mischief | undefined;

  const add = (path: string, type: string, value: unknown): string => {
    const body = Buffer.from(JSON.stringify(value));
    const digest = digestOf(body);
    content.set(`${path}@${digest}`, { type, body });
    return digest;
  };
  const putImage = (path: string, platform: string, salt: string): { digest: string; platform: object } => {
    const [os, architecture, variant] = platform.split("/");
    const config = add(path, "application/octet-stream", { os, architecture, variant, salt });
    const digest = add(path, types.manifest, {
      schemaVersion: 2,
      mediaType: types.manifest,
      config: { digest: config },
    });
    return { digest, platform: { os, architecture, variant } };
  };

  const server = createServer((request, response) => {
    const address = new URL(request.url ?? "/", "http://registry");
    const kind = request.headers.authorization?.split(" ")[0] ?? "anonymous";
    log.push(`${request.method} ${address.pathname} ${kind}`);
    if (mischief?.(request, response)) return;
    if (address.pathname === "/token") return token(request, response, address, user);
    if (request.headers.authorization !== `Bearer token-for-${address.pathname.split("/").slice(2, -2).join("/")}`) {
      const realm = `http://${request.headers.host}/token`;
      const scope = `repository:${address.pathname.split("/").slice(2, -2).join("/")}:pull`;
      response.setHeader("www-authenticate", `Bearer realm="${realm}",service="test registry",scope="${scope}"`);
      return send(response, 401, "application/json", "{}");
    }
    const match = /^\/v2\/(.+)\/(?:manifests|blobs)\/([^/]+)$/.exec(address.pathname);
    const found = content.get(`${match?.[1]}${match?.[2]?.startsWith("sha256:") ? "@" : ":"}${match?.[2]}`);
    if (!found) return send(response, 404, "application/json", "{}");
    response.setHeader("docker-content-digest", digestOf(found.body));
    send(response, 200, found.type, found.body);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));

  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    put(path, tag, platforms, { index = platforms.length !== 1, salt = "" } = {}) {
      const images = platforms.map((platform) => putImage(path, platform, salt));
      const attestation = { digest: digestOf(Buffer.from(salt)), platform: { os: "unknown", architecture: "unknown" } };
      const digest = index
        ? add(path, types.index, { schemaVersion: 2, mediaType: types.index, manifests: [...images, attestation] })
        : (images[0]?.digest ?? "");
      const stored = content.get(`${path}@${digest}`);
      if (stored) content.set(`${path}:${tag}`, stored);
      return digest;
    },
    remove(path, reference) {
      content.delete(`${path}${reference.startsWith("sha256:") ? "@" : ":"}${reference}`);
    },
    misbehave(next) {
      mischief = next;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

function token(
  request: IncomingMessage,
  response: ServerResponse,
  address: URL,
  user: TestRegistryOptions["user"],
): void {
  const expected = user && `Basic ${Buffer.from(`${user.username}:${user.password}`).toString("base64")}`;
  const path = /^repository:(.+):pull$/.exec(address.searchParams.get("scope") ?? "")?.[1];
  if (request.headers.authorization !== expected || address.searchParams.get("service") !== "test registry") {
    send(response, 401, "application/json", "{}");
    return;
  }
  send(response, 200, "application/json", JSON.stringify({ token: `token-for-${path}` }));
}

export function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { "content-type": type });
  response.end(body);
}
