import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StateResource } from "../../plan/against/exported-state.ts";
import { exportText } from "../../plan/against/testing/export-of.ts";
import { signature, signatureKey } from "../../plan/engine/codec.ts";
import { Refusal } from "../refusal.ts";
import { destroyStages } from "./destroy-stages.ts";
import { lossesOf } from "./losses.ts";
import { parseState } from "./read-state.ts";

/** As an export writes it. */
type Sketch = { readonly type: string; readonly name: string; readonly [field: string]: unknown };
const urnOf = ({ type, name }: { readonly type: string; readonly name: string }) => `urn:pulumi:s::p::${type}::${name}`;
const provider = { type: "pulumi:providers:kubernetes", name: "k" };
const byProvider = { provider: `${urnOf(provider)}::id` };

function stateOf(...sketches: readonly Sketch[]): readonly StateResource[] {
  const resources = sketches.map(({ name, ...rest }) => ({
    urn: urnOf({ type: rest.type, name }),
    custom: true,
    inputs: {},
    ...rest,
  }));
  return parseState(exportText(resources), "s").resources;
}

const cluster = { type: "oci:ContainerEngine/cluster:Cluster", name: "cluster" };
const claim = { type: "kubernetes:core/v1:PersistentVolumeClaim", name: "redis", ...byProvider };
const service = (kind: unknown) => ({
  type: "kubernetes:core/v1:Service",
  name: "edge",
  inputs: { spec: { type: kind } },
  ...byProvider,
});
const named = (stages: ReturnType<typeof destroyStages>) =>
  stages.map(({ urns }) => urns.map((urn) => urn.split("::").at(-1)));

describe("an environment is destroyed", () => {
  it("load balancers and volumes first, then the rest of Kubernetes, then the machines", () => {
    const state = stateOf(
      cluster,
      { ...provider, dependencies: [urnOf(cluster)] },
      { type: "kubernetes:core/v1:Namespace", name: "beta9", ...byProvider },
      claim,
      { type: "kubernetes:apps/v1:StatefulSet", name: "redis-server", ...byProvider },
      service("LoadBalancer"),
      { type: "kubernetes:core/v1:ConfigMap", name: "settings", ...byProvider },
    );
    expect(named(destroyStages(state))).toEqual([
      ["redis", "redis-server", "edge"],
      ["beta9", "settings"],
      ["cluster", "k"],
    ]);
  });

  it("with what uses a volume, although only its namespace says so", () => {
    const at = (namespace: string) => ({ inputs: { metadata: { namespace } }, ...byProvider });
    const state = stateOf(
      { ...claim, ...at("beta9") },
      { type: "kubernetes:apps/v1:StatefulSet", name: "server", ...at("beta9") },
      { type: "kubernetes:apps/v1:Deployment", name: "elsewhere", ...at("edge") },
    );
    expect(named(destroyStages(state))).toEqual([["redis", "server"], ["elsewhere"]]);
  });

  it("with what depends on it in any way", () => {
    const on = urnOf(claim);
    const state = stateOf(
      claim,
      { type: "kubernetes:core/v1:ConfigMap", name: "a", dependencies: [on], ...byProvider },
      { type: "kubernetes:core/v1:ConfigMap", name: "b", propertyDependencies: { data: [on] }, ...byProvider },
      { type: "kubernetes:core/v1:ConfigMap", name: "c", parent: on, ...byProvider },
      { type: "kubernetes:core/v1:ConfigMap", name: "d", deletedWith: on, ...byProvider },
      { type: "kubernetes:core/v1:ConfigMap", name: "e", ...byProvider },
    );
    expect(named(destroyStages(state))).toEqual([["redis", "a", "b", "c", "d"], ["e"]]);
  });

  it("keeping services that have no load balancer for later, and taking one whose kind is encrypted for one", () => {
    expect(named(destroyStages(stateOf(service("ClusterIP"))))).toEqual([["edge"]]);
    expect(destroyStages(stateOf(service("ClusterIP")))[0]?.name).toBe("everything else in Kubernetes");
    const hidden = { ...service(""), inputs: { spec: { [signatureKey]: signature.secret, ciphertext: "v1:x" } } };
    expect(destroyStages(stateOf(hidden))[0]?.name).toBe("load balancers and volumes");
  });

  it("in one stage when there is nothing in Kubernetes, and in none when there is nothing", () => {
    expect(destroyStages(stateOf(cluster)).map(({ name }) => name)).toEqual(["cluster, network and everything else"]);
    expect(destroyStages([])).toEqual([]);
  });

  it("so that nothing goes before what depends on it", () => {
    const kinds = [claim.type, "kubernetes:core/v1:ConfigMap", "kubernetes:apps/v1:Deployment", "oci:Core/vcn:Vcn"];
    const sketch = fc.record({ kind: fc.nat(3), needs: fc.array(fc.nat(30), { maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(sketch, { maxLength: 30 }), (sketches) => {
        const urn = (index: number) => urnOf({ type: kinds[sketches[index]?.kind ?? 0] ?? "", name: `r${index}` });
        const state = stateOf(
          ...sketches.map(({ kind, needs }, index) => ({
            type: kinds[kind] ?? "",
            name: `r${index}`,
            dependencies: needs.filter((need) => need < index).map(urn),
            ...(kind < 3 ? byProvider : {}),
          })),
        );
        const stages = destroyStages(state);
        const stageOf = new Map(stages.flatMap(({ urns }, stage) => urns.map((one) => [one, stage] as const)));
        expect(stageOf.size).toBe(state.length);
        for (const { urn: dependent, dependencies } of state) {
          for (const need of dependencies) {
            expect(stageOf.get(dependent)).toBeLessThanOrEqual(stageOf.get(need) ?? -1);
          }
        }
      }),
    );
  });
});

describe("what nobody can bring back", () => {
  it("is what holds data and what is protected, and not what the program only refers to", () => {
    const vcn = { type: "oci:Core/vcn:Vcn", name: "net" };
    const state = stateOf(claim, { ...vcn, protect: true }, cluster, { ...claim, name: "read", external: true });
    expect(lossesOf(state).map(({ name, lost }) => `${name}: ${lost}`)).toEqual([
      "redis: the disk that it claims",
      "net: protected: everything else needs it",
      "cluster: every Kubernetes object, volume claims among them",
    ]);
  });

  it("goes from the state with what it depends on, although it is only referred to", () => {
    const state = stateOf(claim, {
      type: "kubernetes:core/v1:Secret",
      name: "read",
      external: true,
      dependencies: [urnOf(claim)],
      ...byProvider,
    });
    expect(named(destroyStages(state))).toEqual([["redis", "read"]]);
  });
});

describe("what the CLI prints for a state", () => {
  it.each([["{"], ["[]"], ['{"version": 1, "deployment": {}}'], ['{"version": 3, "deployment": {"resources": [{}]}}']])(
    "is refused when it is %s, with the reason and one step",
    (text) => {
      expect(() => parseState(text, "prod")).toThrow(Refusal);
      expect(() => parseState(text, "prod")).toThrow(/^what pulumi stack export -s prod prints .+\n {2}next: /);
    },
  );
});
