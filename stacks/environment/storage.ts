import { z } from "zod";
import { ociRegion } from "./cloud.ts";
import { boundedCidr, labelName, secretText, wholeNumber } from "./fields.ts";

const bucket = z.strictObject({
  /** @default `<environment>-<purpose>` */
  name: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,256}$/)
    .optional(),
  versioning: z.boolean().default(true),
  /** Days during which nothing can be deleted or overwritten; OCI refuses it together with versioning. */
  retentionDays: wholeNumber(1, 36_500).optional(),
  expireVersionsDays: wholeNumber(1, 36_500).optional(),
  replicateTo: z.strictObject({ region: ociRegion, bucket: z.string().min(1) }).optional(),
});

/** A pair of keys of the S3 API. */
export const keys = z.strictObject({ accessKeyId: secretText, secretAccessKey: secretText });

const diskGiB = wholeNumber(10, 65_536);

/** Where Beta9 and the registry keep what is large. */
const store = z.discriminatedUnion("mode", [
  /** Buckets of the substrate, reached by keys that the kit makes. */
  z.strictObject({
    mode: z.literal("oci"),
    /** One more replaces both pairs of keys: the new ones exist before the old ones go. */
    keyGeneration: wholeNumber(1, 10_000).default(1),
  }),
  /** An S3 endpoint of somebody else's. */
  z.strictObject({
    mode: z.literal("external"),
    endpoint: z.url({ protocol: /^https$/ }),
    region: z.string().min(1),
    buckets: z.strictObject({
      images: z.string(),
      registry: z.string(),
      volumes: z.string(),
      backups: z.string().optional(),
    }),
    keys: z.strictObject({ platform: keys, registry: keys, backups: keys.optional() }),
    cidrs: z.array(boundedCidr).min(1).optional(),
  }),
  /** Garage. */
  z.strictObject({
    mode: z.literal("in-cluster"),
    region: z.string().min(1),
    servers: z.literal([1, 3]).default(1),
    diskGiB: diskGiB.default(100),
  }),
]);

/** Buckets that the substrate makes, by purpose, and the store that the platform uses. */
export const objectStore = z.strictObject({
  buckets: z.record(labelName, bucket).default({}),
  store: store.prefault({ mode: "oci" }),
});
