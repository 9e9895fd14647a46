import type { KubernetesObject, Objects } from "../cluster/objects.ts";
import { applyAll } from "./stack-objects.ts";

/** A namespace with the account that pods get which name none; elsewhere the controller-manager makes it. */
export async function makeNamespace(objects: Objects, name: string): Promise<void> {
  const namespace: KubernetesObject = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
  const said = await applyAll(objects, [namespace, account(name, "default")]);
  if (said.length > 0) throw new Error(said.join("\n"));
}

export function account(namespace: string, name: string): KubernetesObject {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } };
}
