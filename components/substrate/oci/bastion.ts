import { Bastion } from "@pulumi/oci/bastion/bastion.js";
import * as pulumi from "@pulumi/pulumi";

export interface OciBastionArgs {
  readonly compartmentId: pulumi.Input<string>;
  /** Private subnet from which sessions reach the API endpoint and the nodes. */
  readonly subnetId: pulumi.Input<string>;
  /** Source ranges that may open a session. At least one, never the whole internet. */
  readonly clientCidrs: readonly string[];
  /** Longest session, 1800 to 10800 s: the bounds of OCI. @default 10800 – a maintenance window without reconnecting */
  readonly maxSessionTtlSeconds?: number;
}

const shortestSessionSeconds = 1_800;
const longestSessionSeconds = 10_800;

/** Managed bastion: the way to a private API endpoint, with every session in the audit log and none that outlives it. */
export class OciBastion extends pulumi.ComponentResource {
  readonly bastionId: pulumi.Output<string>;

  constructor(name: string, args: OciBastionArgs, opts?: pulumi.ComponentResourceOptions) {
    const maxSessionTtlSeconds = args.maxSessionTtlSeconds ?? longestSessionSeconds;
    refuseUnsafe(name, args.clientCidrs, maxSessionTtlSeconds);
    super("sgc:oci:OciBastion", name, {}, opts);

    const bastion = new Bastion(
      `${name}-bastion`,
      {
        bastionType: "STANDARD",
        compartmentId: args.compartmentId,
        targetSubnetId: args.subnetId,
        // Letters and digits are valid in every version of the API; hyphens were not.
        name: name.replace(/[^A-Za-z0-9]/g, ""),
        clientCidrBlockAllowLists: [...args.clientCidrs],
        maxSessionTtlInSeconds: maxSessionTtlSeconds,
      },
      { parent: this },
    );
    this.bastionId = bastion.id;
    this.registerOutputs({ bastionId: this.bastionId });
  }
}

function refuseUnsafe(name: string, clientCidrs: readonly string[], ttlSeconds: number): void {
  const problems: string[] = [];
  if (clientCidrs.length === 0) problems.push("clientCidrs is empty: name the ranges that operators connect from");
  for (const cidr of clientCidrs.filter((range) => range.endsWith("/0"))) {
    problems.push(`clientCidrs has ${cidr}, the whole internet: name the ranges that operators connect from`);
  }
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < shortestSessionSeconds || ttlSeconds > longestSessionSeconds) {
    problems.push(
      `maxSessionTtlSeconds is ${ttlSeconds}, accepted: ${shortestSessionSeconds} to ${longestSessionSeconds}`,
    );
  }
  if (problems.length > 0) throw new pulumi.RunError(`bastion ${name}: ${problems.join("; ")}`);
}
