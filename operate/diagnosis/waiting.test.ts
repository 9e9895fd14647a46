import { describe, expect, it } from "vitest";
import { errorText, parseEngineEvent } from "./engine-event.ts";
import { afterEvent, overdueSteps, type RunningSteps, renderOverdue } from "./waiting.ts";

const pool = "urn:pulumi:prod-fra::eu-gpu-cloud::oci:ContainerEngine/nodePool:NodePool::prod-fra-gpu-a10-pool";
const begin = (timestamp: number, op = "create", planning = false) => ({
  timestamp,
  resourcePreEvent: { planning, metadata: { op, urn: pool, type: "oci:ContainerEngine/nodePool:NodePool" } },
});
const end = (timestamp: number) => ({
  timestamp,
  resOutputsEvent: { planning: false, metadata: { op: "create", urn: pool, type: "" } },
});
const stepsAfter = (...events: Parameters<typeof afterEvent>[1][]): RunningSteps =>
  events.reduce<RunningSteps>((steps, event) => afterEvent(steps, event), new Map());

describe("a step that takes long", () => {
  it("is overdue after the time that such steps take, and again after as long", () => {
    const steps = stepsAfter(begin(0));
    const timesAt = (minutes: number) => overdueSteps(steps, minutes * 60).map(({ times }) => times);
    expect([14, 15, 29, 30].map(timesAt)).toEqual([[], [1], [1], [2]]);
  });

  it("is over when it has ended or failed", () => {
    expect(overdueSteps(stepsAfter(begin(0), end(60)), 7200)).toEqual([]);
    const failed = { timestamp: 9, resOpFailedEvent: { metadata: { op: "create", urn: pool, type: "" } } };
    expect(overdueSteps(stepsAfter(begin(0), failed), 7200)).toEqual([]);
  });

  it("is none in a preview, and none when nothing changes", () => {
    expect(overdueSteps(stepsAfter(begin(0, "create", true)), 7200)).toEqual([]);
    expect(overdueSteps(stepsAfter(begin(0, "same")), 7200)).toEqual([]);
  });

  it("is named with what it waits for, why it may take longer, and one step", () => {
    const [overdue] = overdueSteps(stepsAfter(begin(0)), 16 * 60);
    expect(overdue && renderOverdue(overdue)).toMatchInlineSnapshot(`
      "waiting for 16 minutes: create of NodePool prod-fra-gpu-a10-pool
        virtual machines join in 5 to 10 minutes, bare metal in up to 30; when it takes longer, it is mostly
        - no free host of the shape in the availability domain (out of host capacity)
        - machines that start and never join: security rules, service gateway, start-up script
        - a policy for the disks' key that has not reached the service yet
        next: oci ce work-request list --compartment-id COMPARTMENT --resource-id NODEPOOL says which
      "
    `);
  });

  it("of an unknown type is waited for longer", () => {
    const type = "oci:Other/thing:Thing";
    const metadata = { op: "create", urn: `urn:pulumi:s::p::${type}::x`, type };
    const steps = stepsAfter({ timestamp: 0, resourcePreEvent: { planning: false, metadata } });
    expect(overdueSteps(steps, 19 * 60)).toEqual([]);
    expect(overdueSteps(steps, 20 * 60)).toHaveLength(1);
  });
});

describe("the engine's event log", () => {
  it("gives errors without the CLI's colour marks", () => {
    const message = "<{%reset%}>Out of host capacity<{%reset%}>";
    const event = parseEngineEvent(JSON.stringify({ timestamp: 1, diagnosticEvent: { severity: "error", message } }));
    expect(event && errorText(event)).toBe("Out of host capacity");
    const warning = parseEngineEvent(
      JSON.stringify({ timestamp: 1, diagnosticEvent: { severity: "warning", message } }),
    );
    expect(warning && errorText(warning)).toBeUndefined();
  });

  it("may end in half a line", () => {
    expect(parseEngineEvent('{"timestamp": 1, "diagn')).toBeUndefined();
    expect(parseEngineEvent("[]")).toBeUndefined();
  });
});
