import * as z from "zod/mini";

/** What the set-up of a Garage cluster is told. No secret: it stands in a ConfigMap. */
export const setupSettings = z.strictObject({
  /** Admin API of every server, `https://…`. */
  servers: z.array(z.url({ protocol: /^https?$/ })).check(z.minLength(1)),
  /** Zone of the layout. */
  zone: z.string(),
  /** Room for objects on each server, in bytes. */
  capacityBytes: z.int().check(z.positive()),
  /** Longest wait for the servers, and then for the layout, in seconds. */
  timeoutSeconds: z.int().check(z.positive()),
  buckets: z.array(z.string()),
  /** Name of the key → what it opens. */
  keys: z.record(
    z.string(),
    z.strictObject({
      buckets: z.array(z.string()),
      /** Whether it may make buckets of its own. */
      createBuckets: z.boolean(),
    }),
  ),
});

export type SetupSettings = z.infer<typeof setupSettings>;

/** Where the pod's secrets are: one file each. */
export const secretFiles = {
  folder: "/secrets",
  adminToken: "adminToken",
  accessKeyId: (key: string) => `${key}.accessKeyId`,
  secretAccessKey: (key: string) => `${key}.secretAccessKey`,
} as const;
