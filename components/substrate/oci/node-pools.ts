import { Policy } from "@pulumi/oci/identity/policy.js";
import * as pulumi from "@pulumi/pulumi";
import type { GpuPoolFacts } from "../substrate.ts";
import type { OciSubstrateArgs } from "./args.ts";
import { availabilityDomainNames, availabilityDomainNumbers } from "./availability-domains.ts";
import type { OciCluster } from "./cluster.ts";
import { OciClusterAddons } from "./cluster-addons.ts";
import type { OciCompartments } from "./compartments.ts";
import { OciGpuPool } from "./gpu-pool.ts";
import { capacityReservationStatements } from "./iam-statements.ts";
import type { OciNetwork } from "./network.ts";
import { nodeImages } from "./node-images.ts";
import { isAutoscaled, type OciNodePoolEnvironment } from "./node-pool.ts";
import type { OciProviders } from "./providers.ts";
import type { OciRegion } from "./regions.ts";
import { OciSystemPool } from "./system-pool.ts";
import type { OciVault } from "./vault.ts";

/** What nodes stand in. */
interface Surroundings {
  readonly region: OciRegion;
  readonly providers: OciProviders;
  readonly compartments: OciCompartments;
  readonly network: OciNetwork;
  readonly vault: OciVault;
  readonly cluster: OciCluster;
}

/** The system pool, every GPU pool, and the add-ons that serve them. Answers the facts of the GPU pools by name. */
export function createNodePools(
  parent: pulumi.Resource,
  name: string,
  args: OciSubstrateArgs,
  surroundings: Surroundings,
): Record<string, GpuPoolFacts> {
  const { region, providers, compartments, cluster } = surroundings;
  const opts = { parent, provider: providers.regional };
  const reservationPolicies = createReservationPolicies(parent, name, args, surroundings);
  const environment = nodePoolEnvironment(args, surroundings, reservationPolicies, opts);
  const availabilityDomains = availabilityDomainNumbers(region);
  const system = new OciSystemPool(`${name}-system`, { environment, availabilityDomains, pool: args.systemPool }, opts);
  const gpuPools = Object.entries(args.gpuPools).map(([poolName, pool]) => ({
    bounds: pool,
    component: new OciGpuPool(
      `${name}-gpu-${poolName}`,
      { environment, name: poolName, regionAvailabilityDomains: availabilityDomains, pool },
      opts,
    ),
  }));
  new OciClusterAddons(
    `${name}-addons`,
    {
      clusterId: cluster.clusterId,
      platformCompartmentId: compartments.platform,
      networkCompartmentId: compartments.network,
      identityCompartmentId: compartments.environment,
      homeProvider: providers.home,
      autoscaledPools: [{ bounds: args.systemPool, component: system }, ...gpuPools]
        .filter(({ bounds }) => isAutoscaled(bounds))
        .map(({ bounds: { minNodes, maxNodes }, component }) => ({ id: component.nodePoolId, minNodes, maxNodes })),
      nvidia: gpuPools.length > 0,
    },
    opts,
  );
  return Object.fromEntries(gpuPools.map(({ component }) => [component.facts.name, component.facts]));
}

function nodePoolEnvironment(
  { kubernetesVersion, tenancyOcid, discovery, mirror }: OciSubstrateArgs,
  { region, compartments, network, vault, cluster }: Surroundings,
  reservationPolicies: readonly pulumi.Resource[],
  asking: pulumi.InvokeOutputOptions,
): OciNodePoolEnvironment {
  return {
    compartmentId: compartments.platform,
    clusterId: cluster.clusterId,
    kubernetesVersion,
    workerSubnetId: network.subnetIds.workers,
    workerNsgId: network.nsgIds.workers,
    podSubnetId: network.subnetIds.pods,
    podNsgId: network.nsgIds.pods,
    kmsKeyId: vault.keyIds.volumes,
    availabilityDomainNames: availabilityDomainNames(discovery.availabilityDomains, tenancyOcid, asking),
    nodeImages: nodeImages(discovery.nodeImages, compartments.platform, asking),
    mirror,
    country: region.country,
    prerequisites: [...vault.policies, ...cluster.policies, ...reservationPolicies],
  };
}

/** A reservation may be anywhere in the tenancy, so the policy that opens it stands at the root. */
function createReservationPolicies(
  parent: pulumi.Resource,
  name: string,
  { gpuPools, tenancyOcid }: OciSubstrateArgs,
  { providers, compartments }: Surroundings,
): pulumi.Resource[] {
  if (!Object.values(gpuPools).some((pool) => pool.capacityReservationOcid !== undefined)) return [];
  const statements = pulumi
    .output(compartments.platform)
    .apply((platformCompartmentId) => capacityReservationStatements({ platformCompartmentId }));
  return [
    new Policy(
      `${name}-reservation-policy`,
      {
        compartmentId: tenancyOcid,
        name: `${name}-reservations`,
        description: "Lets this environment's node pools use capacity reservations",
        statements,
      },
      { parent, provider: providers.home },
    ),
  ];
}
