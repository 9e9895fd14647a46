import type { Cluster } from "./cluster.ts";
import type { ApiAnswer, RequestOptions } from "./kubernetes-api.ts";

/** Any object of Kubernetes. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: each kind has fields of its own
  readonly [field: string]: any;
}

/** Whole objects against an API server: their paths come from what it says of itself. */
export class Objects {
  readonly #cluster: Cluster;
  readonly #resources = new Map<string, Promise<readonly Resource[]>>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Server-side apply as `pulumi up` does it, but strict: a field that the API does not know is an error. */
  async apply(object: KubernetesObject, options: RequestOptions = {}): Promise<ApiAnswer> {
    return this.#cluster.request("PATCH", await this.path(object), object, {
      ...options,
      contentType: "application/apply-patch+yaml",
      query: { fieldManager: "eu-gpu-cloud", fieldValidation: "Strict", force: "true", ...options.query },
    });
  }

  async create(object: KubernetesObject, options: RequestOptions = {}): Promise<ApiAnswer> {
    const path = await this.path(object);
    const query = { fieldValidation: "Strict", ...options.query };
    return this.#cluster.request("POST", path.slice(0, path.lastIndexOf("/")), object, { ...options, query });
  }

  /** Whether it would be created; nothing is kept. */
  async tryCreate(object: KubernetesObject, options: RequestOptions = {}): Promise<ApiAnswer> {
    return this.create(object, { ...options, query: { ...options.query, dryRun: "All" } });
  }

  async get(object: KubernetesObject): Promise<ApiAnswer> {
    return this.#cluster.request("GET", await this.path(object));
  }

  /** What the API server serves of a group in the version that it prefers; nothing for a group that it does not know. */
  async resourcesOf(group: string): Promise<readonly Resource[]> {
    if (group === "") return this.#discover("/api/v1");
    const { status, body } = await this.#cluster.request("GET", `/apis/${group}`);
    return status === 200 ? this.#discover(`/apis/${body.preferredVersion.groupVersion}`) : [];
  }

  /** @throws Error when the API server has no such kind */
  async path({ apiVersion, kind, metadata }: KubernetesObject): Promise<string> {
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const resource = (await this.#discover(root)).find((each) => each.kind === kind && !each.name.includes("/"));
    if (resource === undefined) throw new Error(`the API server knows no ${kind} in ${apiVersion}`);
    if (resource.namespaced && metadata.namespace === undefined) throw new Error(`${kind} ${metadata.name} is nowhere`);
    const namespace = resource.namespaced ? `/namespaces/${metadata.namespace}` : "";
    return `${root}${namespace}/${resource.name}/${metadata.name}`;
  }

  #discover(root: string): Promise<readonly Resource[]> {
    const known = this.#resources.get(root);
    if (known !== undefined) return known;
    const asked = this.#cluster.request("GET", root).then(({ body }) => (body.resources ?? []) as Resource[]);
    this.#resources.set(root, asked);
    return asked;
  }
}

export interface Resource {
  /** Plural, e.g. `pods`, or `pods/exec` for a part of one. */
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}
