import * as pulumi from "@pulumi/pulumi";
import type { OciSubstrateArgs } from "./args.ts";
import { OciAuditRetention } from "./audit-retention.ts";
import { OciBastion } from "./bastion.ts";
import type { OciBuckets } from "./buckets.ts";
import { OciBudget } from "./budget.ts";
import { OciCloudGuard } from "./cloud-guard.ts";
import type { OciCompartments } from "./compartments.ts";
import { OciFlowLogs } from "./flow-logs.ts";
import type { OciNetwork } from "./network.ts";
import type { OciProviders } from "./providers.ts";
import { OciQuota } from "./quota.ts";
import type { OciRegion } from "./regions.ts";

/** What is guarded. */
interface Guarded {
  readonly region: OciRegion;
  readonly providers: OciProviders;
  readonly compartments: OciCompartments;
  readonly network: OciNetwork;
  readonly buckets: OciBuckets;
}

/** Who may come in by hand, what is recorded, and where it stops. */
export function createGuardrails(
  parent: pulumi.Resource,
  name: string,
  args: OciSubstrateArgs,
  { region, providers, compartments, network, buckets }: Guarded,
): void {
  const { bastionCidrs, logRetentionDays, auditRetentionDays, tenancyOcid: tenancyId, budget, cloudGuard } = args;
  const homeProvider = providers.home;
  const opts = { parent, provider: providers.regional };
  if (bastionCidrs.length > 0) {
    new OciBastion(
      `${name}-bastion`,
      { compartmentId: compartments.security, subnetId: network.subnetIds.bastion, clientCidrs: bastionCidrs },
      opts,
    );
  }
  new OciFlowLogs(
    `${name}-logs`,
    {
      compartmentId: compartments.network,
      subnetIds: network.subnetIds,
      bucketNames: buckets.names,
      retentionDays: logRetentionDays,
    },
    opts,
  );
  new OciAuditRetention(`${name}-audit`, { tenancyId, retentionDays: auditRetentionDays, homeProvider }, opts);
  if (isBelowRoot(args)) {
    // A quota names its compartment by the path from the root, which an OCID does not tell.
    pulumi.log.warn(
      "no quota limits the environment to its region, because its compartment is not in the root",
      parent,
    );
  } else {
    const compartmentName = compartments.environmentName;
    new OciQuota(`${name}-quota`, { tenancyId, compartmentName, region, homeProvider }, opts);
  }
  if (budget) {
    const targetCompartmentId = compartments.environment;
    new OciBudget(`${name}-budget`, { tenancyId, targetCompartmentId, budget, homeProvider }, opts);
  }
  if (cloudGuard) {
    const environmentCompartmentId = compartments.environment;
    new OciCloudGuard(`${name}-cloud-guard`, { tenancyId, environmentCompartmentId, region, homeProvider }, opts);
  }
}

function isBelowRoot({ parentCompartmentOcid, tenancyOcid }: OciSubstrateArgs): boolean {
  return parentCompartmentOcid !== undefined && parentCompartmentOcid !== tenancyOcid;
}
