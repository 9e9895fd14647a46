import { Provider } from "@pulumi/oci/provider.js";
import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../../test/mock-engine.ts";
import type { OciBudgetArgs } from "./args.ts";
import { OciBudget } from "./budget.ts";

const asked: OciBudgetArgs = {
  monthlyAmount: 20_000,
  alertPercents: [50, 92.5],
  recipients: ["ops@example.eu", "cfo@example.eu"],
};
const budgetOf = (budget: OciBudgetArgs) =>
  registrationsOf(() => {
    const homeProvider = new Provider("home", {});
    new OciBudget("spend", { tenancyId: "tenancy", targetCompartmentId: "environment-id", budget, homeProvider });
  });

describe("OciBudget", () => {
  it("counts what the environment spends in a month", async () => {
    const budget = (await budgetOf(asked)).find((one) => one.type === "oci:Budget/budget:Budget");
    expect(budget?.inputs).toEqual({
      compartmentId: "tenancy",
      displayName: "spend",
      amount: 20_000,
      resetPeriod: "MONTHLY",
      targetType: "COMPARTMENT",
      targets: ["environment-id"],
    });
  });

  it("warns everybody at each share of actual spend, and once when the forecast passes the whole", async () => {
    const rules = (await budgetOf(asked)).filter((one) => one.type === "oci:Budget/rule:Rule");
    expect(rules.map(({ name, inputs }) => [name, inputs.type, inputs.threshold])).toEqual([
      ["spend-actual-50", "ACTUAL", 50],
      ["spend-actual-92-5", "ACTUAL", 92.5],
      ["spend-forecast-100", "FORECAST", 100],
    ]);
    for (const rule of rules) {
      expect(rule.inputs).toMatchObject({ thresholdType: "PERCENTAGE", recipients: "ops@example.eu,cfo@example.eu" });
      expect(rule.provider).toBe("home");
    }
  });

  it("names every mistake at once", async () => {
    const wrong = budgetOf({ monthlyAmount: 0.5, alertPercents: [0, 80, 80], recipients: [] });
    await expect(wrong).rejects.toThrow(/monthlyAmount is 0.5.*alertPercents has 0.*twice.*reaches nobody/);
  });
});
