import type { OciRegion } from "../../components/substrate/oci/regions.ts";
import type { OciCredentials } from "./config-file.ts";
import { signedHeaders } from "./sign.ts";

/** An answer of OCI that is not what was asked for. */
export class OciError extends Error {
  override readonly name = "OciError";
  readonly status: number;
  /** e.g. `NotAuthenticated`; `""` when the answer names none. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(`OCI answers ${status} ${code}: ${message}`);
    this.status = status;
    this.code = code;
  }
}

/** Services that the kit asks, each with the first part of its host. Hosts: templates of Oracle's SDKs. */
const hosts = {
  identity: "identity.REGION.oci.DOMAIN",
  compute: "iaas.REGION.DOMAIN",
  limits: "limits.REGION.oci.DOMAIN",
  search: "query.REGION.oci.DOMAIN",
} as const;
type OciService = keyof typeof hosts;

/** Scheme and authority to ask instead of Oracle's, e.g. a proxy of one's own. @default Oracle's */
export interface OciEndpoint {
  readonly endpoint?: (service: OciService) => string;
}

export interface OciClientOptions extends OciEndpoint {
  readonly credentials: Pick<OciCredentials, "keyId" | "privateKey">;
  readonly region: OciRegion;
}

/** How far an answer's clock is from ours. */
export type DateHeard = (answered: Date, here: Date) => void;

/** Asks OCI's REST API. It has only questions: nothing that it can send changes anything. */
export class OciClient {
  readonly #options: OciClientOptions;
  readonly #dateHeard: DateHeard;

  constructor(options: OciClientOptions, dateHeard: DateHeard = () => {}) {
    this.#options = options;
    this.#dateHeard = dateHeard;
  }

  get(
    service: OciService,
    path: string,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<unknown> {
    const search = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
    return this.#ask("GET", service, `${path}${search.length > 0 ? `?${search.join("&")}` : ""}`, undefined, signal);
  }

  /** For questions that OCI takes as POST: reports and searches. */
  ask(service: OciService, path: string, question: object, signal: AbortSignal): Promise<unknown> {
    return this.#ask("POST", service, path, JSON.stringify(question), signal);
  }

  async #ask(
    method: "GET" | "POST",
    service: OciService,
    path: string,
    body: string | undefined,
    signal: AbortSignal,
  ): Promise<unknown> {
    const { credentials, endpoint = this.#oracle } = this.#options;
    const url = new URL(`${endpoint(service)}${path}`);
    const request = { method, url, date: new Date().toUTCString(), ...(body === undefined ? {} : { body }) };
    const response = await fetch(url, {
      method,
      headers: signedHeaders(request, credentials),
      ...(body === undefined ? {} : { body }),
      redirect: "error",
      signal,
    });
    const date = response.headers.get("date");
    if (date !== null) this.#dateHeard(new Date(date), new Date());
    const text = await response.text();
    if (response.ok) return JSON.parse(text);
    throw errorOf(response.status, text);
  }

  readonly #oracle = (service: OciService): string => {
    const { id, domain } = this.#options.region;
    return `https://${hosts[service].replace("REGION", id).replace("DOMAIN", domain)}`;
  };
}

function errorOf(status: number, text: string): OciError {
  try {
    const { code, message } = JSON.parse(text) as { readonly code?: unknown; readonly message?: unknown };
    return new OciError(status, String(code ?? ""), String(message ?? ""));
  } catch {
    return new OciError(status, "", "an answer that is not OCI's; a proxy may be between");
  }
}
