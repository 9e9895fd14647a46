import { readFile } from "node:fs/promises";
import { kitAnnotations } from "../../labels.ts";
import { Failure } from "../../program/program.ts";
import { SecretText } from "../../secret-text.ts";
import { complaint } from "../api/answers.ts";
import { call, type HttpAnswer, NoAnswer } from "../api/http.ts";
import type { Lease } from "./claim.ts";
import { ends } from "./ends.ts";

/** Keys of the Secret. */
export const tokenKey = "token";
const workspaceKey = "workspaceId";

const leaseAnnotation = kitAnnotations.adminClaimLease;

export interface StoredSecret {
  /** Kubernetes' name for this state of the Secret: a change that names an older one is refused. */
  readonly version: string;
  readonly token: SecretText | undefined;
  readonly workspaceId: string | undefined;
  readonly lease: Lease | undefined;
}

/** The Secret was changed by somebody else since it was read. */
export class Conflict extends Error {}

export interface KubernetesAccess {
  /** e.g. `https://10.96.0.1:443`. The authority of its certificate is in `NODE_EXTRA_CA_CERTS`. */
  readonly url: string;
  /** File with the service account's token; the kubelet renews it, so it is read for every call. */
  readonly tokenFile: string;
  /** @default 10000 */
  readonly timeoutMs?: number;
}

/** The one Secret that the claim reads and changes. It is never made here: it was deployed empty. */
export class TokenSecret {
  readonly #access: KubernetesAccess;
  readonly #path: string;

  constructor(access: KubernetesAccess, namespace: string, name: string) {
    this.#access = access;
    this.#path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`;
  }

  async read(signal?: AbortSignal): Promise<StoredSecret> {
    return this.#call("GET", undefined, signal);
  }

  /** Takes or, with `undefined`, gives back the lease. Throws {@link Conflict} when the Secret is newer than `version`. */
  async lease(version: string, lease: Lease | undefined): Promise<StoredSecret> {
    const text = lease ? `${lease.holder} until ${new Date(lease.until).toISOString()}` : null;
    return this.#call("PATCH", { metadata: { resourceVersion: version, annotations: { [leaseAnnotation]: text } } });
  }

  /** Stores the token and ends the lease, in one step. Throws {@link Conflict} when the Secret is newer than `version`. */
  async store(version: string, token: SecretText, workspaceId: string | undefined): Promise<StoredSecret> {
    return this.#call("PATCH", {
      metadata: { resourceVersion: version, annotations: { [leaseAnnotation]: null } },
      data: {
        [tokenKey]: encode(token.reveal()),
        ...(workspaceId === undefined ? {} : { [workspaceKey]: encode(workspaceId) }),
      },
    });
  }

  async #call(method: "GET" | "PATCH", body?: unknown, signal?: AbortSignal): Promise<StoredSecret> {
    const { url, tokenFile, timeoutMs = 10_000 } = this.#access;
    const token = new SecretText((await readFile(tokenFile, "utf8")).trim());
    let answer: HttpAnswer;
    try {
      const contentType = "application/merge-patch+json";
      answer = await call({ method, url: `${url}${this.#path}`, token, body, contentType, timeoutMs, signal });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      throw new Failure(ends.kubernetesDown, `Kubernetes API: ${error.message}`);
    }
    if (answer.status === 200) return readSecret(answer.body);
    throw this.#refusal(method, answer);
  }

  #refusal(method: string, { status, body }: HttpAnswer): Error {
    const said = `${method} ${this.#path}: ${status} ${complaint(body)}`;
    if (status === 409) return new Conflict(said);
    if (status === 401 || status === 403 || status === 404) {
      return new Failure(
        ends.secretForbidden,
        `${said}; the Secret and the right to use it are deployed with the claim`,
      );
    }
    return new Failure(ends.kubernetesDown, said);
  }
}

function encode(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

/** The part of a Secret that is read here. The server is the cluster's own: its shape is Kubernetes' contract. */
interface SecretObject {
  readonly metadata: { readonly resourceVersion: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
}

function readSecret(body: unknown): StoredSecret {
  const { metadata, data = {} } = body as SecretObject;
  const text = (key: string) => {
    const decoded = Buffer.from(data[key] ?? "", "base64").toString("utf8");
    return decoded === "" ? undefined : decoded;
  };
  const token = text(tokenKey);
  return {
    version: metadata.resourceVersion,
    token: token === undefined ? undefined : new SecretText(token),
    workspaceId: text(workspaceKey),
    lease: readLease(metadata.annotations?.[leaseAnnotation]),
  };
}

/** What is no lease counts as none: a hand-written annotation must not lock the claim out for good. */
function readLease(text: string | undefined): Lease | undefined {
  const [, holder, until] = /^(\S+) until (\S+)$/.exec(text ?? "") ?? [];
  const ms = Date.parse(until ?? "");
  return holder === undefined || Number.isNaN(ms) ? undefined : { holder, until: ms };
}
