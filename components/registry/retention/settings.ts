import * as z from "zod/mini";

/** What retention is told. No secret: it stands in a ConfigMap. */
export const retentionSettings = z.strictObject({
  /** `https://…` of the registry. */
  registryUrl: z.url({ protocol: /^https?$/ }),
  /** Repository that Beta9 pushes to. */
  repository: z.string(),
  username: z.string(),
  keepLast: z.int().check(z.nonnegative()),
  keepDays: z.int().check(z.positive()),
  /** Region of the bucket with the indexes of images. */
  storeRegion: z.string(),
});

export type RetentionSettings = z.infer<typeof retentionSettings>;

/** Folder that the steps hand their files on in, and those files. */
export const workFolder = "/scratch";
export const workFiles = { usage: "usage.json", remove: "remove.json", forgotten: "forgotten.json" } as const;
/** Folder of what is secret or known only when the store exists, one file each. */
export const secretFolder = "/secrets";
export const secretNames = {
  password: "password",
  storeUrl: "storeUrl",
  bucket: "bucket",
  accessKeyId: "accessKeyId",
  secretAccessKey: "secretAccessKey",
} as const;
