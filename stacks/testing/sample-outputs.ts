import type { Outputs } from "../outputs.ts";

/** Outputs of an environment as `pulumi stack output --json --show-secrets` gives them, with this token. */
export function sampleOutputs(token: string): Outputs {
  return {
    sdk: { context: "prod-fra", gatewayHost: "gpu.example.eu", gatewayPort: 443, token },
    gateway: {
      host: "gpu.example.eu",
      httpUrl: "https://gpu.example.eu",
      grpcAddress: "gpu.example.eu:443",
      authority: null,
    },
    registry: { host: "registry.gpu.example.eu", mirror: "registry.example.eu/mirror" },
    pools: [],
    residency: {
      profile: "eu-residency",
      posture: "eu-resident",
      residency: { countries: ["DE"], regions: ["eu-frankfurt-1"] },
      jurisdiction: { operator: "Oracle", parentCompany: "Oracle Corporation", parentCountry: "US", acceptances: [] },
    },
    contributors: { nodes: [] },
    objectStore: { endpoint: "https://s3.gpu.example.eu", region: "eu-frankfurt-1", buckets: {} },
    backupIdentity: "AGE-SECRET-KEY-1CANARY",
    kubeconfig: "canary-kubeconfig",
  };
}
