import * as z from "zod/mini";

/** What the claim's program is told by whoever deploys it. No secret: it stands in a ConfigMap. */
export const claimSettings = z.strictObject({
  /** Where the gateway's HTTP port answers inside the cluster. */
  gatewayUrl: z.url({ protocol: /^https?$/ }),
  namespace: z.string(),
  secretName: z.string(),
  /** Longest wait for gateway, Redis and PostgreSQL. */
  healthTimeoutSeconds: z.int().check(z.positive()),
  /** Take the one admin token in PostgreSQL, whoever was first. */
  recover: z.boolean(),
  /** A bucket of the workspace's own; absent: one that the gateway makes with the platform's keys. */
  externalStorage: z.optional(
    z.strictObject({ bucket: z.string(), endpointUrl: z.url({ protocol: /^https?$/ }), region: z.string() }),
  ),
});

export type ClaimSettings = z.infer<typeof claimSettings>;

/** Where the pod's files are. */
export const paths = {
  /** Memory-backed folder that psql writes to and the second phase reads. */
  ledger: "/ledger/tokens.json",
  /** Folder with `accessKey` and `secretKey` of an external bucket. */
  storageKeys: "/storage-keys",
  serviceAccount: "/var/run/secrets/kubernetes.io/serviceaccount",
} as const;
