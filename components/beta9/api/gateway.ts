import type * as z from "zod/mini";
import { SecretText } from "../../secret-text.ts";
import * as answers from "./answers.ts";
import { complaint, type ManagedPoolAnswer, type PrivatePoolAnswer, type VolumeAnswer } from "./answers.ts";
import { call, type HttpAnswer, type HttpCall, NoAnswer } from "./http.ts";

/**
 * Why a call came to nothing. `unauthorised`: the token is refused, or Redis is down and nobody can tell: ask
 * {@link Gateway.health}. `refused`: the gateway understood and will not. `broken`: it failed, or answered what it
 * never should.
 */
export type GatewayTrouble = "unauthorised" | "refused" | "broken";

export class GatewayError extends Error {
  readonly trouble: GatewayTrouble;
  readonly status: number;

  constructor(trouble: GatewayTrouble, status: number, message: string) {
    super(message);
    this.trouble = trouble;
    this.status = status;
  }
}

export type Health = { readonly healthy: true } | { readonly healthy: false; readonly why: string };

export type ClaimAnswer =
  | { readonly claimed: true; readonly token: SecretText; readonly workspaceId: string }
  | { readonly claimed: false; readonly why: string };

export interface Workspace {
  readonly id: string;
  readonly hasStorage: boolean;
}

/** A bucket of one's own for a workspace. */
export interface ExternalStorage {
  readonly bucket: string;
  readonly endpointUrl: string;
  readonly region: string;
  readonly accessKey: SecretText;
  readonly secretKey: SecretText;
}

export interface StorageAnswer {
  /** The storage that was just made; `undefined` when the workspace had one: the gateway does not tell which. */
  readonly made: { readonly bucket: string; readonly endpointUrl: string; readonly region: string } | undefined;
}

/** A file in a volume of the token's workspace. */
export interface VolumeFile {
  readonly volume: string;
  readonly path: string;
}

export interface Upload {
  readonly id: string;
  readonly url: SecretText;
}

export interface GatewayOptions {
  /** Where the gateway's HTTP port answers, e.g. `http://beta9-gateway.beta9.svc:1994`. */
  readonly url: string;
  readonly token?: SecretText;
  /** Longest wait for an answer, in ms. @default 30000 – making a bucket is three calls to another server */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Makes one call. @default {@link call} – name resolution and authorities of Node.js */
  readonly transport?: typeof call;
}

/** The HTTP API of a Beta9 gateway, as far as the kit uses it. Throws {@link GatewayError} and {@link NoAnswer}. */
export class Gateway {
  readonly #options: GatewayOptions;

  constructor(options: GatewayOptions) {
    this.#options = { ...options, url: options.url.replace(/\/+$/, "") };
  }

