import { readFile } from "node:fs/promises";
import { call } from "../../beta9/api/http.ts";
import { Failure } from "../../program/program.ts";
import { SecretText } from "../../secret-text.ts";

/** Exit code: the Kubernetes API refused. */
const refused = 4;
const timeoutMs = 10_000;
/** Environment variable that distribution reads as `storage.maintenance.readonly`. */
const variable = "REGISTRY_STORAGE_MAINTENANCE_READONLY";

/** The part of a Deployment that is read here. */
interface DeploymentObject {
  readonly metadata: { readonly generation: number };
  readonly spec: { readonly replicas?: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

/** Whether every replica runs the latest template and answers, and none of an older one is counted any more. */
export function isRolledOut({ metadata, spec, status }: DeploymentObject): boolean {
  const wanted = spec.replicas ?? 1;
  return (
    (status.observedGeneration ?? 0) >= metadata.generation &&
    (status.replicas ?? 0) === wanted &&
    (status.updatedReplicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted
  );
}

/** A strategic merge: lists of containers and of variables are merged by name, so nothing else of them is touched. */
export function readOnlyPatch(container: string, on: boolean): object {
  const entry = on ? { name: variable, value: '{"enabled":true}' } : { name: variable, $patch: "delete" };
  return { spec: { template: { spec: { containers: [{ name: container, env: [entry] }] } } } };
}

/** One Deployment through the Kubernetes API, with the pod's own account. */
export class DeploymentApi {
  readonly #url: string;
  readonly #tokenFile: string;
  readonly #name: string;

  constructor(access: { readonly url: string; readonly tokenFile: string }, namespace: string, name: string) {
    this.#name = name;
    this.#tokenFile = access.tokenFile;
    this.#url = `${access.url}/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/deployments/${encodeURIComponent(name)}`;
  }

  async rolledOut(): Promise<boolean> {
    return isRolledOut((await this.#call("GET")) as DeploymentObject);
  }

  async setReadOnly(on: boolean): Promise<void> {
    await this.#call("PATCH", readOnlyPatch(this.#name, on));
  }

  async #call(method: "GET" | "PATCH", body?: unknown): Promise<unknown> {
    // The kubelet renews it.
    const token = new SecretText((await readFile(this.#tokenFile, "utf8")).trim());
    const contentType = "application/strategic-merge-patch+json";
    // No signal: what lets pushes in again must also run after it.
    const answer = await call({ method, url: this.#url, token, body, contentType, timeoutMs });
    if (answer.status === 200) return answer.body;
    throw new Failure(refused, `${method} deployment ${this.#name}: ${answer.status}`);
  }
}
