import type { Registration } from "../../test/mock-engine.ts";

/** What the providers of these tests answer; every secret value holds the word `canary`. */
export const outputs = {
  "random:index/randomPassword:RandomPassword": { result: "canary-password" },
  "random:index/randomBytes:RandomBytes": { base64: "W22ZaJ0SNY7soEsUEjb6gQ==" },
  "tls:index/privateKey:PrivateKey": { privateKeyPem: "canary-key", privateKeyPemPkcs8: "canary-key" },
  "tls:index/selfSignedCert:SelfSignedCert": { certPem: "authority" },
  "tls:index/certRequest:CertRequest": { certRequestPem: "request" },
  "tls:index/locallySignedCert:LocallySignedCert": { certPem: "certificate" },
  "oci:Vault/secret:Secret": { currentVersionNumber: "1" },
  "oci:Psql/dbSystem:DbSystem": { networkDetails: { primaryDbEndpointPrivateIp: "10.16.8.5" } },
};

export const gateway = {
  name: "gateway",
  namespace: "beta9",
  podLabels: { app: "gateway" },
  reason: "state of pools, tokens and tasks",
};

/** The object of a kind that has this name in the cluster. */
export function named(all: readonly Registration[], kind: string, name: string): Registration | undefined {
  return all.find((each) => each.type.endsWith(`:${kind}`) && each.inputs.metadata?.name === name);
}

/** Kind and name of everything in the cluster. */
export function manifests(all: readonly Registration[]): string[] {
  return all
    .filter((each) => each.type.startsWith("kubernetes:"))
    .map((each) => `${each.type.split(":").at(-1)} ${each.inputs.metadata.name}`)
    .sort();
}

/** Everything that is sent to the engine and not marked as secret. */
export function inClear(all: readonly Registration[]): string {
  return JSON.stringify(
    all.map((each) => each.inputs),
    (_, value) => (value !== null && typeof value === "object" && Object.keys(value).join() === "secret" ? "…" : value),
  );
}
