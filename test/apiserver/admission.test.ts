import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AdmissionCase, admissionCases, caseSettings } from "../../components/guard/admission/cases.ts";
import { type AdmissionRule, bindingSpec, policySpec } from "../../components/guard/admission/rule.ts";
import { admissionRules } from "../../components/guard/admission/rules.ts";
import { kubernetesVersions } from "../../tools/toolchain/programs.ts";
import { type Cluster, startCluster } from "../cluster/cluster.ts";
import type { ApiAnswer } from "../cluster/kubernetes-api.ts";
import { type KubernetesObject, Objects } from "../cluster/objects.ts";
import { until } from "../cluster/until.ts";
import { account, makeNamespace } from "./namespaces.ts";
import { applyAll } from "./stack-objects.ts";

/** Refused before any rule is asked: by the form of a pod. */
const malformed = ["a container without an image"];

/** Each rule alone in a namespace of its name, so that a refusal can be nobody else's. */
const rules = admissionRules(caseSettings).map(({ name }) => {
  const alone = admissionRules({
    ...caseSettings,
    namespaces: [name],
    privilegedNamespaces: [],
    controlPlaneNamespace: name,
    edge: { ...caseSettings.edge, namespace: name },
  });
  return alone.find((rule) => rule.name === name) as AdmissionRule;
});

describe.each(kubernetesVersions)("Kubernetes %s and the admission rules", (version) => {
  let cluster: Cluster;
  let objects: Objects;

  beforeAll(async () => {
    cluster = await startCluster({ version });
    objects = new Objects(cluster);
    for (const { name } of rules) await makeNamespace(objects, name);
    expect(await applyAll(objects, [account("no-default-account", "gateway")])).toEqual([]);
    expect((await objects.create(olderPod)).status).toBe(201);
    const [policies, bindings] = [rules.map(policyOf), rules.map(bindingOf)];
    expect(await applyAll(objects, [...policies, ...bindings])).toEqual([]);
    for (const { name } of rules) await inForce(name);
  });
  afterAll(() => cluster.stop());

  it.each(admissionCases)("$rule: $what is admitted: $admitted", async (each) => {
    const answer = await tried(each);
    if (each.admitted) expect(answer).toMatchObject({ status: expect.toSatisfy(isSuccess) });
    else if (malformed.includes(each.what)) expect(answer.status).toBe(422);
    else expect({ status: answer.status, by: policyIn(answer) }).toEqual({ status: 403, by: each.rule });
  });

  it("tells whoever is refused what to do", async () => {
    const answer = await tried(refusedBy("one-door"));
    expect(answer.body.message).toContain("only Service one-door/edge may be of type LoadBalancer");
  });

  it("lets a pod from before the rules end, and not change", async () => {
    const path = await objects.path(olderPod);
    const change = async (metadata: object) =>
      (await cluster.request("PATCH", path, { metadata }, { contentType: "application/merge-patch+json" })).status;
    expect(await change({ finalizers: ["example.eu/accounting"] })).toBe(200);
    expect(await change({ labels: { app: "another" } })).toBe(403);
    expect(await change({ finalizers: null })).toBe(200);
  });

  it("asks the rules again when a label makes a pod personal", async () => {
    const pod = moved(admittedBy("personal-data-stays"), "grows");
    expect((await objects.create(pod)).status).toBe(201);
    const labels = { "eu-gpu-cloud.internal/data-class": "personal" };
    const answer = await cluster.request(
      "PATCH",
      await objects.path(pod),
      { metadata: { labels } },
      { contentType: "application/merge-patch+json" },
    );
    expect({ status: answer.status, by: policyIn(answer) }).toEqual({ status: 403, by: "personal-data-stays" });
  });

  /** A request of a case: ephemeral containers are added to a pod that is already there. */
  async function tried(each: AdmissionCase): Promise<ApiAnswer> {
    const object = moved(each);
    const { ephemeralContainers, ...spec } = object.spec;
    if (ephemeralContainers === undefined) return objects.tryCreate(object);
    const pod = { ...object, metadata: { ...object.metadata, name: "debugged" }, spec };
    expect([201, 409]).toContain((await objects.create(pod)).status);
    return cluster.request(
      "PATCH",
      `${await objects.path(pod)}/ephemeralcontainers`,
      { spec: { ephemeralContainers } },
      { contentType: "application/strategic-merge-patch+json", query: { dryRun: "All" } },
    );
  }

  /** A new policy takes a moment: the server says by a refusal that it is in force. */
  function inForce(name: string): Promise<void> {
    return until(`${name} is in force`, async () => {
      const answer = await tried(refusedBy(name));
      return policyIn(answer) === name ? undefined : JSON.stringify(answer.body);
    });
  }
});

const olderPod: KubernetesObject = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "older", namespace: "images-from-mirror" },
  spec: { containers: [{ name: "c", image: "docker.io/library/valkey:8" }] },
};

function policyOf(rule: AdmissionRule): KubernetesObject {
  const apiVersion = "admissionregistration.k8s.io/v1";
  return { apiVersion, kind: "ValidatingAdmissionPolicy", metadata: { name: rule.name }, spec: policySpec(rule) };
}

function bindingOf(rule: AdmissionRule): KubernetesObject {
  return { ...policyOf(rule), kind: "ValidatingAdmissionPolicyBinding", spec: bindingSpec(rule) };
}

function refusedBy(name: string): AdmissionCase {
  return admissionCases.find(({ rule, admitted }) => rule === name && !admitted) as AdmissionCase;
}

function admittedBy(name: string): AdmissionCase {
  return admissionCases.find(({ rule, admitted }) => rule === name && admitted) as AdmissionCase;
}

/** The object of a case in the namespace of its rule. */
function moved({ rule, object }: AdmissionCase, name?: string): KubernetesObject {
  const { metadata, ...rest } = object as KubernetesObject;
  return { ...rest, metadata: { ...metadata, name: name ?? metadata.name, namespace: rule } } as KubernetesObject;
}

/** Name of the policy that refused. */
function policyIn({ body }: ApiAnswer): string | undefined {
  return /ValidatingAdmissionPolicy '([^']+)'/.exec(body.message)?.[1];
}

function isSuccess(status: number): boolean {
  return status === 200 || status === 201;
}
