import { SecretText } from "../secret-text.ts";
import { digestOf } from "./digest.ts";
import { type Answer, get, isLoopback } from "./http.ts";
import { field, type Manifest, manifestTypes, parseObject, platformOf, readManifest } from "./manifest.ts";
import { basic, type Credentials, readChallenge, tokenAddress } from "./registry-auth.ts";

/** What a registry keeps under a tag or digest: the digest is computed from the bytes that it sent. */
export interface RemoteManifest {
  readonly digest: string;
  readonly kind: Manifest["kind"];
  /** Platform that it runs on, as `os/architecture[/variant]`, → digest of the manifest for it. */
  readonly platforms: ReadonlyMap<string, string>;
}

export interface RegistryClientOptions {
  /** Who asks, by registry host; nobody when it answers `undefined`. @default anonymous everywhere */
  readonly credentials?: (host: string) => Credentials | undefined;
  /** For one exchange, in milliseconds. @default 30000 */
  readonly timeoutMillis?: number;
}

/** A registry did not give what was asked for; the message says which, what and why. */
export class RegistryError extends Error {
  /** `true` when the registry answered that it has no such thing. */
  readonly missing: boolean;

  constructor(message: string, missing = false) {
    super(message);
    this.missing = missing;
  }
}

/** Registries refuse larger manifests themselves (distribution: 4 MiB). */
const sizeCap = 4 * 2 ** 20;
/** A repository without a host part that says otherwise lives in the API of this host. */
const apiHosts: Readonly<Record<string, string>> = {
  "docker.io": "registry-1.docker.io",
  "index.docker.io": "registry-1.docker.io",
};

/** Reads image manifests from any registry that speaks the v2 API (OCI distribution specification 1.1). */
export class RegistryClient {
  readonly #credentials: (host: string) => Credentials | undefined;
  readonly #timeoutMillis: number;

  constructor({ credentials = () => undefined, timeoutMillis = 30_000 }: RegistryClientOptions = {}) {
    this.#credentials = credentials;
    this.#timeoutMillis = timeoutMillis;
  }

  /**
   * The manifest or index of an image.
   * @param repository host and path, e.g. `docker.io/library/redis`
   * @param reference tag or digest
   * @throws RegistryError
   */
  async manifest(repository: string, reference: string): Promise<RemoteManifest> {
    const place = `${repository}${reference.startsWith("sha256:") ? "@" : ":"}${reference}`;
    return telling(place, async () => {
      const { headers, body } = await this.#get(repository, `manifests/${reference}`, manifestTypes);
      const digest = checkedDigest(body, reference, headers.get("docker-content-digest"));
      const manifest = readManifest(headers.get("content-type") ?? "", body);
      if (manifest.kind === "index") return { digest, kind: "index", platforms: manifest.platforms };
      const platform = await this.#platform(repository, manifest.config);
      return { digest, kind: "manifest", platforms: new Map([[platform, digest]]) };
    });
  }

  async #platform(repository: string, config: string): Promise<string> {
    const { body } = await this.#get(repository, `blobs/${config}`, "*/*");
    checkedDigest(body, config, null);
    const platform = platformOf(parseObject(body));
    if (platform === undefined) throw new Error("has a configuration that names no platform");
    return platform;
  }

  /** Asks, and once more with a token when the registry wants one. */
  async #get(repository: string, what: string, accept: string): Promise<Answer> {
    const slash = repository.indexOf("/");
    const [host, path] = [repository.slice(0, slash), repository.slice(slash + 1)];
    if (slash < 1 || !/^[a-z0-9][a-z0-9._/-]*$/.test(path)) throw new Error("is no repository with host and path");
    const address = apiAddress(host, path, what);
    const ask = { accept, timeoutMillis: this.#timeoutMillis, sizeCap };

    const first = await get(address, { ...ask, authorization: undefined });
    if (first.status !== 401) return accepted(first);
    const credentials = this.#credentials(host);
    const authorization = await this.#authorize(first.headers.get("www-authenticate") ?? "", path, credentials);
    const second = await get(address, { ...ask, authorization });
    if (second.status === 401 || second.status === 403) throw new Error(refused(second.status, credentials));
    return accepted(second);
  }

  async #authorize(header: string, path: string, credentials: Credentials | undefined): Promise<SecretText> {
    const challenge = readChallenge(header);
    if (challenge === undefined) throw new Error("answered 401 and does not say how to ask");
    if (challenge.scheme === "basic") {
      if (credentials === undefined) throw new Error(refused(401, credentials));
      return basic(credentials);
    }
    const authorization = credentials && basic(credentials);
    const answer = await get(tokenAddress(challenge, path), {
      accept: "application/json",
      authorization,
      timeoutMillis: this.#timeoutMillis,
      sizeCap: 64 * 2 ** 10,
    });
    if (answer.status === 401 || answer.status === 403)
      throw new Error(`gives no token: ${refused(answer.status, credentials)}`);
    const document = parseObject(accepted(answer).body);
    const token = field(document, "token") ?? field(document, "access_token");
    if (typeof token !== "string" || token === "") throw new Error("answered a request for a token without one");
    return new SecretText(`Bearer ${token}`);
  }
}

function apiAddress(host: string, path: string, what: string): URL {
  const api = apiHosts[host] ?? host;
  const scheme = isLoopback(api.replace(/:\d+$/, "")) ? "http" : "https";
  const text = `${scheme}://${api}/v2/${path}/${what}`;
  if (!URL.canParse(text)) throw new Error(`has a host that is none: ${host}`);
  return new URL(text);
}

/** The answer when it is one. */
function accepted(answer: Answer): Answer {
  const { status, headers } = answer;
  if (status === 200) return answer;
  if (status === 404) throw new RegistryError("is not there (404)", true);
  if (status === 429) {
    const wait = headers.get("retry-after");
    const when = wait !== null && /^\d+$/.test(wait) ? `try again in ${wait} s` : "try again later";
    throw new Error(`limits how often it is asked (429): ${when}, or log in`);
  }
  throw new Error(`answered ${status}`);
}

function refused(status: number, credentials: Credentials | undefined): string {
  return credentials === undefined
    ? `answered ${status}: it wants credentials, put there by docker login`
    : `answered ${status} to the credentials of ${credentials.username}`;
}

function checkedDigest(body: Uint8Array, reference: string, header: string | null): string {
  const digest = digestOf(body);
  for (const [claim, who] of [
    [reference.startsWith("sha256:") ? reference : null, "was asked for"],
    [header, "its header states"],
  ] as const) {
    if (claim !== null && claim !== digest) throw new Error(`sent ${digest} where ${claim} ${who}`);
  }
  return digest;
}

async function telling<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new RegistryError(
      `${place} ${error instanceof Error ? error.message : error}`,
      error instanceof RegistryError && error.missing,
    );
  }
}
