import type { Substrate } from "../components/substrate/substrate.ts";
import type { Environment, ExistingEnvironment, OciEnvironment } from "./environment.ts";

/** The machines that an environment runs on. Only the chosen substrate is loaded: a cloud's SDK takes a while. */
export function createSubstrate(environment: Environment): Promise<Substrate> {
  return isOci(environment) ? ociSubstrate(environment) : existingSubstrate(environment);
}

function isOci(environment: Environment): environment is OciEnvironment {
  return environment.cloud.substrate === "oci";
}

async function ociSubstrate(environment: OciEnvironment): Promise<Substrate> {
  const { OciSubstrate } = await import("../components/substrate/oci/oci-substrate.ts");
  const { cloud, gpuPools, objectStore, images, budget, discovery } = environment;
  return new OciSubstrate(environment.name, {
    ...cloud,
    homeRegion: cloud.homeRegion ?? cloud.region,
    gpuPools: machinesOf(gpuPools),
    buckets: objectStore.buckets,
    mirror: images.mirror,
    discovery,
    ...(budget ? { budget } : {}),
  });
}

async function existingSubstrate({ name, cloud, gpuPools }: ExistingEnvironment): Promise<Substrate> {
  const { ExistingSubstrate } = await import("../components/substrate/existing/existing-substrate.ts");
  return new ExistingSubstrate(name, { ...cloud, gpuPools: machinesOf(gpuPools) });
}

/** Pools without what concerns workers, which are the platform's. */
function machinesOf<T extends { readonly workers: unknown }>(
  pools: Readonly<Record<string, T>>,
): Record<string, Omit<T, "workers">> {
  return Object.fromEntries(Object.entries(pools).map(([name, { workers: _, ...machines }]) => [name, machines]));
}
