import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { parse } from "yaml";

/** Where an API server answers and as whom it is spoken to. */
export interface ClusterAccess {
  readonly server: string;
  readonly caPem: string | undefined;
  readonly token: string | undefined;
  readonly certificatePem: string | undefined;
  readonly keyPem: string | undefined;
}

/**
 * Reads a kubeconfig as the provider takes it: a document, or the path of the file that holds one.
 * @throws Error naming what is missing
 */
export function clusterAccess(kubeconfig: string, wantedContext: string | undefined): ClusterAccess {
  const path = kubeconfig.replace(/^~(?=\/)/, homedir());
  const document = parse(existsSync(path) ? readFileSync(path, "utf8") : kubeconfig) as Record<string, unknown> | null;
  if (typeof document !== "object" || document === null) throw new Error(`kubeconfig: no such file as ${path}`);
  const name = wantedContext ?? String(document["current-context"] ?? "");
  const context = entry(document.contexts, name, "context") as { readonly cluster: string; readonly user: string };
  const cluster = entry(document.clusters, context.cluster, "cluster");
  const user = entry(document.users, context.user, "user");
  const decoded = (value: unknown) => (typeof value === "string" ? Buffer.from(value, "base64").toString() : undefined);
  return {
    server: String(cluster.server),
    caPem: pem(cluster["certificate-authority"]) ?? decoded(cluster["certificate-authority-data"]),
    token: typeof user.token === "string" ? user.token : undefined,
    certificatePem: pem(user["client-certificate"]) ?? decoded(user["client-certificate-data"]),
    keyPem: pem(user["client-key"]) ?? decoded(user["client-key-data"]),
  };
}

function entry(list: unknown, name: string, kind: "context" | "cluster" | "user"): Record<string, unknown> {
  const found = (Array.isArray(list) ? list : []).find((each) => each.name === name)?.[kind];
  if (found === undefined) throw new Error(`kubeconfig: no ${kind} named "${name}"`);
  return found as Record<string, unknown>;
}

function pem(path: unknown): string | undefined {
  return typeof path === "string" ? readFileSync(path, "utf8") : undefined;
}
