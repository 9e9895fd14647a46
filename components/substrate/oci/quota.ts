import { Quota } from "@pulumi/oci/limits/quota.js";
import * as pulumi from "@pulumi/pulumi";
import { regionQuotaStatements } from "./quota-statements.ts";
import type { OciRegion } from "./regions.ts";

export interface OciQuotaArgs {
  /** OCID of the tenancy: OCI keeps quota policies in the root compartment. */
  readonly tenancyId: pulumi.Input<string>;
  /**
   * Name of the environment's compartment; below the root, its path from there with `:` between the names. Taken from
   * the compartment itself, so that the quota is written after it.
   */
  readonly compartmentName: pulumi.Input<string>;
  /** The only region in which the environment may hold anything. */
  readonly region: OciRegion;
  /** Provider of the tenancy's home region, where quotas are written. */
  readonly homeProvider: pulumi.ProviderResource;
}

/** Leaves the environment no room outside its region: a second line that holds for people with the console, too. */
export class OciQuota extends pulumi.ComponentResource {
  constructor(name: string, args: OciQuotaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sgc:oci:OciQuota", name, {}, opts);

    new Quota(
      `${name}-quota`,
      {
        compartmentId: args.tenancyId,
        name,
        description: `Nothing outside ${args.region.id}`,
        statements: pulumi
          .output(args.compartmentName)
          .apply((compartmentName) => regionQuotaStatements({ region: args.region, compartmentName })),
      },
      { parent: this, provider: args.homeProvider },
    );
    this.registerOutputs({});
  }
}
