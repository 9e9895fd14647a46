import { randomBytes, randomUUID } from "node:crypto";
import type { KubernetesApi, KubernetesObject } from "./api.ts";

/**
 * Leaves what the admin claim's Job leaves: its token in the Secret that waits for it. Nothing runs the Job's pods here,
 * and the program reads the Secret as soon as the provider says that the Job is done. A token that is there stays.
 */
export async function leaveAdminToken(api: KubernetesApi, made: KubernetesObject): Promise<void> {
  const labels = (made.metadata.labels ?? {}) as Readonly<Record<string, string>>;
  if (made.kind !== "Job" || labels["app.kubernetes.io/name"] !== "admin-claim") return;
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { ...made.metadata, name: "beta9-admin-token" } };
  const found = await api.get(secret);
  if (found === undefined) throw new Error("the admin claim's Job is there before the Secret that it fills");
  if (found.data !== undefined) return;
  const stringData = { token: randomBytes(48).toString("base64url"), workspaceId: randomUUID() };
  await api.merge(secret, { stringData }, "admin-claim");
}
