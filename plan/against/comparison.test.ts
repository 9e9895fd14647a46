import { describe, expect, it } from "vitest";
import { pathText } from "../../stacks/environment/path.ts";
import { SecretValue, UnknownValue } from "../engine/values.ts";
import type { PlannedResource } from "../model.ts";
import { Comparison } from "./comparison.ts";
import { parseExport } from "./read-export.ts";
import { changeReport } from "./report.ts";
import { exportedResource, exportText } from "./testing/export-of.ts";
import { resourceOf, urnOf } from "./testing/resources.ts";

const vault = "oci:Kms/vault:Vault";
const key = "oci:Kms/key:Key";
const bucket = "oci:ObjectStorage/bucket:Bucket";
const group = "oci:Identity/group:Group";
const membership = "oci:Identity/userGroupMembership:UserGroupMembership";
const deployment = "kubernetes:apps/v1:Deployment";
const secret = "kubernetes:core/v1:Secret";
const job = "kubernetes:batch/v1:Job";
const kubernetes = "pulumi:providers:kubernetes";
const unknown = UnknownValue.instance;

interface Situation {
  /** What was deployed, and what the state says of each besides. */
  readonly before: readonly (PlannedResource | readonly [PlannedResource, object])[];
  readonly after: readonly PlannedResource[];
}

function compare({ before, after }: Situation) {
  const resources = before.map((entry) => {
    const [resource, state] = Array.isArray(entry) ? entry : [entry, {}];
    return { ...exportedResource(resource as PlannedResource), ...(state as object) };
  });
  const state = parseExport(exportText(resources), "state.json");
  const comparison = new Comparison(state);
  const answers = after.map((resource) => comparison.register(resource));
  return { answers, steps: comparison.steps(), report: changeReport(comparison.steps(), state, "state.json", String) };
}

/** `replace name: path path` for every resource that does not stay. */
function outcome(situation: Situation): readonly string[] {
  return compare(situation).steps.flatMap(({ kind, planned, old, differences }) => {
    if (kind === "same") return [];
    const paths = differences.map(({ path }) => pathText(path));
    return [`${kind} ${planned?.name ?? old?.name}${paths.length > 0 ? `: ${paths.join(" ")}` : ""}`];
  });
}

describe("a program compared with a state", () => {
  it("changes nothing that is as it was", () => {
    const all = [resourceOf(vault, "v", { vaultType: "DEFAULT" }), resourceOf(bucket, "b", { name: "b" })];
    expect(outcome({ before: all, after: all })).toEqual([]);
  });

  it("creates what the state does not have and deletes what the program does not", () => {
    const situation = { before: [resourceOf(vault, "old")], after: [resourceOf(vault, "new")] };
    expect(outcome(situation)).toEqual(["create new", "delete old"]);
  });

  it("updates in place or replaces, as the provider would", () => {
    const before = [resourceOf(vault, "v", { vaultType: "DEFAULT", displayName: "a" })];
    expect(outcome({ before, after: [resourceOf(vault, "v", { vaultType: "DEFAULT", displayName: "b" })] })).toEqual([
      "update v: displayName",
    ]);
    expect(
      outcome({ before, after: [resourceOf(vault, "v", { vaultType: "VIRTUAL_PRIVATE", displayName: "a" })] }),
    ).toEqual(["replace v: vaultType"]);
  });

  it("says unknown of a type that nobody has looked at, and says so", () => {
    const type = "aws:s3/bucket:Bucket";
    const situation = { before: [resourceOf(type, "b", { a: 1 })], after: [resourceOf(type, "b", { a: 2 })] };
    expect(outcome(situation)).toEqual(["unknown b: a"]);
    expect(compare(situation).steps[0]?.reasons).toEqual(["nobody has looked at what a change of this type does"]);
  });

  it("leaves alone what the program asks to ignore", () => {
    const before = [resourceOf(deployment, "d", { spec: { replicas: 1, ports: [{ port: 1, node: 5 }] } })];
    const rest = { ignoreChanges: ["spec.replicas", "spec.ports[*].node"] };
    const after = [resourceOf(deployment, "d", { spec: { replicas: 2, ports: [{ port: 1, node: 6 }] } }, rest)];
    expect(outcome({ before, after })).toEqual([]);
  });

  it("replaces on what the program says replaces", () => {
    const before = [resourceOf(deployment, "d", { spec: { replicas: 1 } })];
    const rest = { replaceOnChanges: ["spec.replicas"] };
    expect(outcome({ before, after: [resourceOf(deployment, "d", { spec: { replicas: 2 } }, rest)] })).toEqual([
      "replace d: spec.replicas",
    ]);
  });

  it("finds a renamed resource by its alias, and the children of a renamed parent", () => {
    const component = (name: string, aliases: readonly string[] = []) =>
      resourceOf("sgc:x:Pool", name, {}, { custom: false, aliases });
    const child = (name: string, parent: PlannedResource) =>
      resourceOf(bucket, name, { name: "fixed" }, { parent: parent.urn, urn: urnOf(bucket, name, "sgc:x:Pool") });
    const [old, renamed] = [component("a"), component("b", [urnOf("sgc:x:Pool", "a")])];
    const situation = { before: [old, child("a-data", old)], after: [renamed, child("b-data", renamed)] };
    expect(outcome(situation)).toEqual([]);
  });

  it("does not count what is only read as made or deleted", () => {
    const read = resourceOf(vault, "v", {}, { external: true });
    expect(outcome({ before: [read], after: [read] })).toEqual([]);
    expect(outcome({ before: [read], after: [] })).toEqual([]);
  });
});

