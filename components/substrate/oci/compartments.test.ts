import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../../test/mock-engine.ts";
import { OciCompartments } from "./compartments.ts";

describe("OciCompartments", () => {
  it("puts one compartment for each duty below the environment's", async () => {
    const all = await registrationsOf(() => {
      new OciCompartments("all", { parentCompartmentId: "parent-id", environment: "prod-fra" });
    });
    const made = all.filter(({ type }) => type.endsWith(":Compartment"));
    expect(made.map(({ inputs }) => `${inputs.compartmentId}/${inputs.name}`)).toEqual([
      "parent-id/prod-fra",
      "all-environment-id/network",
      "all-environment-id/security",
      "all-environment-id/platform",
      "all-environment-id/data",
    ]);
    // Without it `destroy` would leave every one of them behind.
    expect(made.every(({ inputs }) => inputs.enableDelete)).toBe(true);
  });
});
