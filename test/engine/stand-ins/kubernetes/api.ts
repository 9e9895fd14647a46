import { request as httpRequest } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import type { ClusterAccess } from "./kubeconfig.ts";

/** A Kubernetes object as the API server speaks of it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly resourceVersion?: string;
    readonly deletionTimestamp?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** What identifies an object. */
export type Reference = Pick<KubernetesObject, "apiVersion" | "kind"> & {
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined };
};

/** The server refused: its own words. */
class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Nobody answered. */
export class Unreachable extends Error {}

interface Answer {
  readonly status: number;
  readonly text: string;
}

interface ApiResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** How a watch tells that the object has gone. */
const deleted = /"type":"DELETED"/;

/** Who owns the fields that the stand-in sets. */
const fieldManager = "pulumi-kubernetes";

/** A client of one API server for single objects, with the paths that the server itself tells of. */
export class KubernetesApi {
  readonly #access: ClusterAccess;
  readonly #agent: Agent;
  readonly #resources = new Map<string, Promise<readonly ApiResource[]>>();

  constructor(access: ClusterAccess) {
    this.#access = access;
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: 16,
      ...(access.caPem === undefined ? {} : { ca: access.caPem }),
      ...(access.certificatePem === undefined ? {} : { cert: access.certificatePem }),
      ...(access.keyPem === undefined ? {} : { key: access.keyPem }),
    });
  }

  async get(object: Reference): Promise<KubernetesObject | undefined> {
    const answer = await this.#call("GET", await this.#path(object));
    return answer.status === 404 ? undefined : (checked(answer) as KubernetesObject);
  }

  /** Server-side apply with strict validation: a misspelt field is refused, not dropped. */
  async apply(object: Reference, { dryRun = false }: { readonly dryRun?: boolean } = {}): Promise<KubernetesObject> {
    const query = new URLSearchParams({ fieldManager, force: "true", fieldValidation: "Strict" });
    if (dryRun) query.set("dryRun", "All");
    const path = `${await this.#path(object)}?${query}`;
    return checked(await this.#call("PATCH", path, object, "application/apply-patch+yaml")) as KubernetesObject;
  }

  /** Changes single fields as somebody else. */
  async merge(object: Reference, changes: unknown, manager: string): Promise<void> {
    const path = `${await this.#path(object)}?fieldManager=${manager}`;
    checked(await this.#call("PATCH", path, changes, "application/merge-patch+json"));
  }

  /** Deletes an object and waits until it is gone: finalizers and what it owns may keep it for a while. */
  async delete(object: Reference): Promise<void> {
    const path = await this.#path(object);
    const answer = await this.#call("DELETE", path, { propagationPolicy: "Background" });
    if (answer.status === 404) return;
    const body = checked(answer) as KubernetesObject;
    if (body.kind === "Status") return;
    await this.#gone(object, path);
  }

  async #gone(object: Reference, path: string): Promise<void> {
    const left = await this.get(object);
    const version = left?.metadata.resourceVersion;
    if (version === undefined) return;
    const collection = path.slice(0, path.lastIndexOf("/"));
    const query = new URLSearchParams({
      watch: "true",
      fieldSelector: `metadata.name=${object.metadata.name}`,
      resourceVersion: version,
      timeoutSeconds: "120",
    });
    const { text } = await this.#call("GET", `${collection}?${query}`, undefined, "", deleted);
    if (!deleted.test(text)) {
      throw new Error(`${object.kind} ${object.metadata.name} is still there two minutes after it was deleted`);
    }
  }

  async #path({ apiVersion, kind, metadata }: Reference): Promise<string> {
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const resources = this.#resources.get(root) ?? this.#discover(root);
    this.#resources.set(root, resources);
    const found = (await resources).find((each) => each.kind === kind && !each.name.includes("/"));
    if (found === undefined) throw new ApiError(404, `the server knows no ${kind} in ${apiVersion}`);
    const scope = found.namespaced ? `/namespaces/${metadata.namespace ?? "default"}` : "";
    return `${root}${scope}/${found.name}/${metadata.name}`;
  }

  async #discover(root: string): Promise<readonly ApiResource[]> {
    return (checked(await this.#call("GET", root)) as { readonly resources: readonly ApiResource[] }).resources;
  }

  #call(
    method: string,
    path: string,
    body?: unknown,
    contentType = "application/json",
    until?: RegExp,
  ): Promise<Answer> {
    const url = new URL(path, this.#access.server);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      accept: "application/json",
      ...(text === undefined ? {} : { "content-type": contentType, "content-length": Buffer.byteLength(text) }),
      ...(this.#access.token === undefined ? {} : { authorization: `Bearer ${this.#access.token}` }),
    };
    return new Promise((resolve, reject) => {
      const secure = url.protocol === "https:";
      const options = { method, headers, ...(secure ? { agent: this.#agent } : {}) };
      const sent = (secure ? httpsRequest : httpRequest)(url, options, (response) => {
        let received = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          received += part;
          if (until?.test(received)) response.destroy();
        });
        response.on("close", () => resolve({ status: response.statusCode ?? 0, text: received }));
        response.on("error", reject);
      });
      sent.on("error", (error) => reject(new Unreachable(`${url.origin}: ${error.message}`)));
      sent.end(text);
    });
  }
}

/** The body of an answer that is not a refusal. */
function checked({ status, text }: Answer): unknown {
  if (status >= 200 && status < 300) return JSON.parse(text);
  throw new ApiError(status, refusalOf(text));
}

/** What a refusal says; what is no `Status` object is shown as it came. */
function refusalOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { readonly message?: string };
    return message ?? text;
  } catch {
    return text;
  }
}
