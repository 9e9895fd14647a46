import { describe, expect, it } from "vitest";
import { extract, pathWithin, type Subject, subjectsOf } from "./subject.ts";

const subjects = (properties: unknown, type = "oci:Core/instance:Instance") =>
  subjectsOf({ urn: "urn:x", type, name: "x", properties });
/** `where type name` of each Kubernetes object inside a resource. */
const found = (properties: unknown, type?: string) =>
  subjects(properties, type)
    .slice(1)
    .map(({ within, type, name }) => `${within} ${type} ${name}`);
const imagesOf = ({ images }: Subject) => images.map(({ text }) => text);

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: docker.io/library/nginx:1.27
`;
const indented = (text: string, by: number) => text.replace(/^(?=.)/gm, " ".repeat(by));

describe("Kubernetes objects inside a resource", () => {
  it("are found in a file that cloud-init writes", () => {
    const cloudInit = `#cloud-config
write_files:
  - path: /var/lib/rancher/k3s/server/manifests/traefik.yaml
    content: |
      apiVersion: helm.cattle.io/v1
      kind: HelmChart
      metadata:
        name: traefik
      spec:
        chart: traefik
  - path: /etc/motd
    content: hello
`;
    const place = "metadata.userData#base64#L5 kubernetes:helm.cattle.io/v1:HelmChart traefik";
    expect(found({ metadata: { userData: Buffer.from(cloudInit).toString("base64") } })).toEqual([place]);
  });

  it("are found one by one in a text of many, and lines between them stay lines", () => {
    const text = `${deployment}---\n${deployment.replace("web", "api")}...\nregion: us-east-1\n`;
    expect(found({ data: { "all.yaml": text } }, "kubernetes:core/v1:ConfigMap")).toEqual([
      'data["all.yaml"]#L1 kubernetes:apps/v1:Deployment web',
      'data["all.yaml"]#L12 kubernetes:apps/v1:Deployment api',
    ]);
    const places = subjects({ data: { "all.yaml": text } }, "kubernetes:core/v1:ConfigMap")[0]?.places;
    expect(places?.map(({ text }) => text)).toEqual(["us-east-1"]);
  });

  it("are found in a here-document, which ends where the shell says", () => {
    const script = `#!/bin/bash\nkubectl apply -f - <<EOF\n${deployment}EOF\necho done\n`;
    expect(found({ userData: script })).toEqual(["userData#L3 kubernetes:apps/v1:Deployment web"]);
  });

  it("are found in JSON, in lists of objects, and in the lists that charts and operators take", () => {
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };
    const where = (properties: unknown) => found(properties).map((line) => line.split(" ")[0]);
    expect(where({ userData: JSON.stringify(object) })).toEqual(["userData#json"]);
    expect(where({ values: { extraDeploy: [object] } })).toEqual(["values.extraDeploy[0]"]);
    expect(where({ spec: { workload: { manifests: [object, object] } } })).toHaveLength(2);
    expect(where({ spec: { forProvider: { manifest: object } } })).toEqual(["spec.forProvider.manifest"]);
    expect(
      where({ userData: `apiVersion: v1\nkind: List\nmetadata: {}\nitems:\n  - ${JSON.stringify(object)}\n` }),
    ).toEqual(["userData#L1", "userData#L1.items[0]"]);
  });

  it("have types as resources of their own have", () => {
    const types = (apiVersion: string) => found({ manifest: { apiVersion, kind: "Pod", metadata: {} } })[0];
    expect(types("v1")).toBe("manifest kubernetes:core/v1:Pod Pod");
    expect(types("batch/v1")).toBe("manifest kubernetes:batch/v1:Pod Pod");
  });

  it("are read as objects: an image in several lines, a command in a list", () => {
    const [, inner] = subjects({ data: { "a.yaml": deployment } });
    expect(inner && imagesOf(inner)).toEqual(["docker.io/library/nginx:1.27"]);
    expect(inner?.pods).toHaveLength(1);
  });

  it("are not read twice, as a part of what holds them", () => {
    expect(
      imagesOf(extract({ urn: "", type: "x:y:Z", name: "x", properties: { data: { "a.yaml": deployment } } })),
    ).toEqual([]);
  });

  it.each([
    ["a reference", { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" } } }],
    ["a list of claims", { volumeClaimTemplates: [{ apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: {} }] }],
    ["a patch", { patches: [{ patch: deployment }] }],
    [
      "what was applied last",
      {
        "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({
          apiVersion: "v1",
          kind: "Pod",
          metadata: {},
        }),
      },
    ],
    ["the resource", { apiVersion: "v1", kind: "Pod", metadata: { name: "a" } }],
    [
      "a configuration without metadata",
      { data: "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n" },
    ],
    ["data of another kind", { data: "apiVersion: 1\nkind: 2\nmetadata: {}\n" }],
  ])("are not taken for one: %s", (_, properties) => {
    expect(found(properties)).toEqual([]);
  });

  it.each([
    ["a template", deployment.replace("web", "{{ .Values.name }}")],
    ["no YAML", deployment.replace("metadata:", 'metadata: "')],
  ])("are read by their lines when they are %s", (_, text) => {
    const [outer, ...inner] = subjects({ data: { a: text } });
    expect(inner).toEqual([]);
    expect(outer && imagesOf(outer)).toEqual(["docker.io/library/nginx:1.27"]);
  });

  it("keep to themselves what they are called and where they stand when a secret holds them", () => {
    const [, inner] = subjects({ stringData: { "a.yaml": deployment } }, "kubernetes:core/v1:Secret");
    expect(inner).toMatchObject({ name: "an object inside a secret", within: 'stringData["a.yaml"]' });
    expect(inner?.images.map(({ certainty }) => certainty)).toEqual(["secret"]);
    expect(inner && pathWithin(inner, "spec.template")).toBe('stringData["a.yaml"]');
  });

  it("are found inside each other, down to where they are judged as a part of the deepest", () => {
    const nest = (inner: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a.yaml: |\n${indented(inner, 4)}`;
    let text = deployment;
    for (let depth = 1; depth < 8; depth++) text = nest(text);
    expect(found({ data: text })).toHaveLength(8);
    const deep = subjects({ data: nest(nest(text)) });
    expect(deep).toHaveLength(9);
    expect(deep.flatMap(imagesOf)).toEqual(["docker.io/library/nginx:1.27"]);
  });

  it("take the last of keys that are written twice, as the API server does", () => {
    const [, inner] = subjects({ a: deployment.replace("web\nspec", "web\nspec: {}\nspec") });
    expect(inner && imagesOf(inner)).toEqual(["docker.io/library/nginx:1.27"]);
  });

  it.each([
    "items",
    "objs",
    "objects",
    "manifest",
    "manifests",
    "inlineManifests",
    "inline_manifests",
    "extraDeploy",
    "extra_objects",
    "extraManifests",
    "extraResources",
    "additionalObjects",
    "additional_manifests",
    "rawResources",
    "raw_resources",
    "resources",
  ])("are found in a list called %s", (key) => {
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: {} };
    expect(found({ [key]: [object] })).toHaveLength(1);
    expect(found({ [`my${key}`]: [object], [`${key}Of`]: [object] })).toEqual([]);
  });

  it.each([
    [{ kind: "A", metadata: {} }],
    [{ apiVersion: "v1", metadata: {} }],
    [{ apiVersion: 1, kind: "A", metadata: {} }],
    [{ apiVersion: "v1", kind: 1, metadata: {} }],
    [{ apiVersion: "v1", kind: "A" }],
    [{ apiVersion: "v1", kind: "A", metadata: null }],
    [{ apiVersion: "v1", kind: "A", metadata: "a" }],
  ])("have a version, a kind and metadata, unlike %j", (object) => {
    expect(found({ manifest: object })).toEqual([]);
    expect(found({ file: JSON.stringify(object) })).toEqual([]);
  });

  it("are none where a decoded document only holds one below", () => {
    const holder = { a: { apiVersion: "v1", kind: "ConfigMap", metadata: {} } };
    expect(found({ file: JSON.stringify(holder) })).toEqual([]);
  });

  it("keep what a line of their own indentation still belongs to", () => {
    const list = "apiVersion: v1\nkind: A\nmetadata: {}\n'quoted': a\n\"other\": b\n# note\nspec:\n- a\n-\n  b: c\n";
    expect(subjects({ file: list })[1]?.root.value).toEqual({
      apiVersion: "v1",
      kind: "A",
      metadata: {},
      quoted: "a",
      other: "b",
      spec: ["a", { b: "c" }],
    });
  });

  it("end at a line that is none of theirs, and at one that is indented less", () => {
    const values = (text: string) => subjects({ file: text })[1]?.root.value;
    const object = { apiVersion: "v1", kind: "A", metadata: {} };
    const text = "apiVersion: v1\nkind: A\nmetadata: {}\n";
    for (const end of ["EOF", "kubectl get pods", "EOF:x", "--- # next", "..."])
      expect(values(`${text}${end}\nb: c\n`), end).toEqual(object);
    expect(values(`a:\n${indented(text, 2)}b: c\n`)).toEqual(object);
    expect(values(`a:\n  - ${indented(text, 4).trim()}\n    b: c\n`)).toBeUndefined();
  });

  it("are judged as a part of what holds them from the thousandth on", () => {
    const text = `${deployment}---\n`.repeat(1002);
    const all = subjects({ file: text });
    expect(all).toHaveLength(1001);
    expect(all[0] && imagesOf(all[0])).toHaveLength(2);
  });

  it("are sought once in lines that all begin one", () => {
    for (const line of [
      "apiVersion: v1\n",
      "kind: a\n",
      "apiVersion: v1\nkind: a\n",
      "apiVersion: v1\nkind: a\nmetadata: [\n",
    ])
      expect(found({ file: line.repeat(100_000) })).toEqual([]);
  });

  it("are read by their lines when they are longer than a quarter of a mebibyte", () => {
    const text = (length: number) => `apiVersion: v1\nkind: A\nmetadata: {}\nb: ${"x".repeat(length)}\n`;
    expect(found({ file: text(260_000) })).toHaveLength(1);
    expect(found({ file: text(265_000) })).toEqual([]);
  });

  it("never end in an exception", () => {
    for (const text of [
      `apiVersion: v1\nkind: A\nmetadata: &a [*a]\nb: *c\n`,
      `apiVersion: v1\nkind: A\nmetadata: ${"[".repeat(20_000)}\n`,
      `apiVersion: v1\nkind: A\nmetadata: {__proto__: {a: b}}\n`,
      `apiVersion: v1\nkind: A\nmetadata: {}\n${"- a\n".repeat(10)}`,
    ])
      expect(subjects({ a: text })[0]?.type).toBe("oci:Core/instance:Instance");
  });
});
