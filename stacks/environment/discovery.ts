import { z } from "zod";
import { ocid } from "./cloud.ts";
import { checkedString } from "./fields.ts";

const availabilityDomain = checkedString(
  "is not the name of an availability domain",
  (text) => /^[A-Za-z0-9]{4}:[A-Z0-9-]+-AD-[1-3]$/.test(text),
  () => ({ accepted: "the tenancy's prefix and the domain, such as Uocm:EU-FRANKFURT-1-AD-1" }),
);

/**
 * What the cloud answered when somebody asked. A fact that stands here is not asked again: the plan marks it as
 * assumed. A fact that does not is asked at `pulumi up`: the plan marks it as unknown.
 */
export const discovery = z
  .strictObject({
    /** `oci iam availability-domain list`, in order. */
    availabilityDomains: z.array(availabilityDomain).min(1).max(3).optional(),
    /** `oci os ns get`. */
    objectStorageNamespace: z
      .string()
      .regex(/^[a-z0-9]+$/)
      .optional(),
    /** `oci network service list`, the row `All <KEY> Services In Oracle Services Network`. */
    serviceGateway: z.strictObject({ serviceOcid: ocid, cidrLabel: z.string().min(1) }).optional(),
    /** `oci ce node-pool-options get --node-pool-option-id all`: sources. */
    nodeImages: z
      .array(z.strictObject({ name: z.string().min(1), ocid }))
      .min(1)
      .optional(),
    /** `oci ce cluster-options get --cluster-option-id all`. */
    kubernetesVersions: z
      .array(z.string().regex(/^v1\.\d+\.\d+$/))
      .min(1)
      .optional(),
  })
  .prefault({});
