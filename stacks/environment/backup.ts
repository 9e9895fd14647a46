import { z } from "zod";
import { isAgeRecipient } from "../../components/backup/age-key.ts";
import { isDailySchedule } from "../../components/backup/args.ts";
import { boundedCidr, checkedString, wholeNumber } from "./fields.ts";
import { keys } from "./storage.ts";

/** Nightly dumps of the stores that the kit runs itself. */
export const backup = z
  .strictObject({
    /** @default true where a store is in the cluster and a bucket for its dumps is known */
    enabled: z.boolean().optional(),
    schedule: checkedString("does not run every day", isDailySchedule, () => ({
      accepted: "minute and hours of every day in UTC, such as 17 0 * * * or 17 */6 * * *",
    })).default("17 0 * * *"),
    keepDays: wholeNumber(1, 3650).default(35),
    /** Public keys that open the dumps beside the environment's own. */
    recipients: z
      .array(
        checkedString("is not a public key of age", isAgeRecipient, () => ({
          accepted: "age1…, as age-keygen prints it; plug-ins' keys and those of SSH are not taken",
        })),
      )
      .default([]),
    /** Somebody else's S3 endpoint instead of the platform's own store. */
    target: z
      .strictObject({
        endpoint: z.url({ protocol: /^https$/ }),
        region: z.string().min(1),
        bucket: z.string().min(1),
        keys,
        cidrs: z.array(boundedCidr).min(1).optional(),
      })
      .optional(),
  })
  .prefault({});
