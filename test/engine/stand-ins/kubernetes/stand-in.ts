import { inStoredForm } from "../../../../plan/against/stored-form.ts";
import type { PropertyMap } from "../../../../plan/engine/codec.ts";
import { type PropertyValue, SecretValue } from "../../../../plan/engine/values.ts";
import { pathSegments, valueAt } from "../../../../stacks/environment/path.ts";
import { difference } from "../base/differences.ts";
import { hasSecret, hasUnknown, isMap, plainProperties, plainValue, textOf } from "../base/plain-value.ts";
import type { Difference, Known, Made, StandIn } from "../base/stand-in.ts";
import { KubernetesApi, type KubernetesObject, type Reference, Unreachable } from "./api.ts";
import { leaveAdminToken } from "./claimed.ts";
import { clusterAccess } from "./kubeconfig.ts";

/**
 * Stands in for the provider `kubernetes`, in front of a real API server: server-side apply, and a dry run of it for
 * every difference.
 *
 * Not awaited, because no kubelet runs anything here: pods, and so Deployments, StatefulSets, DaemonSets and Jobs; load
 * balancers' addresses; the binding of volumes. The provider itself would wait for each of them. Deleted objects are
 * awaited: the server and its controllers can tell that alone.
 */
export class KubernetesStandIn implements StandIn {
  readonly package = "kubernetes";
  #api: KubernetesApi | undefined;
  #deleteUnreachable = false;
  #inputs: PropertyMap = {};

  configure(inputs: PropertyMap): void {
    this.#inputs = inputs;
    const context = textOf(inputs, "context");
    const kubeconfig = textOf(inputs, "kubeconfig");
    if (kubeconfig === "") throw new Error("the provider has no kubeconfig: it would take whatever the machine has");
    this.#api = new KubernetesApi(clusterAccess(kubeconfig, context === "" ? undefined : context));
    this.#deleteUnreachable =
      plainValue(inputs.deleteUnreachable) === true || process.env.PULUMI_K8S_DELETE_UNREACHABLE === "true";
  }

  /** Another cluster by its identifier, where one is given; otherwise by its server, which an unknown kubeconfig hides. */
  providerReplaces(old: PropertyMap, wanted: PropertyMap): readonly string[] {
    const identity = (inputs: PropertyMap) =>
      hasUnknown(inputs.clusterIdentifier) ? "" : textOf(inputs, "clusterIdentifier");
    if (identity(wanted) !== "") return identity(old) === identity(wanted) ? [] : ["clusterIdentifier"];
    if (hasUnknown(wanted.kubeconfig) || hasUnknown(wanted.context)) return ["kubeconfig"];
    const server = (inputs: PropertyMap) =>
      clusterAccess(textOf(inputs, "kubeconfig"), textOf(inputs, "context") || undefined).server;
    return server(old) === server(wanted) ? [] : ["kubeconfig"];
  }

  check(type: string, wanted: PropertyMap): PropertyMap {
    const { apiVersion, kind } = kindOf(type);
    const named = isMap(wanted.metadata) && "name" in wanted.metadata;
    if (!named) throw new Error(`${type} without metadata.name: the stand-in makes no names up`);
    const { properties } = inStoredForm({ type, properties: wanted, propertyDependencies: {} });
    return { ...properties, apiVersion, kind };
  }

