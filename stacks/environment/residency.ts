import { z } from "zod";
import { CORRECTING_RULES } from "../../policies/engine/correction.ts";
import { PROFILES } from "../../policies/engine/profile.ts";
import { countryCode, hostName, isoDate } from "./fields.ts";

/** A company outside the profile's jurisdictions that is used all the same: named, reasoned, dated, limited. */
const acceptedParent = z.strictObject({
  company: z.string().min(1),
  country: countryCode,
  /** Who accepted it: a person with a role. */
  by: z.string().min(1),
  reason: z.string().min(10),
  date: isoDate,
  until: isoDate,
});

/** A company whose service is used and that is not in the vendor table. */
const subprocessor = z.strictObject({
  /** Host name, or `*.` and a domain. */
  host: z.union([hostName, z.string().regex(/^\*\.[a-z0-9.-]+$/)]),
  company: z.string().min(1),
  country: countryCode,
  /** Ground for a transfer, e.g. `none needed: EU` or `SCC 2021/914 and TIA of 2026-11-02`. */
  basis: z.string().min(1),
  until: isoDate.optional(),
});

/** What the environment promises about place and control, and the exceptions that somebody signed for. */
export const residency = z.strictObject({
  profile: z.enum(PROFILES.map((profile) => profile.name)),
  acceptedParents: z.array(acceptedParent).default([]),
  subprocessors: z.array(subprocessor).default([]),
  /** Rules that correct what they object to, in the plan and at `pulumi up`. */
  remediate: z.array(z.enum(CORRECTING_RULES)).default([]),
});
