import { Configuration } from "@pulumi/oci/audit/configuration.js";
import * as pulumi from "@pulumi/pulumi";

export interface OciAuditRetentionArgs {
  /** OCID of the tenancy: the setting exists once per tenancy. */
  readonly tenancyId: pulumi.Input<string>;
  /** Days that audit events are kept, 90 to 365. */
  readonly retentionDays: number;
  /** Provider of the tenancy's home region, where tenancy-wide settings are written. */
  readonly homeProvider: pulumi.ProviderResource;
}

/** How long the tenancy keeps its audit events. Tenancy-wide: the last environment to set it wins. */
export class OciAuditRetention extends pulumi.ComponentResource {
  constructor(name: string, args: OciAuditRetentionArgs, opts?: pulumi.ComponentResourceOptions) {
    const { retentionDays } = args;
    if (!Number.isInteger(retentionDays) || retentionDays < 90 || retentionDays > 365) {
      throw new pulumi.RunError(`audit retention ${name}: retentionDays is ${retentionDays}, accepted: 90 to 365`);
    }
    super("sgc:oci:OciAuditRetention", name, {}, opts);

    new Configuration(
      `${name}-configuration`,
      { compartmentId: args.tenancyId, retentionPeriodDays: retentionDays },
      { parent: this, provider: args.homeProvider },
    );
    this.registerOutputs({});
  }
}
