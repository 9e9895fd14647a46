import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cluster, startCluster } from "../cluster/cluster.ts";
import { type KubernetesObject, Objects } from "../cluster/objects.ts";
import { until } from "../cluster/until.ts";
import { applyAll, objectsOf } from "./stack-objects.ts";

/** What a workload's status says of its pods. */
interface WorkloadStatus {
  readonly replicas?: number;
  readonly active?: number;
  readonly conditions?: readonly { readonly type: string; readonly message?: string }[];
}

describe.each(["eu-owned", "prod-fra"])("%s, with controllers at work", (stack) => {
  let cluster: Cluster;
  let objects: Objects;
  let all: readonly KubernetesObject[];
  beforeAll(async () => {
    cluster = await startCluster({ controllerManager: true });
    objects = new Objects(cluster);
    all = await objectsOf(stack);
    expect(await applyAll(objects, all)).toEqual([]);
  });
  afterAll(() => cluster.stop());

  const ofKind = (...kinds: string[]) => all.filter(({ kind }) => kinds.includes(kind));
  const statusOf = async (object: KubernetesObject): Promise<WorkloadStatus> => (await objects.get(object)).body.status;

  it("gets the pods of every workload: nothing of the guard stands in their way", async () => {
    const workloads = ofKind("Deployment", "StatefulSet", "Job");
    expect(workloads.length).toBeGreaterThan(5);
    for (const workload of workloads) {
      await until(`${workload.kind} ${workload.metadata.name} has its pods`, async () => {
        const status = await statusOf(workload);
        const pods = (workload.kind === "Job" ? status.active : status.replicas) ?? 0;
        // Without nodes no pod gets ready, and a StatefulSet that goes in order stays at its first.
        const wanted = workload.kind === "Deployment" ? (workload.spec.replicas as number) : 1;
        return pods >= wanted ? undefined : `${pods} of ${wanted}; ${await refusals(workload)}`;
      });
    }
  });

  it("has rules whose expressions the API server can type", async () => {
    for (const policy of ofKind("ValidatingAdmissionPolicy")) {
      const { name } = policy.metadata;
      await until(`${name} was checked`, async () => {
        const { metadata, status } = (await objects.get(policy)).body;
        return status?.observedGeneration === metadata.generation ? undefined : JSON.stringify(status);
      });
      const { status } = (await objects.get(policy)).body;
      expect({ name, warnings: status.typeChecking?.expressionWarnings }).toEqual({ name, warnings: undefined });
    }
  });

  it("gives a Deployment with an image from elsewhere no pod, and says why", async () => {
    const template = ofKind("Deployment")[0] as KubernetesObject;
    const { containers, ...spec } = template.spec.template.spec;
    const [container] = containers;
    const labels = { app: "intruder" };
    const intruder = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "intruder", namespace: "beta9" },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { ...spec, containers: [{ ...container, image: "docker.io/x/y:1" }] } },
      },
    };
    expect((await objects.create(intruder)).status).toBe(201);
    await until("the Deployment says why it has no pod", async () => {
      const { conditions = [] } = await statusOf(intruder);
      const said = conditions.find(({ type }) => type === "ReplicaFailure")?.message ?? "";
      return said.includes("eu-gpu-cloud-images-from-mirror") ? undefined : JSON.stringify(conditions);
    });
    expect((await statusOf(intruder)).replicas ?? 0).toBe(0);
  });

  it("counts what is used against its quotas, and stops there", async () => {
    for (const quota of ofKind("ResourceQuota")) {
      await until(`quota ${quota.metadata.name} is counted`, async () => {
        const { status } = (await objects.get(quota)).body;
        const counted = Object.keys(quota.spec.hard).every((resource) => resource in (status?.used ?? {}));
        return counted ? undefined : JSON.stringify(status);
      });
    }
    const workers = "beta9-workers";
    const deployment = (ofKind("Deployment")[0] as KubernetesObject).spec;
    const { status, body } = await objects.tryCreate({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "resident", namespace: workers },
      spec: deployment,
    });
    expect({ status, message: body.message }).toEqual({
      status: 403,
      message: expect.stringContaining("exceeded quota: workers, requested: count/deployments.apps=1"),
    });
  });

  it("is gone when its namespaces are deleted: nothing waits for a finalizer", async () => {
    const namespaces = ofKind("Namespace");
    expect(namespaces).toHaveLength(2);
    const paths = await Promise.all(namespaces.map((namespace) => objects.path(namespace)));
    for (const path of paths) expect((await cluster.request("DELETE", path)).status).toBe(200);
    for (const path of paths) {
      await until(`${path} is gone`, async () => {
        const { status, body } = await cluster.request("GET", path);
        return status === 404 ? undefined : JSON.stringify(body.status);
      });
    }
  });

  /** Why pods of a workload could not be made, in the words of its controller. */
  async function refusals({ metadata }: KubernetesObject): Promise<string> {
    const { body } = await cluster.request("GET", `/api/v1/namespaces/${metadata.namespace}/events`);
    const events = body.items as readonly { reason: string; message: string; involvedObject: { name: string } }[];
    return events
      .filter(
        ({ reason, involvedObject }) => reason === "FailedCreate" && involvedObject.name.startsWith(metadata.name),
      )
      .map(({ message }) => message)
      .join("; ");
  }
});
