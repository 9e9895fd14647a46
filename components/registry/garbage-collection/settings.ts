import * as z from "zod/mini";

/** What a run of garbage collection is told. No secret: it stands in a ConfigMap. */
export const collectionSettings = z.strictObject({
  namespace: z.string(),
  /** Deployment that serves the registry. */
  deployment: z.string(),
  /** Longest wait for a roll-out, in seconds. */
  rolloutSeconds: z.int().check(z.positive()),
  /** Time after a roll-out in which a process of before may still finish an upload, in seconds. */
  graceSeconds: z.int().check(z.nonnegative()),
  /** The registry's program and the arguments that collect. */
  command: z.array(z.string()).check(z.minLength(1)),
});

export type CollectionSettings = z.infer<typeof collectionSettings>;

/** Where the registry's program is copied to: one static binary that runs under any image. */
export const toolFolder = "/tools";
export const serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";
