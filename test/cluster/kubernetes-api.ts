import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";

/** Who asks. Without one of them it is the administrator. */
export interface Caller {
  /** Impersonated by the administrator: RBAC judges this user and these groups. */
  readonly as?: { readonly name: string; readonly groups?: readonly string[] };
  /** Shown instead of the administrator's, e.g. that of a service account. */
  readonly token?: string;
}

export interface RequestOptions extends Caller {
  /** @default application/json */
  readonly contentType?: string;
  readonly query?: Readonly<Record<string, string>>;
}

export interface ApiAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the API's objects have the shape of whatever was asked for
  readonly body: any;
  /** Texts of the `Warning` headers: deprecated or unknown fields, Pod Security. */
  readonly warnings: readonly string[];
}

/** Requests to an API server on loopback. */
export class KubernetesApi {
  readonly #url: string;
  readonly #caPem: string;
  readonly #token: string;
  readonly #agent: Agent;

  constructor(url: string, caPem: string, token: string) {
    this.#url = url;
    this.#caPem = caPem;
    this.#token = token;
    this.#agent = new Agent({ keepAlive: true });
  }

  /** One request; the body goes as JSON, which is YAML too. Every status is an answer; only a lost connection is an error. */
  async request(method: string, path: string, body?: unknown, options: RequestOptions = {}): Promise<ApiAnswer> {
    const { as, token = this.#token, contentType = "application/json", query = {} } = options;
    const url = new URL(path, this.#url);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const headers = {
      authorization: `Bearer ${token}`,
      accept: "application/json",
      ...(body !== undefined && { "content-type": contentType }),
      ...(as && { "impersonate-user": as.name }),
      ...(as?.groups && { "impersonate-group": [...as.groups] }),
    };
    const response = await new Promise<IncomingMessage>((done, fail) => {
      const sent = request(url, { method, headers, ca: this.#caPem, agent: this.#agent }, done);
      sent.once("error", fail);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const isJson = response.headers["content-type"]?.startsWith("application/json") ?? false;
    return {
      status: response.statusCode ?? 0,
      body: isJson ? JSON.parse(text) : text,
      warnings: (response.headersDistinct.warning ?? []).map(warningText),
    };
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Text of a header as `299 - "text"` (RFC 7234, 5.5). */
function warningText(header: string): string {
  const quoted = /^\d{3} \S+ "((?:[^"\\]|\\.)*)"/.exec(header)?.[1];
  if (quoted === undefined) throw new Error(`not a Warning header: ${header}`);
  return quoted.replace(/\\(.)/g, "$1");
}
