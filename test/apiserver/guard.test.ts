import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { kubernetesVersions } from "../../tools/toolchain/programs.ts";
import { type Cluster, startCluster } from "../cluster/cluster.ts";
import { type KubernetesObject, Objects } from "../cluster/objects.ts";
import { until } from "../cluster/until.ts";
import { account } from "./namespaces.ts";
import { countFromZero } from "./quota.ts";
import { applyAll, objectsOf } from "./stack-objects.ts";

const mirrored = "registry.example.eu/mirror/library/busybox:1";

/** What Pod Security's level `restricted` asks of a container. */
const hardened = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  runAsUser: 10001,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};

interface PodChange {
  readonly image?: string;
  readonly securityContext?: object;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec?: object;
}

function pod(namespace: string, { image = mirrored, securityContext = hardened, labels = {}, spec }: PodChange = {}) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "tried", namespace, labels },
    spec: { automountServiceAccountToken: false, containers: [{ name: "c", image, securityContext }], ...spec },
  };
}

function service(namespace: string, name: string, type: string): KubernetesObject {
  return { apiVersion: "v1", kind: "Service", metadata: { name, namespace }, spec: { type, ports: [{ port: 443 }] } };
}

const hostPath = { volumes: [{ name: "root", hostPath: { path: "/" } }] };
const personal = { labels: { "eu-gpu-cloud.internal/data-class": "personal" } };
const byPodSecurity = 'violates PodSecurity "restricted:latest"';
const byRule = (name: string) => `ValidatingAdmissionPolicy 'eu-gpu-cloud-${name}'`;

interface Request {
  readonly what: string;
  readonly object: KubernetesObject;
  /** Part of the message of whoever refuses it; absent when nobody does. */
  readonly refusedBy?: string;
}

const taken = (what: string, object: KubernetesObject): Request => ({ what, object });
const refused = (what: string, refusedBy: string, object: KubernetesObject): Request => ({ what, object, refusedBy });
const elsewhere = "docker.io/library/busybox:1";

const requests: readonly Request[] = [
  taken("a hardened pod of the mirror's", pod("beta9")),
  refused("a pod that runs as root", byPodSecurity, pod("beta9", { securityContext: {} })),
  refused("a privileged pod", byPodSecurity, pod("beta9", { securityContext: { privileged: true } })),
  refused("a directory of the node", byPodSecurity, pod("beta9", { spec: hostPath })),
  refused("the node's network", byPodSecurity, pod("beta9", { spec: { hostNetwork: true } })),
  refused("an image from elsewhere", byRule("images-from-mirror"), pod("beta9", { image: elsewhere })),
  refused(
    "an image of a registry whose name begins like the mirror's",
    byRule("images-from-mirror"),
    pod("beta9", { image: "registry.example.eu/mirror-evil/busybox:1" }),
  ),
  refused(
    "the default account's token",
    byRule("no-default-account"),
    pod("beta9", { spec: { automountServiceAccountToken: true } }),
  ),
  refused("personal data anywhere", byRule("personal-data-stays"), pod("beta9", personal)),
  refused("a second door", byRule("one-door"), service("beta9", "gateway", "LoadBalancer")),
  refused("a port on every node", byRule("one-door"), service("beta9", "edge", "NodePort")),
  taken("a privileged pod among workers", pod("beta9-workers", { securityContext: { privileged: true } })),
  taken("a directory of the node among workers", pod("beta9-workers", { spec: hostPath })),
  refused(
    "an image from elsewhere among workers",
    byRule("images-from-mirror"),
    pod("beta9-workers", { image: elsewhere }),
  ),
  refused("personal data anywhere among workers", byRule("personal-data-stays"), pod("beta9-workers", personal)),
  refused("a Service among workers", "exceeded quota", service("beta9-workers", "listens", "ClusterIP")),
  taken("anything in a namespace that is not the kit's", pod("default", { image: elsewhere })),
];

const versionsAndStacks = kubernetesVersions.flatMap((version) =>
  ["eu-owned", "prod-fra"].map((stack) => [version, stack] as const),
);

