import { describe, expect, it } from "vitest";
import { isRolledOut, readOnlyPatch } from "./deployment.ts";

const settled = {
  metadata: { generation: 7 },
  spec: { replicas: 2 },
  status: { observedGeneration: 7, replicas: 2, updatedReplicas: 2, availableReplicas: 2 },
};

describe("a roll-out of the registry", () => {
  it("is over when every replica is new and answers", () => {
    expect(isRolledOut(settled)).toBe(true);
  });

  it.each([
    ["the controller has not seen the change", { observedGeneration: 6 }],
    ["an old replica is left", { replicas: 3 }],
    ["a replica is still old", { updatedReplicas: 1 }],
    ["a new replica does not answer yet", { availableReplicas: 1 }],
  ])("is not over while %s", (_why, status) => {
    expect(isRolledOut({ ...settled, status: { ...settled.status, ...status } })).toBe(false);
  });

  it("touches one variable of one container", () => {
    expect(readOnlyPatch("registry", true)).toEqual({
      spec: {
        template: {
          spec: {
            containers: [
              { name: "registry", env: [{ name: "REGISTRY_STORAGE_MAINTENANCE_READONLY", value: '{"enabled":true}' }] },
            ],
          },
        },
      },
    });
    expect(JSON.stringify(readOnlyPatch("registry", false))).toContain('"$patch":"delete"');
  });
});
