import { Failure } from "../../program/program.ts";
import type { SecretText } from "../../secret-text.ts";

/** Exit code: registry or store refused. */
export const refused = 3;
const timeoutMs = 30_000;

/** The part of the distribution API that retention needs. A redirect is an error: the password goes to one server. */
export class RegistryApi {
  readonly #url: string;
  readonly #repository: string;
  readonly #authorization: string;
  readonly #signal: AbortSignal;

  constructor(url: string, repository: string, user: { name: string; password: SecretText }, signal: AbortSignal) {
    this.#url = url;
    this.#repository = repository;
    this.#authorization = `Basic ${Buffer.from(`${user.name}:${user.password.reveal()}`).toString("base64")}`;
    this.#signal = signal;
  }

  /** Every tag, page by page. None before the first push made the repository. */
  async tags(): Promise<string[]> {
    const tags: string[] = [];
    for (let page: string | undefined = `/v2/${this.#repository}/tags/list?n=1000`; page !== undefined; ) {
      const response = await this.#ask("GET", page);
      if (response.status === 404 && tags.length === 0) return [];
      if (response.status !== 200) throw new Failure(refused, `tags of ${this.#repository}: ${response.status}`);
      tags.push(...(((await response.json()) as { tags: string[] | null }).tags ?? []));
      const next = /<([^>]+)>;\s*rel="?next"?/.exec(response.headers.get("link") ?? "")?.[1];
      page = next === undefined ? undefined : relative(new URL(next, this.#url));
    }
    return tags;
  }

  /**
   * Takes the tag away, and not the manifest: another tag may name it too. Garbage collection takes what no tag names.
   * A tag that is gone already is fine.
   */
  async untag(tag: string): Promise<void> {
    const response = await this.#ask("DELETE", `/v2/${this.#repository}/manifests/${encodeURIComponent(tag)}`);
    await response.arrayBuffer();
    if (response.status !== 202 && response.status !== 404) {
      throw new Failure(refused, `delete of ${this.#repository}:${tag}: ${response.status}`);
    }
  }

  #ask(method: "GET" | "DELETE", path: string): Promise<Response> {
    return fetch(`${this.#url}${path}`, {
      method,
      redirect: "error",
      headers: { authorization: this.#authorization },
      signal: AbortSignal.any([this.#signal, AbortSignal.timeout(timeoutMs)]),
    });
  }
}

const relative = (url: URL) => `${url.pathname}${url.search}`;
