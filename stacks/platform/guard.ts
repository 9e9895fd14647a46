import { edgeServiceName } from "../../components/edge/edge.ts";
import { AdmissionPolicies } from "../../components/guard/admission/admission-policies.ts";
import { GuardedNamespace } from "../../components/guard/guarded-namespace.ts";
import { NamespaceLimits } from "../../components/guard/namespace-limits.ts";
import { namespaces, type PlatformContext } from "./context.ts";
import { personalDataCountries } from "./personal-data-countries.ts";
import { createPullSecrets } from "./pull-secret.ts";

/**
 * The two namespaces and what the API server refuses in them. Control plane and workers stay apart: whoever reads pods
 * beside the workers reads the platform's configuration.
 */
export function createNamespaces(context: PlatformContext): void {
  const { name, environment, substrate } = context;
  const options = { provider: substrate.kubernetes };
  context.ready.push(
    new GuardedNamespace(`${name}-beta9`, { namespace: namespaces.controlPlane }, options),
    new GuardedNamespace(
      `${name}-workers`,
      {
        namespace: namespaces.workers,
        podSecurity: "privileged",
        reason: "Beta9 workers start containers of their own inside the pod, which takes a privileged one",
      },
      options,
    ),
  );
  createPullSecrets(context);
  createLimits(context);
  new AdmissionPolicies(
    `${name}-admission`,
    {
      namespaces: Object.values(namespaces),
      privilegedNamespaces: [namespaces.workers],
      controlPlaneNamespace: namespaces.controlPlane,
      mirror: environment.images.mirror,
      edge: { namespace: namespaces.controlPlane, service: edgeServiceName, ports: publicPorts(context) },
      personalData: personalDataPlaces(context),
    },
    options,
  );
}

/** A control plane that runs wild stops at what its nodes have, and can not buy load balancers or disks without end. */
function createLimits({ name, substrate, ready }: PlatformContext): void {
  if (!substrate.systemCapacity) return;
  new NamespaceLimits(
    `${name}-beta9-limits`,
    {
      namespace: namespaces.controlPlane,
      ...substrate.systemCapacity,
      pods: 200,
      // Redis, PostgreSQL, three stores with two disks each, the edge's account, and as many again for a restore.
      volumes: { count: 20, storageGiB: 65_536 },
      loadBalancers: 1,
    },
    { provider: substrate.kubernetes, dependsOn: [...ready] },
  );
}

/** The authority of an `http-01` challenge looks on port 80. */
function publicPorts({ environment }: PlatformContext): number[] {
  const { certificate } = environment.edge;
  return certificate.from === "acme" && certificate.challenge === "http-01" ? [80, 443] : [443];
}

/** Pools of a lower class than `personal` take no personal data, wherever they are. */
function personalDataPlaces({ environment, substrate }: PlatformContext) {
  const contributors = Object.values(environment.contributors.pools).filter((pool) => pool.dataClass === "personal");
  const declared = [substrate.jurisdiction.country, ...contributors.map((pool) => pool.country)];
  const pools = Object.values(substrate.gpuPools).filter((pool) => pool.dataClass === "personal");
  return {
    countries: personalDataCountries(environment.residency.profile, declared),
    pools: pools.map((pool) => pool.name),
  };
}
