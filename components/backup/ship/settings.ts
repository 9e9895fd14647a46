import * as z from "zod/mini";

export const dumpKinds = ["redis", "postgres"] as const;
export type DumpKind = (typeof dumpKinds)[number];

/** What the program is told. No secret: it stands in a ConfigMap. */
export const shipSettings = z.strictObject({
  kind: z.enum(dumpKinds),
  /** The dump that an earlier step wrote. */
  file: z.string(),
  /** Beginning of the names of this environment's dumps of this store, up to and with the last slash. */
  prefix: z.string().check(z.endsWith("/")),
  /** Dumps older than so many days are removed. */
  keepDays: z.int().check(z.positive()),
  /** Region that requests are signed for. */
  region: z.string(),
});

export type ShipSettings = z.infer<typeof shipSettings>;

/** What is known only when the store and the keys exist, and is no secret: environment of the program. */
export const shipEnvironment = z.object({
  STORE_ENDPOINT: z.url({ protocol: /^https?$/ }),
  STORE_BUCKET: z.string(),
  /** Age recipients, separated by spaces. */
  RECIPIENTS: z.string().check(z.minLength(1)),
});

/** Folder of the store's keys, and its files. */
export const secretFolder = "/secrets";
export const secretNames = { accessKeyId: "accessKeyId", secretAccessKey: "secretAccessKey" } as const;
