import { call, NoAnswer } from "../../beta9/api/http.ts";
import { Failure } from "../../program/program.ts";
import type { SecretText } from "../../secret-text.ts";
import type { Role } from "./layout.ts";

/** Exit codes. */
export const ends = { notReady: 3, refused: 4, strangers: 5 } as const;

interface Layout {
  readonly version: number;
  readonly roles: readonly Role[];
  readonly stagedRoleChanges: readonly unknown[];
}
interface Health {
  readonly status: "healthy" | "degraded" | "unavailable";
  readonly connectedNodes: number;
}
interface Bucket {
  readonly id: string;
}

/** Longest wait for one answer, in ms: every call is answered from memory or from a quorum of three. */
const timeoutMs = 10_000;

/** The part of Garage's admin API, version 2, that a set-up needs. Shapes: `garage_api_admin/api.rs` at 2.5.0. */
export class GarageAdmin {
  readonly #url: string;
  readonly #token: SecretText;
  readonly #signal: AbortSignal;

  constructor(url: string, token: SecretText, signal: AbortSignal) {
    this.#url = url;
    this.#token = token;
    this.#signal = signal;
  }

  /** Public key of the server that answers. Throws {@link NoAnswer} when none does. */
  async ownId(): Promise<string> {
    const { success } = await this.#get<{ success: Record<string, unknown> }>("GetNodeInfo?node=self");
    const [id] = Object.keys(success);
    if (id === undefined) throw new NoAnswer(`${this.#url} does not know itself yet`);
    return id;
  }

  health(): Promise<Health> {
    return this.#get("GetClusterHealth");
  }

  layout(): Promise<Layout> {
    return this.#get("GetClusterLayout");
  }

  /** Stages the roles and applies them as version `version`: somebody else's change in between is refused by Garage. */
  async changeLayout(roles: readonly Role[], version: number): Promise<void> {
    await this.#post("UpdateClusterLayout", { roles });
    await this.#post("ApplyClusterLayout", { version });
  }

  /** The bucket of this name, made when there is none. */
  async ensureBucket(name: string): Promise<Bucket> {
    const found = await this.#find<Bucket>(`GetBucketInfo?globalAlias=${encodeURIComponent(name)}`);
    return found ?? this.#post<Bucket>("CreateBucket", { globalAlias: name });
  }

  /** The key with this id, imported when it is not there. Garage never tells or changes the secret of a key that is. */
  async ensureKey(name: string, id: SecretText, secret: SecretText): Promise<void> {
    const query = `id=${encodeURIComponent(id.reveal())}`;
    if ((await this.#find(`GetKeyInfo?${query}`)) !== undefined) return;
    await this.#post("ImportKey", { name, accessKeyId: id.reveal(), secretAccessKey: secret.reveal() });
  }

  async allowKey(id: SecretText, createBucket: boolean, buckets: readonly Bucket[]): Promise<void> {
    const change = createBucket ? { allow: { createBucket } } : { deny: { createBucket: true } };
    await this.#post(`UpdateKey?id=${encodeURIComponent(id.reveal())}`, change);
    const permissions = { read: true, write: true, owner: false };
    for (const { id: bucketId } of buckets) {
      await this.#post("AllowBucketKey", { bucketId, accessKeyId: id.reveal(), permissions });
    }
  }

  #get<T>(operation: string): Promise<T> {
    return this.#call("GET", operation) as Promise<T>;
  }

  #post<T>(operation: string, body: unknown): Promise<T> {
    return this.#call("POST", operation, body) as Promise<T>;
  }

  async #find<T>(operation: string): Promise<T | undefined> {
    const answer = await this.#ask("GET", operation);
    return answer.status === 404 ? undefined : (this.#accept(operation, answer) as T);
  }

  async #call(method: "GET" | "POST", operation: string, body?: unknown): Promise<unknown> {
    return this.#accept(operation, await this.#ask(method, operation, body));
  }

  #ask(method: "GET" | "POST", operation: string, body?: unknown) {
    const url = `${this.#url}/v2/${operation}`;
    return call({ method, url, token: this.#token, body, timeoutMs, signal: this.#signal });
  }

  #accept(operation: string, { status, body }: { readonly status: number; readonly body: unknown }): unknown {
    if (status >= 200 && status < 300) return body;
    // The query holds ids of keys, and so may what Garage says of them: name the operation and the status alone.
    throw new Failure(ends.refused, `Garage refuses ${operation.replace(/\?.*/, "")}: ${status}`);
  }
}
