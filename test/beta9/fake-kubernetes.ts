import type { Server } from "node:http";
import { FakeServer, type Handler, type ServedAnswer, type ServedRequest } from "./fake-server.ts";

interface SecretState {
  resourceVersion: number;
  annotations: Record<string, string>;
  data: Record<string, string>;
}

/**
 * The part of a Kubernetes API that a service account with `get` and `patch` on one Secret sees: anything else is
 * forbidden, a stale version is a conflict, a merge patch removes what it sets to null.
 */
export class FakeKubernetes extends FakeServer {
  secret: SecretState | undefined = { resourceVersion: 1, annotations: {}, data: {} };
  /** The next so many changes fail with this status. */
  failing: { status: number; times: number } | undefined;
  readonly #path: string;
  readonly #token: string;

  private constructor(server: Server, path: string, token: string) {
    super(server);
    this.#path = path;
    this.#token = token;
  }

  static start(namespace: string, name: string, token: string): Promise<FakeKubernetes> {
    const path = `/api/v1/namespaces/${namespace}/secrets/${name}`;
    return FakeServer.listen(
      (server) => new FakeKubernetes(server, path, token),
      (kubernetes) => (request) => kubernetes.#handle(request),
    );
  }

  /** A value of the Secret in clear, `undefined` without one. */
  stored(key: string): string | undefined {
    const text = this.secret?.data[key];
    return text === undefined ? undefined : Buffer.from(text, "base64").toString("utf8");
  }

  store(key: string, value: string): void {
    if (this.secret) this.secret.data[key] = Buffer.from(value, "utf8").toString("base64");
  }

  readonly #handle: Handler = (request) => {
    if (request.token !== this.#token) return failure(401, "Unauthorized");
    if (request.path !== this.#path || !["GET", "PATCH"].includes(request.method)) {
      return failure(403, `${request.method} ${request.path} is forbidden: the Role does not grant it`);
    }
    if (!this.secret) return failure(404, "secrets not found");
    return request.method === "GET" ? this.#answer() : this.#patch(request);
  };

  #patch({ contentType, body }: ServedRequest): ServedAnswer {
    if (contentType !== "application/merge-patch+json") return failure(415, `unsupported ${contentType}`);
    if (this.failing && this.failing.times > 0) {
      this.failing.times--;
      return failure(this.failing.status, "the server is not ready");
    }
    const secret = this.secret as SecretState;
    const { metadata, data } = body as { metadata: Record<string, unknown>; data?: Record<string, string | null> };
    if (metadata.resourceVersion !== String(secret.resourceVersion)) {
      return failure(409, "the object has been modified; please apply your changes to the latest version");
    }
    secret.annotations = merge(secret.annotations, (metadata.annotations ?? {}) as Record<string, string | null>);
    secret.data = merge(secret.data, data ?? {});
    secret.resourceVersion++;
    return this.#answer();
  }

  #answer(): ServedAnswer {
    const { resourceVersion, annotations, data } = this.secret as SecretState;
    return { status: 200, body: { metadata: { resourceVersion: String(resourceVersion), annotations }, data } };
  }
}

function merge(into: Record<string, string>, patch: Record<string, string | null>): Record<string, string> {
  const all = Object.entries({ ...into, ...patch });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null));
}

function failure(code: number, message: string): ServedAnswer {
  return { status: code, body: { kind: "Status", status: "Failure", message, code } };
}