  async diff(type: string, known: Known, wanted: PropertyMap): Promise<Difference> {
    const found = difference(type, known, wanted, this.#inputs);
    const { changed, replaces } = found;
    if (changed.length === 0 || replaces.length > 0 || hasUnknown(wanted)) return found;
    return { ...found, changed: await this.#realChanges(changed, wanted) };
  }

  async create(_type: string, inputs: PropertyMap, preview: boolean): Promise<Made> {
    if (preview) return { id: "", outputs: inputs };
    const live = await this.#client().apply(objectOf(inputs));
    await leaveAdminToken(this.#client(), live);
    return { id: idOf(live), outputs: outputsOf(live, inputs) };
  }

  async read(type: string, known: Known) {
    try {
      const [name = "", namespace] = known.id.split("/").reverse();
      const live = await this.#client().get({ ...kindOf(type), metadata: { name, namespace } });
      if (live === undefined) return undefined;
      const inputs = isEmpty(known.inputs) ? {} : liveInputs(known.inputs, live);
      return { id: known.id, inputs, outputs: outputsOf(live, known.inputs) };
    } catch (error) {
      if (error instanceof Unreachable && this.#deleteUnreachable) return undefined;
      throw unreachable(error);
    }
  }

  async update(_type: string, known: Known, wanted: PropertyMap, preview: boolean): Promise<PropertyMap> {
    if (preview) return { ...known.outputs, ...wanted };
    return outputsOf(await this.#client().apply(objectOf(wanted)), wanted);
  }

  async delete(type: string, known: Known): Promise<void> {
    try {
      const [name = "", namespace] = known.id.split("/").reverse();
      await this.#client().delete({ ...kindOf(type), metadata: { name, namespace } });
    } catch (error) {
      if (!(error instanceof Unreachable && this.#deleteUnreachable)) throw unreachable(error);
    }
  }

  invoke(token: string): never {
    throw new Error(`the stand-in for kubernetes does not know the function ${token}`);
  }

  #client(): KubernetesApi {
    if (this.#api === undefined) throw new Error("the provider was not configured");
    return this.#api;
  }

  /** Those changed inputs with which the server would come to another object: `1000m` and `1` are the same to it. */
  async #realChanges(changed: readonly string[], wanted: PropertyMap): Promise<readonly string[]> {
    const object = objectOf(wanted);
    try {
      const [live, next] = [await this.#client().get(object), await this.#client().apply(object, { dryRun: true })];
      const at = (root: unknown, path: string) => JSON.stringify(valueAt(root, pathSegments(path)));
      return changed.filter((path) => at(live, path) !== at(next, path));
    } catch (error) {
      // Without the cluster the provider compares inputs alone.
      if (error instanceof Unreachable) return changed;
      throw error;
    }
  }
}

/** `kubernetes:apps/v1:Deployment` → apps/v1 and Deployment; the group `core` has no name in the API. */
function kindOf(type: string): { readonly apiVersion: string; readonly kind: string } {
  const [, groupVersion = "", kind = ""] = type.split(":");
  return { apiVersion: groupVersion.replace(/^core\//, ""), kind };
}

function objectOf(inputs: PropertyMap): Reference {
  return plainProperties(inputs) as unknown as Reference;
}

function idOf({ metadata: { namespace, name } }: KubernetesObject): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Secret what was secret among the inputs, and whatever a Secret holds. */
function outputsOf(live: KubernetesObject, inputs: PropertyMap): PropertyMap {
  const { managedFields: _fields, ...metadata } = live.metadata;
  const all = { ...live, metadata } as unknown as PropertyMap;
  const isSecret = (key: string) => (live.kind === "Secret" && key === "data") || hasSecret(inputs[key]);
  return Object.fromEntries(
    Object.entries(all).map(([key, value]) => [key, isSecret(key) ? new SecretValue(value) : value]),
  );
}

/** What the inputs would have to be for the object to be as it is: their own fields with the server's values. */
function liveInputs(inputs: PropertyMap, live: KubernetesObject): PropertyMap {
  const stored = live as unknown as PropertyMap;
  return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, withLive(value, stored[key])]));
}

function withLive(input: PropertyValue, live: PropertyValue | undefined): PropertyValue {
  if (input instanceof SecretValue) return new SecretValue(withLive(input.element, live));
  if (isMap(input)) {
    const fields = isMap(live) ? live : {};
    return Object.fromEntries(
      Object.entries(input).flatMap(([key, value]) =>
        // The server leaves out empty maps and lists.
        key in fields || isEmpty(value) ? [[key, withLive(value, fields[key])]] : [],
      ),
    );
  }
  if (Array.isArray(input) && Array.isArray(live)) {
    return input.length === live.length ? input.map((each, index) => withLive(each, live[index])) : live;
  }
  return live ?? input;
}

function isEmpty(value: PropertyValue | undefined): boolean {
  return (isMap(value) && Object.keys(value).length === 0) || (Array.isArray(value) && value.length === 0);
}

/** The provider's advice to whoever deletes what is gone with its cluster. */
function unreachable(error: unknown): unknown {
  if (!(error instanceof Unreachable)) return error;
  return new Error(
    `configured Kubernetes cluster is unreachable: ${error.message}. If the cluster has been deleted, you can edit the ` +
      "pulumi state to remove this resource or retry with PULUMI_K8S_DELETE_UNREACHABLE=true",
  );
}
