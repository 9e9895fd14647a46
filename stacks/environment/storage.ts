import { z } from "zod";
import { ociRegion } from "./cloud.ts";
import { labelName, wholeNumber } from "./fields.ts";

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

/** Buckets by purpose. */
export const objectStore = z.strictObject({ buckets: z.record(labelName, bucket).default({}) }).prefault({});
