import { describe, expect, it } from "vitest";
import type { Plan } from "../../plan/model.ts";
import { differencesFromPlan, packsOf } from "./comparison.ts";
import type { EngineEvent, StepState } from "./engine-events.ts";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const urn = "urn:pulumi:s::p::oci:Core/vcn:Vcn::vcn";
const parent = "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s";

const planned = (properties: unknown, changes: Partial<Plan["resources"][number]> = {}) =>
  ({
    resources: [{ urn, type: "oci:Core/vcn:Vcn", name: "vcn", parent, protect: true, properties, ...changes }],
  }) as unknown as Plan;

const registered = (inputs: StepState["inputs"], changes: Partial<StepState> = {}): EngineEvent[] => {
  const state = { urn, type: "oci:Core/vcn:Vcn", parent, protect: true, inputs, ...changes };
  return [{ resourcePreEvent: { metadata: { op: "create", urn, type: state.type, new: state } } }];
};

describe("the real engine's resources beside a plan's", () => {
  it("are the same when every value is, or when only the cloud could tell the plan", () => {
    expect(differencesFromPlan(planned({ a: [1, { b: "c" }] }), registered({ a: [1, { b: "c" }] }))).toEqual([]);
    expect(differencesFromPlan(planned({ id: "[unknown]" }), registered({ id: "ocid1.vcn" }))).toEqual([]);
  });

  it("differ by a value, one line each", () => {
    expect(differencesFromPlan(planned({ a: [1, 2], b: 3 }), registered({ a: [1, 5] }))).toEqual([
      `${urn} a [1]: planned 2, registered 5`,
      `${urn} b: planned 3, registered nothing`,
    ]);
  });

  it("differ when the engine does not know what the plan knew", () => {
    expect(differencesFromPlan(planned({ a: 1 }), registered({ a: unknown }))).toHaveLength(1);
  });

  it("differ when a secret is not one, or the other way round", () => {
    expect(differencesFromPlan(planned({ key: "[secret]" }), registered({ key: "[secret]" }))).toEqual([]);
    expect(differencesFromPlan(planned({ key: "[secret]" }), registered({ key: "clear" }))).toHaveLength(1);
    expect(differencesFromPlan(planned({ key: "clear" }), registered({ key: "[secret]" }))).toHaveLength(1);
  });

  it("differ by a dropped protect, a parent, and a resource that only one of them has", () => {
    expect(differencesFromPlan(planned({}), registered({}, { protect: false }))).toEqual([
      `${urn} protect: planned true, registered false`,
    ]);
    expect(differencesFromPlan(planned({}), registered({}, { parent: "" }))).toHaveLength(1);
    expect(differencesFromPlan(planned({}), [])).toEqual([`${urn}: planned, not registered`]);
    expect(differencesFromPlan({ resources: [] } as unknown as Plan, registered({}))).toEqual([`${urn}: not planned`]);
  });
});

describe("the packs that judged", () => {
  it("are those that the engine asked, each once", () => {
    const asked = (policyPackName: string) => ({
      policyAnalyzeSummaryEvent: { policyPackName, policyPackVersion: "1" },
    });
    expect(packsOf([asked("b"), asked("a"), asked("b")])).toEqual(["a 1", "b 1"]);
    expect(packsOf([])).toEqual([]);
  });
});
