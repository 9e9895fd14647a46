import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kubernetesVersions } from "../../tools/toolchain/programs.ts";
import { type Cluster, startCluster } from "../cluster/cluster.ts";
import { Objects } from "../cluster/objects.ts";
import { stacks } from "../plan/planned.ts";
import { accountUser, rightsIn, unknownRights } from "./rights.ts";
import { applyAll, objectsOf } from "./stack-objects.ts";

/** Every service account of the kit, and everything that it may do, by namespace. */
const rights: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "beta9/admin-claim": { beta9: ['get,patch secrets "beta9-admin-token"'] },
  "beta9/beta9-gateway": { "beta9-workers": ["create,list,delete jobs.batch", "list pods"] },
  "beta9/registry-gc": { beta9: ['get,patch deployments.apps "registry"'] },
  "beta9-workers/beta9-worker": {},
  "beta9-workers/nvidia-device-plugin": {},
};

const read = ["get", "list", "watch"];

/** What nobody's account may do anywhere: it would lead to the rights of others, or out of the pod. */
const never = [
  ...read.map((verb) => [verb, "", "secrets", ""]),
  ...["get", "create"].flatMap((verb) => ["exec", "attach", "portforward"].map((part) => [verb, "", "pods", part])),
  ["get", "", "pods", "log"],
  ["create", "", "pods", ""],
  ["patch", "", "pods", "ephemeralcontainers"],
  ["create", "", "serviceaccounts", "token"],
  ["impersonate", "", "users", ""],
  ["get", "", "nodes", "proxy"],
  ...["create", "update", "patch", "bind", "escalate"].flatMap((verb) =>
    ["roles", "rolebindings", "clusterroles", "clusterrolebindings"].map((kind) => [
      verb,
      "rbac.authorization.k8s.io",
      kind,
      "",
    ]),
  ),
  ["delete", "networking.k8s.io", "networkpolicies", ""],
  ["delete", "admissionregistration.k8s.io", "validatingadmissionpolicybindings", ""],
  ["patch", "", "namespaces", ""],
] as const;

describe.each(kubernetesVersions)("Kubernetes %s and the service accounts of the kit", (version) => {
  let cluster: Cluster;
  let objects: Objects;
  const namespaces = ["beta9", "beta9-workers", "default", "kube-system"];
  beforeAll(async () => {
    cluster = await startCluster({ version });
    objects = new Objects(cluster);
    expect(await applyAll(objects, await objectsOf("eu-owned"))).toEqual([]);
  });
  afterAll(() => cluster.stop());

  it.each(Object.entries(rights))("%s may do what its work takes, and nothing else", async (account, expected) => {
    const [namespace = "", name = ""] = account.split("/");
    for (const place of namespaces) {
      expect({ place, rights: await rightsIn(cluster, { namespace, name }, place) }).toEqual({
        place,
        rights: expected[place] ?? [],
      });
    }
  });

  it.each(Object.keys(rights))(
    "%s is refused what leads further, in every namespace and in the cluster",
    async (account) => {
      const [home = "", name = ""] = account.split("/");
      const { name: user, groups } = accountUser(home, name);
      const allowed: string[] = [];
      for (const namespace of [...namespaces, undefined]) {
        for (const [verb, group, resource, subresource] of never) {
          const resourceAttributes = { verb, group, resource, subresource, namespace };
          const { body } = await cluster.request("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {
            apiVersion: "authorization.k8s.io/v1",
            kind: "SubjectAccessReview",
            spec: { user, groups, resourceAttributes },
          });
          if (body.status.allowed !== false) allowed.push(`${verb} ${resource}/${subresource} in ${namespace}`);
        }
      }
      expect(allowed).toEqual([]);
    },
  );

  it("lets the gateway start, see and end workers with a token of its own", async () => {
    const asGateway = { token: await tokenOf("beta9", "beta9-gateway") };
    const workers = "/apis/batch/v1/namespaces/beta9-workers/jobs";
    const job = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "worker-a10-1" },
      spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "worker", image: "worker" }] } } },
    };
    const asked = async (method: string, path: string, body?: unknown) =>
      (await cluster.request(method, path, body, asGateway)).status;
    expect(await asked("POST", workers, job)).toBe(201);
    expect(await asked("GET", workers)).toBe(200);
    expect(await asked("GET", "/api/v1/namespaces/beta9-workers/pods")).toBe(200);
    expect(await asked("DELETE", `${workers}/worker-a10-1`)).toBe(200);

    expect(await asked("POST", "/apis/batch/v1/namespaces/beta9/jobs", job)).toBe(403);
    expect(await asked("GET", "/api/v1/namespaces/beta9/pods")).toBe(403);
    for (const namespace of ["beta9", "beta9-workers"]) {
      expect(await asked("GET", `/api/v1/namespaces/${namespace}/secrets`)).toBe(403);
      expect(await asked("POST", `/api/v1/namespaces/${namespace}/pods/p/exec?command=sh`)).toBe(403);
    }
  });

  it("lets the admin claim read and change its one Secret with a token of its own, and no other", async () => {
    const asClaim = { token: await tokenOf("beta9", "admin-claim") };
    const secrets = "/api/v1/namespaces/beta9/secrets";
    expect((await cluster.request("GET", `${secrets}/beta9-admin-token`, undefined, asClaim)).status).toBe(200);
    const patched = await cluster.request(
      "PATCH",
      `${secrets}/beta9-admin-token`,
      { metadata: { annotations: { tried: "yes" } } },
      { ...asClaim, contentType: "application/merge-patch+json" },
    );
    expect(patched.status).toBe(200);
    for (const path of [secrets, `${secrets}/beta9-config`, `${secrets}?watch=true&timeoutSeconds=1`]) {
      expect((await cluster.request("GET", path, undefined, asClaim)).status).toBe(403);
    }
    expect((await cluster.request("DELETE", `${secrets}/beta9-admin-token`, undefined, asClaim)).status).toBe(403);
  });

  it("knows every resource and verb that a role of any stack names", async () => {
    for (const stack of stacks) {
      for (const role of (await objectsOf(stack)).filter(({ kind }) => /^(Cluster)?Role$/.test(kind))) {
        expect({ role: role.metadata.name, unknown: await unknownRights(objects, role) }).toEqual({
          role: role.metadata.name,
          unknown: [],
        });
      }
    }
    const misspelt = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: { name: "misspelt", namespace: "beta9" },
      rules: [
        { apiGroups: [""], resources: ["pods", "pod"], verbs: ["lst"] },
        { apiGroups: ["bath"], resources: ["jobs"], verbs: ["list"] },
      ],
    };
    expect(await applyAll(objects, [misspelt])).toEqual([]);
    expect(await unknownRights(objects, misspelt)).toEqual([
      "pods: lst",
      'no resource pod in ""',
      'no resource jobs in "bath"',
    ]);
  });

  async function tokenOf(namespace: string, account: string): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`;
    const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
    return (await cluster.request("POST", path, request)).body.status.token;
  }
});

describe("the table of rights", () => {
  it("names every service account that a stack makes, and no other", async () => {
    const made = new Set<string>();
    for (const stack of stacks) {
      for (const { kind, metadata } of await objectsOf(stack)) {
        if (kind === "ServiceAccount") made.add(`${metadata.namespace}/${metadata.name}`);
      }
    }
    expect([...made].sort()).toEqual(Object.keys(rights).sort());
  });
});
