import { Provider } from "@pulumi/oci/provider.js";
import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../../test/mock-engine.ts";
import { OciAuditRetention } from "./audit-retention.ts";

const kept = (retentionDays: number) =>
  registrationsOf(() => {
    const homeProvider = new Provider("home", {});
    new OciAuditRetention("audit", { tenancyId: "tenancy", retentionDays, homeProvider });
  });

describe("OciAuditRetention", () => {
  it("sets the tenancy's retention through the home region", async () => {
    const setting = (await kept(365)).find((one) => one.type === "oci:Audit/configuration:Configuration");
    expect(setting?.inputs).toEqual({ compartmentId: "tenancy", retentionPeriodDays: 365 });
    expect(setting?.provider).toBe("home");
  });

  it.each([89, 366, 120.5])("refuses %s days", async (days) => {
    await expect(kept(days)).rejects.toThrow("accepted: 90 to 365");
  });
});
