import { parse } from "yaml";

interface StackFile {
  readonly config: Readonly<Record<string, { readonly kubeconfig?: { readonly context?: string } } | undefined>>;
}

/** Contexts of the clusters that stack files say are there already. */
export function contextsOf(stackFiles: readonly string[]): string[] {
  return stackFiles.flatMap((text) => {
    const { config } = parse(text) as StackFile;
    return config["eu-gpu-cloud:cloud"]?.kubeconfig?.context ?? [];
  });
}

/** A kubeconfig with these contexts, all of which lead to the one server in it, or to where that is found instead. */
export function kubeconfigFor(kubeconfig: string, contexts: readonly string[], server?: string): string {
  const document = parse(kubeconfig);
  const [{ name: cluster, cluster: access }] = document.clusters;
  const [{ name: user }] = document.users;
  return JSON.stringify({
    ...document,
    clusters: [{ name: cluster, cluster: { ...access, server: server ?? access.server } }],
    contexts: ["default", ...contexts].map((name) => ({ name, context: { cluster, user } })),
    "current-context": "default",
  });
}
