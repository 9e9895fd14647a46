/** A valid configuration for machines in OCI, as plain data: what tests change to see one mistake reported. */
export function ociConfiguration(): Record<string, Record<string, unknown>> {
  return {
    cloud: {
      substrate: "oci",
      region: "eu-frankfurt-1",
      tenancyOcid: "ocid1.tenancy.oc1..aaaatest",
      kubernetesVersion: "v1.34.1",
      network: { vcnCidr: "10.16.0.0/16" },
      systemPool: { shape: "VM.Standard.E5.Flex" },
    },
    gpuPools: { a10: { shape: "VM.GPU.A10.1", minNodes: 0, maxNodes: 4 } },
    objectStore: { buckets: { images: {}, registry: {}, volumes: {} } },
    edge: { domain: "gpu.example.eu" },
    images: { mirror: "registry.example.eu/mirror" },
    residency: { profile: "eu-residency" },
  };
}

/** A valid configuration for a cluster that is there already. */
export function existingConfiguration(): Record<string, Record<string, unknown>> {
  return {
    cloud: {
      substrate: "existing",
      kubeconfig: { context: "gpu-eu" },
      storageClass: "encrypted",
      storageEncryptedAtRest: true,
      operator: "Beispiel GmbH",
      region: "fra1",
      country: "DE",
      parentCompany: "Beispiel GmbH",
      parentCountry: "DE",
    },
    gpuPools: {
      l40s: { gpu: "L40S", gpusPerNode: 4, maxNodes: 2, nodeSelector: { "nvidia.com/gpu.product": "NVIDIA-L40S" } },
    },
    objectStore: { store: { mode: "in-cluster", region: "fra1" } },
    edge: { domain: "gpu.example.eu" },
    images: { mirror: "registry.example.eu/mirror" },
    residency: { profile: "eu-owned" },
  };
}

/** Sets a value at a path, making mappings on the way. */
export function withValue(
  config: Record<string, Record<string, unknown>>,
  path: readonly string[],
  value: unknown,
): Record<string, Record<string, unknown>> {
  const copy = structuredClone(config);
  let target: Record<string, unknown> = copy;
  for (const key of path.slice(0, -1)) {
    const next = target[key];
    const child = typeof next === "object" && next !== null ? (next as Record<string, unknown>) : {};
    target[key] = child;
    target = child;
  }
  target[path.at(-1) ?? ""] = value;
  return copy;
}