describe("what depends on a resource", () => {
  const on = (name: string, type = vault) => ({ propertyDependencies: { vaultId: [urnOf(type, name)] } });

  it("is told the outputs of one that stays or is updated, and none of one that is made anew", () => {
    const before = [resourceOf(vault, "v", { vaultType: "DEFAULT", displayName: "a" })];
    const answered = (properties: Record<string, string>) =>
      compare({ before, after: [resourceOf(vault, "v", properties)] }).answers[0];
    expect(answered({ vaultType: "DEFAULT", displayName: "a" })?.id).toBe("id-of-v");
    expect(answered({ vaultType: "DEFAULT", displayName: "b" })).toEqual({
      id: "id-of-v",
      outputs: { vaultType: "DEFAULT", displayName: "b" },
    });
    expect(answered({ vaultType: "VIRTUAL_PRIVATE", displayName: "a" })).toBeUndefined();
  });

  it("changes with it when it is made anew, and is replaced where that forces a replacement", () => {
    const before = [
      resourceOf(vault, "v", { vaultType: "DEFAULT" }),
      resourceOf("oci:Vault/secret:Secret", "s", { vaultId: "id-of-v" }, on("v")),
    ];
    const after = [
      resourceOf(vault, "v", { vaultType: "VIRTUAL_PRIVATE" }),
      resourceOf("oci:Vault/secret:Secret", "s", { vaultId: unknown }, on("v")),
    ];
    expect(outcome({ before, after })).toEqual(["replace v: vaultType", "replace s: vaultId"]);
  });

  it("is not called changed when a value is unknown for another reason, and is said not to be compared", () => {
    const before = [resourceOf(key, "k", { managementEndpoint: "https://a" })];
    const after = [resourceOf(key, "k", { managementEndpoint: unknown })];
    expect(outcome({ before, after })).toEqual([]);
    expect(compare({ before, after }).report.uncompared).toMatchObject([{ name: "k", paths: ["managementEndpoint"] }]);
  });

  it("goes with one that is deleted before it is made again, when its input comes from it", () => {
    const dependent = { propertyDependencies: { groupId: [urnOf(group, "g")] } };
    const member = resourceOf(membership, "m", { groupId: "id-of-g", userId: "u" }, dependent);
    const unrelated = resourceOf(membership, "n", { groupId: "x", userId: "u" });
    const before = [resourceOf(group, "g", { name: "old" }), member, unrelated];
    const after = [
      resourceOf(group, "g", { name: "new" }),
      resourceOf(membership, "m", { groupId: unknown, userId: "u" }, dependent),
      unrelated,
    ];
    expect(outcome({ before, after })).toEqual(["replace g: name", "replace m: groupId"]);
    // It goes although the program writes its new value down.
    const written = [after[0], { ...member, properties: { groupId: "id-of-g", userId: "u" } }, unrelated];
    expect(outcome({ before, after: written as PlannedResource[] })).toEqual(["replace g: name", "replace m"]);
  });

  it("stays when its provider is updated and is replaced with a provider of another cluster", () => {
    const provider = (kubeconfig: string | UnknownValue, rest: object = {}) =>
      resourceOf(kubernetes, "p", { kubeconfig, namespace: "a", ...rest });
    const served = resourceOf(deployment, "d", { spec: {} }, { provider: urnOf(kubernetes, "p") });
    const cluster = resourceOf("oci:ContainerEngine/cluster:Cluster", "c");
    const before = [provider("old"), served];
    expect(outcome({ before, after: [provider("old", { namespace: "b" }), served] })).toEqual(["update p: namespace"]);
    expect(outcome({ before, after: [provider("new"), served] })).toEqual(["unknown p: kubeconfig", "unknown d"]);
    const anew = { ...provider(unknown), propertyDependencies: { kubeconfig: [cluster.urn] } };
    expect(outcome({ before, after: [cluster, anew, served] })).toEqual([
      "create c",
      "replace p: kubeconfig",
      "replace d",
    ]);
  });

  it("stays when the version of a default provider changes", () => {
    const provider = (version: string) => resourceOf("pulumi:providers:oci", `default_${version}`, { version });
    const served = (version: string) => resourceOf(bucket, "b", {}, { provider: provider(version).urn });
    const [old, next] = ["4_19_0", "4_20_0"];
    const situation = { before: [provider(old), served(old)], after: [provider(next), served(next)] };
    expect(outcome(situation)).toEqual(["create default_4_20_0", "delete default_4_19_0"]);
  });
});

