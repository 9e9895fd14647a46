import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { Refusal, systemCode } from "../refusal.ts";
import { KubernetesClient } from "./client.ts";
import { clusterAccess } from "./kubeconfig.ts";

/** A client for the context that a stack file names. @throws Refusal when there is no file or no such context */
export async function openKubernetes(kubeconfig: {
  readonly path: string;
  readonly context: string;
}): Promise<KubernetesClient> {
  const { path, context } = kubeconfig;
  const file = path.startsWith("~/") ? join(homedir(), path.slice(2)) : resolve(path);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const why =
      systemCode(error) === "ENOENT" ? `there is no ${file}` : `${file} can not be read (${systemCode(error)})`;
    throw new Refusal(why, "fetch the kubeconfig from whoever runs the cluster, or correct cloud.kubeconfig.path");
  }
  return new KubernetesClient(clusterAccess(text, context, file));
}
