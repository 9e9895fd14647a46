import * as pulumi from "@pulumi/pulumi";
import type { GpuPoolFacts, Substrate } from "../components/substrate/substrate.ts";
import type { Environment } from "./environment.ts";
import type { Outputs } from "./outputs.ts";
import { createPlatform, type Platform } from "./platform.ts";

/** Outputs as the program exports them: the contract's fields, each known now or later. */
type OutputsLater = { readonly [name in keyof Outputs]: pulumi.Input<unknown> };

/** What an environment is beyond the machines that it runs on, and what it tells the world. */
export function createCloud(environment: Environment, substrate: Substrate): OutputsLater {
  return outputsOf(environment, substrate, createPlatform(environment, substrate));
}

function outputsOf(environment: Environment, substrate: Substrate, platform: Platform): OutputsLater {
  const { edge, images, residency, contributors } = environment;
  const { jurisdiction } = substrate;
  const nodes = Object.entries(contributors.nodes);
  const countries = [jurisdiction.country, ...nodes.map(([, node]) => node.country)].filter(
    (code) => code !== undefined,
  );
  return {
    sdk: { context: environment.name, gatewayHost: edge.domain, gatewayPort: 443, token: platform.adminToken },
    gateway: {
      host: edge.domain,
      httpUrl: `https://${edge.domain}`,
      grpcAddress: `${edge.domain}:443`,
      authority: platform.authority,
    },
    registry: { host: platform.registryHost, mirror: images.mirror },
    pools: [...Object.values(substrate.gpuPools).map(clusterPool), ...contributorPools(environment)],
    residency: {
      profile: residency.profile,
      posture: jurisdiction.posture,
      residency: { countries: [...new Set(countries)].sort(), regions: [jurisdiction.region] },
      jurisdiction: {
        operator: jurisdiction.operator,
        parentCompany: jurisdiction.parentCompany,
        parentCountry: jurisdiction.parentCountry ?? null,
        acceptances: residency.acceptedParents,
      },
    },
    contributors: {
      nodes: nodes.map(([name, node]) => ({
        name,
        pool: node.pool,
        kind: node.kind,
        country: node.country,
        class: node.class,
      })),
    },
    objectStore: platform.objectStore,
    backupIdentity: platform.backupIdentity,
    kubeconfig: pulumi.secret(substrate.kubeconfig),
  };
}

function clusterPool(pool: GpuPoolFacts): Outputs["pools"][number] {
  const { name, gpu, gpusPerNode, minNodes, maxNodes, country, dataClass } = pool;
  return {
    name,
    kind: "cluster",
    gpu: gpu as Outputs["pools"][number]["gpu"],
    gpusPerNode,
    minNodes,
    maxNodes,
    country: country ?? null,
    dataClass,
  };
}

/** A contributor pool has as many nodes as are declared for it; none of them can be started by the platform. */
function contributorPools({ contributors }: Environment): Outputs["pools"] {
  const nodesOf = new Map<string, number>();
  for (const node of Object.values(contributors.nodes)) {
    nodesOf.set(node.pool, (nodesOf.get(node.pool) ?? 0) + 1);
  }
  return Object.entries(contributors.pools).map(([name, pool]) => ({
    name,
    kind: "contributor",
    gpu: (pool.gpu ?? null) as Outputs["pools"][number]["gpu"],
    gpusPerNode: null,
    minNodes: 0,
    maxNodes: nodesOf.get(name) ?? 0,
    country: pool.country,
    dataClass: pool.dataClass,
  }));
}