  /** The same gateway with another token, or with none. */
  with(change: Partial<Pick<GatewayOptions, "token" | "signal">>): Gateway {
    return new Gateway({ ...this.#options, ...change });
  }

  /** Whether gateway, Redis and PostgreSQL all answer. The gRPC health check does not see the latter two. */
  async health(): Promise<Health> {
    try {
      const { status, body } = await this.#call("GET", "/api/v1/health");
      return status === 200 ? { healthy: true } : { healthy: false, why: `${status} ${complaint(body)}`.trim() };
    } catch (error) {
      if (error instanceof NoAnswer) return { healthy: false, why: error.message };
      throw error;
    }
  }

  /**
   * Claims a gateway that has no workspace yet: **the first caller gets a token with full power**, so nothing else may
   * call this. Without a token of its own; a claimed gateway says no.
   */
  async claim(): Promise<ClaimAnswer> {
    const { token: _, ...anonymous } = this.#options;
    const answer = await new Gateway(anonymous).#call("POST", "/api/v1/gateway/auth/authorize", {});
    const { ok, newToken, workspaceId, errorMsg } = read(answers.authorisation, answer);
    if (!ok) return { claimed: false, why: errorMsg };
    if (newToken === "") throw broken(answer, "ok without a new token");
    return { claimed: true, token: new SecretText(newToken), workspaceId };
  }

  /** The token's workspace. */
  async workspace(): Promise<Workspace> {
    const answer = read(answers.workspace, await this.#call("GET", "/api/v1/workspace/current"));
    return { id: answer.external_id, hasStorage: typeof answer.storage_id === "number" };
  }

  /** Makes a bucket with the platform's own keys; the token must belong to that very workspace. */
  createStorage(workspaceId: string): Promise<StorageAnswer> {
    return this.#makeStorage(workspaceId, "create-storage", undefined);
  }

  /** Gives the workspace a bucket of its own, which the gateway tries out first; once only. */
  setExternalStorage(workspaceId: string, storage: ExternalStorage): Promise<StorageAnswer> {
    return this.#makeStorage(workspaceId, "set-external-storage", {
      bucket_name: storage.bucket,
      access_key: storage.accessKey.reveal(),
      secret_key: storage.secretKey.reveal(),
      endpoint_url: storage.endpointUrl,
      region: storage.region,
    });
  }

  /** Pools of the token's workspace. */
  async privatePools(): Promise<readonly PrivatePoolAnswer[]> {
    return read(answers.privatePools, done(await this.#call("GET", "/api/v1/gateway/pools/private"))).pools;
  }

  /** Makes a pool or overwrites the one of that name. What the gateway does not know it drops without a word. */
  async putPrivatePool(pool: Readonly<Record<string, unknown>>): Promise<void> {
    done(await this.#call("POST", "/api/v1/gateway/pools", { pool }));
  }

  /** Deletes a pool **and its machines**; an absent one counts as deleted. */
  async deletePrivatePool(name: string): Promise<void> {
    done(await this.#call("DELETE", `/api/v1/gateway/pools/${encodeURIComponent(name)}`));
  }

  /** Pools of the whole cluster, from the gateway's file and from the API. Needs an admin token. */
  async managedPools(): Promise<readonly ManagedPoolAnswer[]> {
    return read(answers.managedPools, await this.#call("GET", "/api/v1/pools")).pools;
  }

  async createManagedPool(name: string, config: Readonly<Record<string, unknown>>): Promise<void> {
    refusing(await this.#call("POST", "/api/v1/pools", { name, config }), 201);
  }

  /** Changes a pool; never makes one. */
  async updateManagedPool(name: string, config: Readonly<Record<string, unknown>>): Promise<void> {
    refusing(await this.#call("PUT", `/api/v1/pools/${encodeURIComponent(name)}`, { config }), 200);
  }

  /** Deletes a pool; one with machines is refused. */
  async deleteManagedPool(name: string): Promise<void> {
    const answer = await this.#call("DELETE", `/api/v1/pools/${encodeURIComponent(name)}`);
    if (answer.status !== 404) refusing(answer, 204);
  }

  /** Makes a volume of the token's workspace; one that is there stays as it is. */
  async createVolume(name: string): Promise<void> {
    done(await this.#call("POST", volumes, { name }));
  }

  /** Volumes of the token's workspace. */
  async volumes(): Promise<readonly VolumeAnswer[]> {
    return read(answers.volumes, done(await this.#call("GET", volumes))).volumes;
  }

  /** Begins an upload in one part, as the SDK does for small files. The URL is a credential: never log it. */
  async beginUpload({ volume, path, bytes }: VolumeFile & { readonly bytes: number }): Promise<Upload> {
    const body = { ...named({ volume, path }), chunk_size: bytes, file_size: bytes };
    const answer = done(await this.#call("POST", `${volumes}/multipart-upload`, body));
    const { uploadId, fileUploadParts } = read(answers.upload, answer);
    const [part, ...more] = fileUploadParts;
    // The gateway does not notice when it can not sign.
    if (part === undefined || more.length > 0 || part.url === "") throw broken(answer, "no URL to upload to");
    return { id: uploadId, url: new SecretText(part.url) };
  }

  async completeUpload(file: VolumeFile, upload: Upload, etag: string): Promise<void> {
    const body = { ...named(file), upload_id: upload.id, completed_parts: [{ number: 1, etag }] };
    done(await this.#call("POST", `${volumes}/multipart-upload/complete`, body));
  }

  async abortUpload(file: VolumeFile, upload: Upload): Promise<void> {
    done(await this.#call("POST", `${volumes}/multipart-upload/abort`, { ...named(file), upload_id: upload.id }));
  }

  /** Where a file can be downloaded for a minute. The URL is a credential: never log it. */
  async downloadUrl(file: VolumeFile): Promise<SecretText> {
    const body = { ...named(file), expires: 60, method: "GetObject" };
    const answer = done(await this.#call("POST", `${volumes}/presigned-url`, body));
    return new SecretText(read(answers.presigned, answer).url);
  }

  async #makeStorage(workspaceId: string, verb: string, body: unknown): Promise<StorageAnswer> {
    const answer = await this.#call("POST", `/api/v1/workspace/${encodeURIComponent(workspaceId)}/${verb}`, body);
    if (answer.status === 400 && /already exists/.test(complaint(answer.body))) return { made: undefined };
    const { bucket_name, endpoint_url, region } = read(answers.storage, refusing(answer, 201));
    return { made: { bucket: bucket_name, endpointUrl: endpoint_url, region } };
  }

  async #call(method: HttpCall["method"], path: string, body?: unknown): Promise<NamedAnswer> {
    const { url, token, timeoutMs = 30_000, signal, transport = call } = this.#options;
    const answer = await transport({
      method,
      url: `${url}${path}`,
      body,
      timeoutMs,
      signal,
      ...(token ? { token } : {}),
    });
    return { ...answer, what: `${method} ${path}` };
  }
}

const volumes = "/api/v1/gateway/volumes";

function named({ volume, path }: VolumeFile) {
  return { volume_name: volume, volume_path: path };
}

interface NamedAnswer extends HttpAnswer {
  readonly what: string;
}

function refusing(answer: NamedAnswer, expected: number): NamedAnswer {
  const { status } = answer;
  if (status === expected) return answer;
  const message = `${answer.what}: ${status} ${complaint(answer.body)}`.trim();
  if (status === 401) throw new GatewayError("unauthorised", status, message);
  throw new GatewayError(status >= 400 && status < 500 ? "refused" : "broken", status, message);
}

/** A business answer that says yes. */
function done(answer: NamedAnswer): NamedAnswer {
  const { ok, errMsg } = read(answers.outcome, answer);
  if (!ok) throw new GatewayError("refused", answer.status, `${answer.what}: ${errMsg}`);
  return answer;
}

function read<T extends z.ZodMiniType>(schema: T, answer: NamedAnswer): z.infer<T> {
  const expected = answer.status === 201 ? 201 : 200;
  const parsed = schema.safeParse(refusing(answer, expected).body);
  if (parsed.success) return parsed.data;
  // Paths alone: values may be secrets.
  const where = parsed.error.issues.map((issue) => issue.path.join(".") || "the whole answer");
  throw broken(answer, `not understood at ${where.join(", ")}`);
}

function broken({ what, status }: NamedAnswer, why: string): GatewayError {
  return new GatewayError("broken", status, `${what}: ${status} ${why}`);
}
