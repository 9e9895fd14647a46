import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PathSegment, pathText } from "../../stacks/environment/path.ts";
import { AssetValue, type PropertyValue, SecretValue, UnknownValue } from "../engine/values.ts";
import { compareInputs, type Difference } from "./compare-inputs.ts";

type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

const { value: anything } = fc.letrec<{ value: Plain }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.boolean(),
    fc.integer(),
    fc.string(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,2}$/), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const inputs = fc.dictionary(fc.stringMatching(/^[a-z]{1,2}$/), anything, { maxKeys: 5, noNullPrototype: true });

/** The old inputs with every difference carried out. */
function applied(before: Record<string, Plain>, differences: readonly Difference[]): unknown {
  const root = structuredClone(before);
  // The last element of a list goes first, so that the indices before it stay right.
  for (const { path, after } of differences.toReversed()) {
    let parent: unknown = root;
    for (const segment of path.slice(0, -1)) parent = Reflect.get(parent as object, segment);
    const last = path.at(-1) as PathSegment;
    if (after !== undefined) Reflect.set(parent as object, last, structuredClone(after));
    else if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else Reflect.deleteProperty(parent as object, last);
  }
  return root;
}

const differences = (before: Record<string, PropertyValue>, after: Record<string, PropertyValue>) =>
  compareInputs(before, after).map(({ path, kind }) => `${pathText(path)} ${kind}`);

describe("two versions of a resource's inputs", () => {
  it("have no difference when they are equal", () => {
    fc.assert(
      fc.property(inputs, (same) => {
        expect(compareInputs(same, structuredClone(same))).toEqual([]);
      }),
    );
  });

  it("have exactly the differences that lead from one to the other", () => {
    fc.assert(
      fc.property(inputs, inputs, (before, after) => {
        const found = compareInputs(before, after);
        // Additions to a list are in ascending order, removals are carried out from its end.
        const additions = found.filter((difference) => difference.before === undefined);
        const others = found.filter((difference) => difference.before !== undefined);
        expect(applied(applied(before, others) as Record<string, Plain>, additions.toReversed())).toEqual(after);
      }),
    );
  });

  it("differ at the place that changed, not above it", () => {
    const spec = (image: string) => ({ spec: { containers: [{ name: "a" }, { name: "b", image }] } });
    expect(differences(spec("x"), spec("y"))).toEqual(["spec.containers[1].image changed"]);
  });

  it("do not differ by what is null and what is absent", () => {
    expect(differences({ a: null }, {})).toEqual([]);
    expect(differences({}, { a: null })).toEqual([]);
  });

  it("do not differ by defaults that the provider filled in, at any depth, and do when the program gives another", () => {
    const before = { name: "n-1a2b", list: [{ size: 3, __defaults: ["size"] }], __defaults: ["name"], __meta: "{}" };
    expect(differences(before, { list: [{}] })).toEqual([]);
    expect(differences(before, { name: "mine", list: [{ size: 4 }] })).toEqual([
      "name changed",
      "list[0].size changed",
    ]);
  });

  it("do not differ by the name that Kubernetes' provider made up, and do when the program gives one", () => {
    const annotations = { "pulumi.com/autonamed": "true" };
    const before = { metadata: { name: "web-1a2b3c4d", annotations } };
    expect(differences(before, { metadata: {} })).toEqual([]);
    expect(differences(before, {})).toEqual([]);
    expect(
      differences(
        { metadata: { ...before.metadata, annotations: { ...annotations, a: "1" } } },
        { metadata: { annotations: { a: "2" } } },
      ),
    ).toEqual(["metadata.annotations.a changed"]);
    expect(differences(before, { metadata: { name: "web" } })).toContain("metadata.name changed");
  });

  it("are unknown where the program waits for the cloud", () => {
    expect(differences({ id: "ocid" }, { id: UnknownValue.instance })).toEqual(["id unknown"]);
    expect(differences({}, { id: UnknownValue.instance })).toEqual(["id unknown"]);
  });

  it("hide what the export holds encrypted", () => {
    const encrypted = new SecretValue(UnknownValue.instance);
    expect(differences({ a: encrypted }, { a: new SecretValue("x") })).toEqual(["a hidden"]);
    expect(differences({ a: encrypted }, { a: UnknownValue.instance })).toEqual(["a hidden"]);
    expect(differences({ a: encrypted }, {})).toEqual(["a changed"]);
  });

  it("are compared secret by secret as a whole when the export holds them in clear", () => {
    const secret = (password: string) => ({ a: new SecretValue({ user: "u", password }) });
    expect(differences(secret("one"), secret("one"))).toEqual([]);
    expect(differences(secret("one"), secret("two"))).toEqual(["a changed"]);
    expect(differences({ a: "x" }, { a: new SecretValue("x") })).toEqual([]);
  });

  it("hide what is behind the path of a file", () => {
    const file = (path: string) => ({ a: new AssetValue("file", path) });
    expect(differences(file("x"), file("x"))).toEqual(["a hidden"]);
    expect(differences(file("x"), file("y"))).toEqual(["a changed"]);
    expect(differences({ a: new AssetValue("text", "t") }, { a: new AssetValue("text", "t") })).toEqual([]);
  });
});
