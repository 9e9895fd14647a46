import { Budget } from "@pulumi/oci/budget/budget.js";
import { Rule } from "@pulumi/oci/budget/rule.js";
import * as pulumi from "@pulumi/pulumi";
import type { OciBudgetArgs } from "./args.ts";

export interface OciBudgetGuardArgs {
  /** OCID of the tenancy: OCI keeps budgets in the root compartment. */
  readonly tenancyId: pulumi.Input<string>;
  /** Compartment whose spend, with everything below it, is counted. */
  readonly targetCompartmentId: pulumi.Input<string>;
  readonly budget: OciBudgetArgs;
  /** Provider of the tenancy's home region, where budgets are written. */
  readonly homeProvider: pulumi.ProviderResource;
}

/** Largest threshold that the API accepts, in per cent of the amount. */
const largestPercent = 10_000;

/**
 * Monthly budget of the environment. Mails go out at each asked-for share of actual spend, and once when the forecast
 * passes the whole amount: a GPU pool left at its maximum shows there weeks before it shows in the bill.
 */
export class OciBudget extends pulumi.ComponentResource {
  readonly budgetId: pulumi.Output<string>;

  constructor(name: string, args: OciBudgetGuardArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseInvalid(name, args.budget);
    super("sgc:oci:OciBudget", name, {}, opts);

    const child = { parent: this, provider: args.homeProvider };
    const budget = new Budget(
      `${name}-budget`,
      {
        compartmentId: args.tenancyId,
        displayName: name,
        amount: args.budget.monthlyAmount,
        resetPeriod: "MONTHLY",
        targetType: "COMPARTMENT",
        targets: [args.targetCompartmentId],
      },
      child,
    );
    const alert = (type: "ACTUAL" | "FORECAST", percent: number): Rule => {
      const role = `${type.toLowerCase()}-${String(percent).replace(".", "-")}`;
      return new Rule(
        `${name}-${role}`,
        {
          budgetId: budget.id,
          displayName: role,
          type,
          threshold: percent,
          thresholdType: "PERCENTAGE",
          recipients: args.budget.recipients.join(","),
          message: `${name}: ${type === "ACTUAL" ? "spend" : "forecast"} passes ${percent} % of the monthly budget`,
        },
        child,
      );
    };
    for (const percent of args.budget.alertPercents) alert("ACTUAL", percent);
    alert("FORECAST", 100);

    this.budgetId = budget.id;
    this.registerOutputs({ budgetId: this.budgetId });
  }
}

function refuseInvalid(name: string, budget: OciBudgetArgs): void {
  const problems: string[] = [];
  if (!Number.isInteger(budget.monthlyAmount) || budget.monthlyAmount < 1) {
    problems.push(`monthlyAmount is ${budget.monthlyAmount}, accepted: a whole number from 1`);
  }
  for (const percent of budget.alertPercents) {
    if (!(percent > 0 && percent <= largestPercent)) {
      problems.push(`alertPercents has ${percent}, accepted: more than 0, at most ${largestPercent}`);
    }
  }
  if (new Set(budget.alertPercents).size < budget.alertPercents.length)
    problems.push("alertPercents names a share twice");
  if (budget.recipients.length === 0) problems.push("recipients is empty: an alert that reaches nobody is none");
  if (problems.length > 0) throw new pulumi.RunError(`budget ${name}: ${problems.join("; ")}`);
}
