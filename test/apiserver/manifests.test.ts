import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kubernetesVersions } from "../../tools/toolchain/programs.ts";
import { type Cluster, startCluster } from "../cluster/cluster.ts";
import { type KubernetesObject, Objects } from "../cluster/objects.ts";
import { stacks } from "../plan/planned.ts";
import { applyAll, objectsOf } from "./stack-objects.ts";

const versionsAndStacks = kubernetesVersions.flatMap((version) => stacks.map((stack) => [version, stack] as const));

describe.each(versionsAndStacks)("Kubernetes %s and the objects of %s", (version, stack) => {
  let cluster: Cluster;
  let objects: Objects;
  beforeAll(async () => {
    cluster = await startCluster({ version });
    objects = new Objects(cluster);
  });
  afterAll(() => cluster.stop());

  it("are all taken in the order of the program, strictly and without a warning", async () => {
    const all = await objectsOf(stack);
    expect(all.length).toBeGreaterThan(100);
    expect(await applyAll(objects, all)).toEqual([]);
  });

  it("are taken again and stay as they are: nothing of theirs is immutable by accident", async () => {
    const all = await objectsOf(stack);
    const before = await stored(all);
    expect(await applyAll(objects, all)).toEqual([]);
    expect(await stored(all)).toEqual(before);
  });

  /** Without the book-keeping: the server counts an apply of some claims that changes nothing. */
  async function stored(all: readonly KubernetesObject[]): Promise<readonly unknown[]> {
    const answers = await Promise.all(all.map((object) => objects.get(object)));
    return answers.map(({ body }) => ({
      ...body,
      metadata: { ...body.metadata, resourceVersion: undefined, managedFields: undefined },
    }));
  }
});

describe("the API server", () => {
  let cluster: Cluster;
  let objects: Objects;
  beforeAll(async () => {
    cluster = await startCluster();
    objects = new Objects(cluster);
  });
  afterAll(() => cluster.stop());

  const claim = (spec: object, metadata: object = {}) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "c", namespace: "default", ...metadata },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
  });
  const role = (verbs: readonly string[]) => ({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    metadata: { name: "r", namespace: "default" },
    rules: [{ apiGroups: [""], resources: ["pods"], verbs }],
  });

  it.each<[string, KubernetesObject, RegExp]>([
    ["a misspelt field", claim({ storageClasName: "fast" }), /\.spec\.storageClasName: field not declared in schema/],
    ["a quantity that is none", claim({ resources: { requests: { storage: "1 Gigabyte" } } }), /quantities must match/],
    [
      "a label that is too long",
      claim({}, { labels: { app: "a".repeat(64) } }),
      /must be no more than 63 (bytes|characters)/,
    ],
    ["a rule without a verb", role([]), /verbs: Required value/],
  ])("refuses %s", async (_, object, reason) => {
    const said = await applyAll(objects, [object]);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/ is refused: /);
    expect(said[0]).toMatch(reason);
  });

  it("warns of what it takes and will not take for ever", async () => {
    const pod = { containers: [{ name: "c", image: "x" }], nodeSelector: { "beta.kubernetes.io/os": "linux" } };
    const template = { metadata: { labels: { app: "d" } }, spec: pod };
    const deployment = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "d", namespace: "default" },
      spec: { selector: { matchLabels: { app: "d" } }, template },
    };
    expect(await applyAll(objects, [deployment])).toEqual([
      expect.stringMatching(/^Deployment default\/d gets a warning: .*beta\.kubernetes\.io\/os.*deprecated/),
    ]);
  });
});
