import { parse } from "yaml";
import { z } from "zod";
import { nearest } from "../../components/nearest.ts";
import { Refusal } from "../refusal.ts";

const cluster = z.object({
  server: z.string(),
  "certificate-authority": z.string().optional(),
  "certificate-authority-data": z.string().optional(),
  "insecure-skip-tls-verify": z.boolean().default(false),
  "tls-server-name": z.string().optional(),
  "proxy-url": z.string().optional(),
});

const exec = z.object({
  command: z.string(),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  apiVersion: z.string().optional(),
});

const user = z.object({
  token: z.string().optional(),
  tokenFile: z.string().optional(),
  "client-certificate": z.string().optional(),
  "client-certificate-data": z.string().optional(),
  "client-key": z.string().optional(),
  "client-key-data": z.string().optional(),
  exec: exec.optional(),
});

const context = z.object({ cluster: z.string(), user: z.string().default("") });

const kubeconfig = z.object({
  "current-context": z.string().optional(),
  contexts: z.array(z.object({ name: z.string(), context })).nullish(),
  clusters: z.array(z.object({ name: z.string(), cluster })).nullish(),
  users: z.array(z.object({ name: z.string(), user: user.nullish() })).nullish(),
});

/** A cluster and how to be let in, as one context of a kubeconfig says. */
export interface ClusterAccess {
  readonly context: string;
  readonly cluster: z.output<typeof cluster>;
  readonly user: z.output<typeof user>;
}

/**
 * Reads one context. @param wanted `undefined`: the current one @param where what the text is, for refusals
 * @throws Refusal that names contexts and keys, never credentials
 */
export function clusterAccess(text: string, wanted: string | undefined, where: string): ClusterAccess {
  const parsed = kubeconfig.safeParse(yaml(text));
  if (!parsed.success) throw new Refusal(`${where} is no kubeconfig`, "fetch it anew from whoever runs the cluster");
  const { contexts, clusters, users } = parsed.data;
  const name = wanted ?? parsed.data["current-context"] ?? "";
  const found = contexts?.find((one) => one.name === name)?.context;
  if (!found) {
    const names = (contexts ?? []).map((one) => one.name);
    const [meant] = nearest(name, names, 1);
    throw new Refusal(
      `${where} has no context ${JSON.stringify(name)}; it has ${names.join(", ") || "none"}`,
      `correct cloud.kubeconfig.context${meant === undefined ? "" : `: did you mean ${meant}?`}`,
    );
  }
  const its = clusters?.find((one) => one.name === found.cluster)?.cluster;
  if (!its)
    throw new Refusal(
      `${where}: context ${name} names no cluster of the file`,
      "fetch it anew from whoever runs the cluster",
    );
  const credentials = users?.find((one) => one.name === found.user)?.user;
  return { context: name, cluster: its, user: credentials ?? {} };
}

/** A kubeconfig document with another way to its only cluster. */
export function withServer(text: string, server: string, tlsServerName: string): object {
  const document = yaml(text) as { readonly clusters?: readonly { readonly name: string; readonly cluster: object }[] };
  return {
    ...document,
    clusters: (document.clusters ?? []).map(({ name, cluster: old }) => ({
      name,
      cluster: { ...old, server, "tls-server-name": tlsServerName },
    })),
  };
}

function yaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
