import { Log } from "@pulumi/oci/logging/log.js";
import { LogGroup } from "@pulumi/oci/logging/logGroup.js";
import * as pulumi from "@pulumi/pulumi";

export interface OciFlowLogsArgs {
  readonly compartmentId: pulumi.Input<string>;
  /** Role → subnet whose traffic is recorded. */
  readonly subnetIds: Readonly<Record<string, pulumi.Input<string>>>;
  /** Purpose → bucket whose writes are recorded. */
  readonly bucketNames: Readonly<Record<string, pulumi.Input<string>>>;
  /** Days that the logs are kept: 30, 60, 90, 120, 150 or 180. */
  readonly retentionDays: number;
}

const retentionSteps = [30, 60, 90, 120, 150, 180];

/** Who talked to whom and who wrote what: flow logs of every subnet, write logs of every bucket (CIS OCI 4.13, 4.17). */
export class OciFlowLogs extends pulumi.ComponentResource {
  readonly logGroupId: pulumi.Output<string>;

  constructor(name: string, args: OciFlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    if (!retentionSteps.includes(args.retentionDays)) {
      throw new pulumi.RunError(
        `flow logs ${name}: retentionDays is ${args.retentionDays}, accepted: ${retentionSteps.join(", ")}`,
      );
    }
    super("sgc:oci:OciFlowLogs", name, {}, opts);

    const group = new LogGroup(
      `${name}-group`,
      {
        compartmentId: args.compartmentId,
        displayName: name,
        description: "Flow logs of the subnets and write logs of the buckets",
      },
      { parent: this },
    );
    const record = (role: string, service: string, category: string, resource: pulumi.Input<string>): Log =>
      new Log(
        `${name}-${role}`,
        {
          displayName: `${name}-${role}`,
          logGroupId: group.id,
          logType: "SERVICE",
          isEnabled: true,
          retentionDuration: args.retentionDays,
          configuration: {
            compartmentId: args.compartmentId,
            source: { sourceType: "OCISERVICE", service, category, resource },
          },
        },
        { parent: this },
      );
    for (const [role, subnetId] of Object.entries(args.subnetIds))
      record(`subnet-${role}`, "flowlogs", "all", subnetId);
    // Object Storage names a bucket by its name here, not by an OCID.
    for (const [purpose, bucket] of Object.entries(args.bucketNames)) {
      record(`bucket-${purpose}`, "objectstorage", "write", bucket);
    }

    this.logGroupId = group.id;
    this.registerOutputs({ logGroupId: this.logGroupId });
  }
}
