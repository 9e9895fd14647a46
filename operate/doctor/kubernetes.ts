import { z } from "zod";
import type { ExistingEnvironment } from "../../stacks/environment.ts";
import type { KubernetesClient } from "../kubernetes/client.ts";
import { openKubernetes } from "../kubernetes/open.ts";
import { Refusal } from "../refusal.ts";
import type { Check, Finding } from "./check.ts";
import { type ClockWatch, clockFinding } from "./clock.ts";

/** Tokens that a cluster signs are refused by a clock that is further off. */
const tokenSkewSeconds = 60;

/** Oldest Kubernetes with everything that the kit renders: ValidatingAdmissionPolicy is v1 since 1.30. */
const oldestMinor = 30;

const version = z.object({ major: z.string(), minor: z.string(), gitVersion: z.string() });
const names = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });

/** What a cluster that is there already must bring. */
export function kubernetesChecks(environment: ExistingEnvironment): readonly Check[] {
  const { cloud } = environment;
  const clock: ClockWatch = { heard: undefined };
  let opened: Promise<KubernetesClient> | undefined;
  const client = () => {
    opened ??= openKubernetes(cloud.kubeconfig);
    return opened;
  };
  const asked = (
    id: string,
    blocks: boolean,
    run: (client: KubernetesClient, signal: AbortSignal) => Promise<Finding | readonly Finding[]>,
  ): Check => ({
    id,
    blocks,
    run: async (signal) => {
      let open: KubernetesClient;
      try {
        open = await client();
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { status: "unknown", what: "there is no way to the cluster", next: "mend kubernetes.kubeconfig first" };
      }
      try {
        return await run(open, signal);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { status: id === "kubernetes.api" ? "failed" : "unknown", what: error.what, next: error.next };
      }
    },
  });
  return [
    { id: "kubernetes.kubeconfig", blocks: true, run: () => kubeconfigFinding(client, cloud.kubeconfig) },
    asked("kubernetes.api", true, (open, signal) => ready(open, clock, signal)),
    asked("kubernetes.version", true, apiVersion),
    asked("kubernetes.storage", true, (open, signal) => storageClass(open, cloud.storageClass, signal)),
    asked("kubernetes.load-balancer", false, async () => loadBalancer(cloud.loadBalancer.class)),
    asked("kubernetes.runtime-class", false, (open, signal) =>
      runtimeClass(open, Object.keys(environment.gpuPools).length > 0, signal),
    ),
    asked("kubernetes.rights", true, rights),
    asked("kubernetes.network-policy", false, async () => ({
      status: "unknown",
      what: "whether the cluster's network enforces NetworkPolicies, which the API does not tell",
      next: "ask the cluster's operator; Calico and Cilium do, Flannel does not",
    })),
    asked("kubernetes.clock", false, async (open, signal) => {
      if (clock.heard === undefined) await ready(open, clock, signal);
      return clockFinding(clock, "the cluster", tokenSkewSeconds);
    }),
  ];
}

async function kubeconfigFinding(
  client: () => Promise<KubernetesClient>,
  { context }: ExistingEnvironment["cloud"]["kubeconfig"],
): Promise<Finding> {
  try {
    return { status: "ok", what: `context ${context} leads to ${(await client()).server}` };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: "failed", what: error.what, next: error.next };
  }
}

async function ready(client: KubernetesClient, clock: ClockWatch, signal: AbortSignal): Promise<Finding> {
  const { status, date } = await client.get("/readyz", signal);
  if (date !== undefined) clock.heard = { answered: date, here: new Date() };
  if (status === 200) return { status: "ok", what: `${client.server} is ready` };
  if (status === 401)
    return {
      status: "failed",
      what: "the cluster does not take the kubeconfig's credentials; they may have expired",
      next: "renew them as the cluster's owner says",
    };
  return {
    status: "failed",
    what: `${client.server} answers ${status} to /readyz`,
    next: "ask whoever runs the cluster",
  };
}

async function apiVersion(client: KubernetesClient, signal: AbortSignal): Promise<Finding> {
  const { gitVersion, major, minor } = version.parse(await read(client, "/version", signal));
  const number = Number.parseInt(minor, 10);
  if (major === "1" && number >= oldestMinor) return { status: "ok", what: `Kubernetes ${gitVersion}` };
  return {
    status: "failed",
    what: `Kubernetes ${gitVersion}; the kit renders for 1.${oldestMinor} and newer`,
    next: "upgrade the cluster, one minor version at a time",
  };
}

async function storageClass(client: KubernetesClient, wanted: string, signal: AbortSignal): Promise<Finding> {
  const found = await namesAt(client, "/apis/storage.k8s.io/v1/storageclasses", signal);
  if (found.includes(wanted)) return { status: "ok", what: `storage class ${wanted}` };
  return {
    status: "failed",
    what: `the cluster has no storage class ${wanted}; it has ${found.join(", ") || "none"}`,
    next: "correct cloud.storageClass",
  };
}

async function loadBalancer(wanted: string | undefined): Promise<Finding> {
  const what =
    wanted === undefined
      ? "whether the cluster makes load balancers"
      : `whether the cluster has load balancers of the class ${wanted}`;
  return {
    status: "unknown",
    what: `${what}, which the API does not tell`,
    next: "ask the cluster's operator; npm run up says so when no address comes",
  };
}

async function runtimeClass(client: KubernetesClient, needed: boolean, signal: AbortSignal): Promise<Finding> {
  if (!needed) return { status: "skipped", what: "no GPU pools" };
  const found = await namesAt(client, "/apis/node.k8s.io/v1/runtimeclasses", signal);
  if (found.includes("nvidia")) return { status: "ok", what: "runtime class nvidia" };
  return {
    status: "unknown",
    what: `there is no runtime class nvidia; it has ${found.join(", ") || "none"}`,
    next: "the kit makes one; the nodes must have NVIDIA's container toolkit",
  };
}

/** What `npm run up` must be able to do; each is asked in one review. */
const needed = [
  { verb: "create", group: "", resource: "namespaces" },
  { verb: "create", group: "", resource: "secrets", namespace: "beta9" },
  { verb: "create", group: "apps", resource: "statefulsets", namespace: "beta9" },
  { verb: "create", group: "networking.k8s.io", resource: "networkpolicies", namespace: "beta9" },
  { verb: "create", group: "rbac.authorization.k8s.io", resource: "clusterroles" },
] as const;

async function rights(client: KubernetesClient, signal: AbortSignal): Promise<Finding> {
  const answers = await Promise.all(needed.map(async (one) => ({ one, allowed: await client.mayI(one, signal) })));
  const denied = answers.filter(({ allowed }) => !allowed).map(({ one }) => `${one.verb} ${one.resource}`);
  if (denied.length === 0) return { status: "ok", what: "the credentials may do what npm run up does" };
  return {
    status: "failed",
    what: `the credentials may not ${denied.join(", ")}`,
    next: "ask the cluster's owner for cluster-admin, or for these rights",
  };
}

async function namesAt(client: KubernetesClient, path: string, signal: AbortSignal): Promise<readonly string[]> {
  return names.parse(await read(client, path, signal)).items.map(({ metadata }) => metadata.name);
}

async function read(client: KubernetesClient, path: string, signal: AbortSignal): Promise<unknown> {
  const { status, body } = await client.get(path, signal);
  if (status === 200) return JSON.parse(body);
  throw new Refusal(`the API answers ${status} to ${path}`, "look at the rights of the kubeconfig's user");
}
