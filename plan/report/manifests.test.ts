import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { SecretValue, UnknownValue } from "../engine/values.ts";
import type { Plan } from "../model.ts";
import { manifestsOf } from "./manifests.ts";
import { euOwned } from "./testing/sample-plan.ts";
import { writeManifests } from "./write-manifests.ts";

type Resource = Plan["resources"][number];
const object = (kind: string, metadata: object, rest: object = {}, apiVersion = "v1"): Resource => ({
  urn: "",
  type: `kubernetes:core/v1:${kind}`,
  name: "in-program",
  parent: "",
  protect: false,
  properties: { ...rest, metadata, kind, apiVersion },
});

describe("manifests of a plan", () => {
  it("lie in a folder a namespace, cluster-wide objects apart", () => {
    expect(manifestsOf(euOwned().resources).map(({ path }) => path)).toEqual([
      "cluster/namespace-beta9-data.yaml",
      "beta9-data/secret-redis.yaml",
      "beta9-data/statefulset-redis-server.yaml",
    ]);
  });

  it("begin with apiVersion, kind, metadata and spec", () => {
    const [file] = manifestsOf([object("Service", { name: "web" }, { status: {}, spec: { ports: [80] } })]);
    expect(file?.text).toBe(
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n    - 80\nstatus: {}\n",
    );
  });

  it("hide the content of a Secret, marked or not, and every marked value elsewhere", () => {
    const copy = { "kubectl.kubernetes.io/last-applied-configuration": '{"data":{"p":"aHVudGVyMg=="}}' };
    const files = manifestsOf([
      object("Secret", { name: "s", annotations: copy }, { data: { p: "aHVudGVyMg==" }, stringData: { p: "hunter2" } }),
      object("ConfigMap", { name: "c" }, { data: { token: new SecretValue("hunter2"), id: UnknownValue.instance } }),
    ]);
    const text = files.map((file) => file.text).join("---\n");
    expect(text).not.toMatch(/hunter2|aHVudGVyMg/);
    expect(parse(files[0]?.text ?? "")).toMatchObject({ data: "[secret]", stringData: "[secret]" });
    expect(parse(files[1]?.text ?? "")).toMatchObject({ data: { token: "[secret]", id: "[unknown]" } });
  });

  it("leave out what is no object of the API", () => {
    const release = { ...object("x", {}), type: "kubernetes:helm.sh/v3:Release", properties: { chart: "x" } };
    const other = { ...object("Deployment", { name: "d" }), type: "other:index:Thing" };
    expect(manifestsOf([release, other])).toEqual([]);
  });

  it("take the name in the program when the object's own is not known yet", () => {
    expect(manifestsOf([object("Pod", { name: "[unknown]", namespace: "a" })])[0]?.path).toBe("a/pod-in-program.yaml");
  });

  it("have safe paths that never collide, whatever the names", () => {
    const names = fc.oneof(
      fc.constantFrom("a", "A", "a-2", "../../etc/passwd", "", ".", "a/b", "a\\b", "a\u0000"),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(names, names, names)), (rows) => {
        const files = manifestsOf(rows.map(([kind, namespace, name]) => object(`K${kind}`, { name, namespace })));
        expect(files).toHaveLength(rows.length);
        expect(new Set(files.map(({ path }) => path)).size).toBe(rows.length);
        for (const { path } of files) expect(path).toMatch(/^[a-z0-9][a-z0-9.-]*\/[a-z0-9][a-z0-9.-]*\.yaml$/);
      }),
    );
  });

  it("give way when a numbered name is itself taken", () => {
    const paths = manifestsOf(["a-2", "a", "A", "a"].map((name) => object("Pod", { name }))).map(({ path }) => path);
    expect(paths).toEqual(["pod-a-2", "pod-a", "pod-a-3", "pod-a-4"].map((name) => `cluster/${name}.yaml`));
  });

  it("are YAML that reads back as the object", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (spec) => {
        const [file] = manifestsOf([object("Thing", { name: "t" }, { spec })]);
        expect(parse(file?.text ?? "")).toEqual(
          JSON.parse(JSON.stringify({ apiVersion: "v1", kind: "Thing", metadata: { name: "t" }, spec })),
        );
      }),
    );
  });
});

describe("writing manifests", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "manifests-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const files = (...paths: string[]) => paths.map((path) => ({ path, text: `${path}\n` }));

  it("fills a folder that is new, and replaces what it wrote before", () => {
    const out = join(folder, "deep", "out");
    writeManifests(out, files("a/x.yaml", "b/y.yaml"));
    expect(readFileSync(join(out, "a/x.yaml"), "utf8")).toBe("a/x.yaml\n");
    writeManifests(out, files("b/z.yaml"));
    expect(readdirSync(out, { recursive: true }).sort()).toEqual([".eu-gpu-cloud-manifests", "b", "b/z.yaml"]);
    expect(readdirSync(join(folder, "deep"))).toEqual(["out"]);
  });

  it("refuses a folder that holds something else and leaves it as it was", () => {
    writeFileSync(join(folder, "thesis.doc"), "years of work");
    expect(() => writeManifests(folder, files("a/x.yaml"))).toThrow(/not empty and was not written by --manifests/);
    expect(readdirSync(folder)).toEqual(["thesis.doc"]);
  });

  it("refuses its own folder once somebody has added to it", () => {
    const out = join(folder, "out");
    writeManifests(out, files("a/x.yaml"));
    writeFileSync(join(out, "a", "notes.txt"), "mine");
    expect(() => writeManifests(out, files("a/x.yaml"))).toThrow(
      /holds a\/notes\.txt, which --manifests did not write/,
    );
    expect(readFileSync(join(out, "a", "notes.txt"), "utf8")).toBe("mine");
  });

  it("follows no symbolic link", () => {
    const real = join(folder, "real");
    mkdirSync(real);
    symlinkSync(real, join(folder, "link"));
    expect(() => writeManifests(join(folder, "link"), files("a/x.yaml"))).toThrow(/is a symbolic link/);
    expect(readdirSync(real)).toEqual([]);
    const out = join(folder, "out");
    writeManifests(out, files("a/x.yaml"));
    symlinkSync(real, join(out, "b"));
    expect(() => writeManifests(out, files("b/x.yaml"))).toThrow(/holds b, which/);
    expect(readdirSync(real)).toEqual([]);
  });

  it("refuses a file in the place of the folder", () => {
    writeFileSync(join(folder, "out"), "");
    expect(() => writeManifests(join(folder, "out"), files("a/x.yaml"))).toThrow(/is not a folder/);
  });

  it("leaves the old folder untouched when a file cannot be written", () => {
    const out = join(folder, "out");
    writeManifests(out, files("a/x.yaml"));
    expect(() => writeManifests(out, files("a/y.yaml", "a/y.yaml"))).toThrow(/EEXIST/);
    expect(readdirSync(join(out, "a"))).toEqual(["x.yaml"]);
    expect(readdirSync(folder)).toEqual(["out"]);
  });
});
