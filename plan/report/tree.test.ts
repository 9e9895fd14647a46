import { describe, expect, it } from "vitest";
import type { Plan } from "../model.ts";
import { prodFra } from "./testing/sample-plan.ts";
import { resourceTree, type Twig } from "./tree.ts";

type Resource = Plan["resources"][number];
const resource = (type: string, name: string, parent = "", properties: unknown = {}): Resource => ({
  urn: name,
  type,
  name,
  parent,
  protect: false,
  properties,
});
const pool = (name: string, parent: string, tags?: object) =>
  resource("oci:ContainerEngine/nodePool:NodePool", name, parent, { nodeShape: "VM.GPU.A10.1", freeformTags: tags });
const lines = (twigs: readonly Twig[]): readonly string[] =>
  twigs.flatMap(({ noun, name, detail, children }) => [
    [noun, name, detail].filter(Boolean).join(" "),
    ...lines(children),
  ]);

describe("the resource tree", () => {
  it("folds three alike siblings with what is inside them, and two not", () => {
    const rules = ["a", "b", "c"].flatMap((group) => [
      resource("oci:Core/networkSecurityGroup:NetworkSecurityGroup", group),
      ...[1, 2].map((rule) => resource("x:y/securityRule:SecurityRule", `${group}-${rule}`, group)),
    ]);
    expect(lines(resourceTree(rules))).toEqual(["3 NSGs with 6 security rules"]);
    expect(lines(resourceTree(rules.slice(0, 6)))).toEqual([
      "NSG a",
      "security rule a-1",
      "security rule a-2",
      "NSG b",
      "security rule b-1",
      "security rule b-2",
    ]);
  });

  it("begins below the stack and says a component around one resource in one line", () => {
    const stack = resource("pulumi:pulumi:Stack", "stack");
    const component = resource("sgc:oci:OciBastion", "bastion", "stack");
    const inside = resource("oci:Bastion/bastion:Bastion", "inside", "bastion");
    expect(lines(resourceTree([stack, component, inside]))).toEqual(["OCI bastion bastion"]);
    expect(lines(resourceTree(prodFra().resources))[0]).toBe("OCI substrate cloud");
  });

  it("keeps every pool and its size apart until there are many", () => {
    const pools = Array.from({ length: 8 }, (_, index) =>
      pool(`p${index}`, "", { "eu-gpu-cloud-min-nodes": "1", "eu-gpu-cloud-max-nodes": "3" }),
    );
    expect(lines(resourceTree(pools))).toHaveLength(8);
    expect(lines(resourceTree(pools))[0]).toBe("node pool p0 VM.GPU.A10.1, 1 to 3 nodes");
    const more = [...pools, pool("p8", "", { "eu-gpu-cloud-min-nodes": "0", "eu-gpu-cloud-max-nodes": "2" })];
    expect(lines(resourceTree(more)).at(-1)).toBe("6 more node pools 5 to 17 nodes");
  });

  it("gives no sum of nodes when one pool does not say its size", () => {
    const pools = Array.from({ length: 9 }, (_, index) =>
      pool(`p${index}`, "", index === 8 ? {} : { "eu-gpu-cloud-min-nodes": "1", "eu-gpu-cloud-max-nodes": "3" }),
    );
    expect(lines(resourceTree(pools)).at(-1)).toBe("6 more node pools");
  });

  it("says what a pool begins with, and no bounds, when its tags state none", () => {
    const untagged = resource("oci:ContainerEngine/nodePool:NodePool", "p", "", { nodeConfigDetails: { size: 3 } });
    expect(lines(resourceTree([untagged]))).toEqual(["node pool p 3 nodes at first"]);
  });

  it("does not hide a copy to another region in a count", () => {
    const buckets = ["a", "b", "c"].map((name) => resource("oci:ObjectStorage/bucket:Bucket", name));
    const copy = resource("oci:ObjectStorage/replicationPolicy:ReplicationPolicy", "copy", "b", {
      destinationRegionName: "uk-london-1",
    });
    expect(lines(resourceTree(buckets))).toEqual(["3 buckets"]);
    expect(lines(resourceTree([...buckets, copy]))).toContain("bucket b replication policy uk-london-1");
  });

  it("shows resources whose parent is not in the plan", () => {
    expect(lines(resourceTree([resource("a:b:Thing", "orphan", "elsewhere")]))).toEqual(["thing orphan"]);
  });
});
