import { Provider } from "@pulumi/oci/provider.js";
import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../../test/mock-engine.ts";
import { OciQuota } from "./quota.ts";
import { regionById } from "./regions.ts";

describe("OciQuota", () => {
  it("leaves no room outside the region, in the tenancy's root where OCI keeps quotas", async () => {
    const region = regionById("eu-frankfurt-1");
    if (!region) throw new Error("no region");
    const made = await registrationsOf(() => {
      const homeProvider = new Provider("home", {});
      new OciQuota("quota", { tenancyId: "tenancy", compartmentName: "prod-fra", region, homeProvider });
    });
    const quota = made.find((one) => one.type === "oci:Limits/quota:Quota");
    expect(quota?.provider).toBe("home");
    expect(quota?.inputs.compartmentId).toBe("tenancy");
    for (const statement of quota?.inputs.statements ?? []) {
      expect(statement).toMatch(/^zero .* in compartment prod-fra .*'eu-frankfurt-1'/);
    }
    expect(quota?.inputs.statements).not.toHaveLength(0);
  });
});