describe.each(versionsAndStacks)("Kubernetes %s with everything of %s in it", (version, stack) => {
  let cluster: Cluster;
  let objects: Objects;
  let all: readonly KubernetesObject[];
  beforeAll(async () => {
    cluster = await startCluster({ version });
    objects = new Objects(cluster);
    all = await objectsOf(stack);
    const accounts = ["default", "beta9", "beta9-workers"].map((namespace) => account(namespace, "default"));
    expect(await applyAll(objects, [...all, ...accounts])).toEqual([]);
    for (const quota of all.filter(({ kind }) => kind === "ResourceQuota"))
      await countFromZero(cluster, objects, quota);
    for (const { object, refusedBy } of requests) {
      if (refusedBy?.startsWith("Validating")) await refusal(object, refusedBy);
    }
  });
  afterAll(() => cluster.stop());

  it.each(requests)("$what", async ({ object, refusedBy }) => {
    const { status, body } = await objects.tryCreate(object);
    if (refusedBy === undefined) expect({ status, message: body.message }).toEqual({ status: 201, message: undefined });
    else
      expect({ status, message: body.message }).toEqual({ status: 403, message: expect.stringContaining(refusedBy) });
  });

  it("takes a worker of every pool as the gateway makes it, and puts the tolerations of GPU nodes into it", async () => {
    const config = all.find(({ kind, metadata }) => kind === "Secret" && metadata.name.startsWith("beta9-config"));
    const { worker } = parse(config?.stringData["config.yaml"]);
    expect(Object.keys(worker.pools)).toContain("l40s");
    const runtimeClass = all.find(({ kind }) => kind === "RuntimeClass");
    for (const [pool, { runtime, jobSpec }] of Object.entries<WorkerPool>(worker.pools)) {
      const answer = await objects.tryCreate(
        pod("beta9-workers", {
          image: `${worker.imageRegistry}/${worker.imageName}:${worker.imageTag}`,
          securityContext: { privileged: true },
          labels: { "run.beam.cloud/role": "worker", "run.beam.cloud/worker-pool-name": pool },
          spec: {
            serviceAccountName: worker.serviceAccountName,
            nodeSelector: jobSpec.nodeSelector,
            ...(runtime !== "" && { runtimeClassName: runtime }),
          },
        }),
      );
      expect({ pool, status: answer.status, message: answer.body.message }).toEqual({
        pool,
        status: 201,
        message: undefined,
      });
      if (runtime === "") continue;
      expect(runtimeClass?.metadata.name).toBe(runtime);
      expect(answer.body.spec.tolerations).toEqual(expect.arrayContaining(runtimeClass?.scheduling.tolerations));
    }
  });

  it("gives a container that says nothing the little of the limit range", async () => {
    const { body } = await objects.tryCreate(pod("beta9-workers"));
    expect(body.spec.containers[0].resources).toEqual({
      requests: { cpu: "50m", memory: "64Mi" },
      limits: { cpu: "500m", memory: "128Mi" },
    });
  });

  it("gives no more GPUs than the pools have", async () => {
    const quota = all.find(({ kind, metadata }) => kind === "ResourceQuota" && metadata.namespace === "beta9-workers");
    const gpusOfPools = Number(quota?.spec.hard["requests.nvidia.com/gpu"]);
    const asking = (gpus: number) => {
      const container = { name: "c", image: mirrored, resources: { limits: { "nvidia.com/gpu": gpus } } };
      return objects.tryCreate(pod("beta9-workers", { spec: { containers: [container] } }));
    };
    expect((await asking(gpusOfPools)).status).toBe(201);
    const { status, body } = await asking(gpusOfPools + 1);
    expect({ status, message: body.message }).toEqual({
      status: 403,
      message: expect.stringContaining(
        `exceeded quota: workers, requested: requests.nvidia.com/gpu=${gpusOfPools + 1}`,
      ),
    });
  });

  /** A new policy takes a moment: the server says by a refusal that it is in force. */
  function refusal(object: KubernetesObject, by: string): Promise<void> {
    return until(`${by} is in force`, async () => {
      const { body } = await objects.tryCreate(object);
      return String(body.message).includes(by) ? undefined : JSON.stringify(body);
    });
  }
});

interface WorkerPool {
  readonly runtime: string;
  readonly jobSpec: { readonly nodeSelector: Readonly<Record<string, string>> };
}