describe("a state after an interrupted pulumi up", () => {
  const old = resourceOf(vault, "v", { vaultType: "DEFAULT" });

  it("has a half of a replacement left to delete", () => {
    expect(outcome({ before: [old, [old, { delete: true }]], after: [old] })).toEqual(["delete v"]);
  });

  it("has a resource that was deleted and not made again", () => {
    expect(outcome({ before: [[old, { pendingReplacement: true }]], after: [old] })).toEqual(["create v"]);
  });

  it("has a resource that was marked for replacement", () => {
    expect(outcome({ before: [[old, { taint: true }]], after: [old] })).toEqual(["replace v"]);
  });
});

describe("data", () => {
  const named = (name: string, rest: Partial<PlannedResource> = {}) => resourceOf(bucket, "b", { name }, rest);
  const risks = (situation: Situation) =>
    compare(situation).report.dataAtRisk.map(
      ({ kind, name, protect }) => `${kind} ${name}${protect ? " refused" : ""}`,
    );

  it("is at risk when what holds it is replaced or deleted, and says whether protect stops it", () => {
    const kept = { protect: true };
    expect(risks({ before: [named("a", kept)], after: [named("b", kept)] })).toEqual(["replace b refused"]);
    expect(risks({ before: [named("a")], after: [named("b")] })).toEqual(["replace b"]);
    expect(risks({ before: [named("a", kept)], after: [] })).toEqual(["delete b refused"]);
    expect(risks({ before: [named("a", kept)], after: [named("a", kept)] })).toEqual([]);
  });

  it("is not saved by a protection that the same change takes away", () => {
    expect(risks({ before: [named("a", { protect: true })], after: [named("b")] })).toEqual(["replace b"]);
  });

  it("is not at risk when the cloud keeps what the state forgets, nor with what holds none", () => {
    expect(risks({ before: [[named("a"), { retainOnDelete: true }]], after: [] })).toEqual([]);
    expect(risks({ before: [resourceOf(deployment, "d")], after: [] })).toEqual([]);
  });
});

describe("a secret", () => {
  const canary = "canary-9d1e77f0";

  it("is in no report, whatever the state marks and whatever changes", () => {
    const show = (value: unknown) => (value instanceof SecretValue ? "[secret]" : JSON.stringify(value));
    const before = resourceOf(secret, "s", { stringData: { a: `${canary}-old` }, metadata: { name: "s" } });
    const after = resourceOf(secret, "s", {
      stringData: { a: `${canary}-new` },
      data: { b: new SecretValue(canary) },
      metadata: { name: "s" },
    });
    const state = parseExport(exportText([exportedResource(before)]), "f");
    const comparison = new Comparison(state);
    comparison.register(after);
    const report = changeReport(comparison.steps(), state, "f", show);
    expect(report.changes).toMatchObject([{ kind: "replace", deletesFirst: true }]);
    expect(JSON.stringify(report)).not.toContain(canary);
    expect(report.changes[0]?.properties.map(({ path }) => path)).toEqual(["data.a", "data.b"]);
  });

  it("that the export holds encrypted is not called changed", () => {
    const with_ = (value: string) => resourceOf(job, "j", { metadata: { token: new SecretValue(value) } });
    expect(outcome({ before: [with_("a")], after: [with_("b")] })).toEqual([]);
  });
});

describe("the time that a comparison takes", () => {
  it("grows with the resources, not with their square: 5,000 of them are each looked at once", () => {
    const chain = Array.from({ length: 5000 }, (_, index) =>
      resourceOf(
        membership,
        `m${index}`,
        { groupId: `id-of-m${index - 1}`, userId: "u" },
        {
          propertyDependencies: index === 0 ? {} : { groupId: [urnOf(membership, `m${index - 1}`)] },
        },
      ),
    );
    expect(outcome({ before: chain, after: chain })).toEqual([]);
  });
});
