import { z } from "zod";
import { parseOcid } from "../../components/substrate/oci/ocid.ts";
import { allRegions } from "../../components/substrate/oci/regions.ts";
import { FLEX_SHAPES } from "../../components/substrate/oci/shapes.ts";
import {
  boundedCidr,
  checkedString,
  cidr,
  countryCode,
  didYouMean,
  knownName,
  secretText,
  wholeNumber,
} from "./fields.ts";

/** A region of the region table. Whether it is inside the residency profile is the policy packs' question. */
export const ociRegion = knownName(
  "a region of OCI",
  allRegions().map((region) => region.id),
  `a region of the table, such as eu-frankfurt-1`,
);

/** A well-formed OCID; its type, realm and region are compared with the rest of the file in cross-field.ts. */
export const ocid = z.string().check((context) => {
  const parsed = parseOcid(context.value);
  if (parsed.kind !== "ocid") {
    context.issues.push({
      code: "custom",
      message: `is not an OCID: it ${parsed.message}`,
      input: context.value,
      params: { accepted: "ocid1.<type>.<realm>.[region].<unique id>" },
    });
  }
});

/** Kubernetes version as OKE writes it. */
const kubernetesVersion = checkedString(
  "is not a Kubernetes version",
  (text) => /^v1\.\d{1,2}\.\d{1,2}$/.test(text),
  (text) => ({
    accepted: "a full version such as v1.34.1",
    ...didYouMean(/^1\.\d{1,2}\.\d{1,2}$/.test(text) ? [`v${text}`] : []),
  }),
);

const auth = z.strictObject({
  method: z.enum(["ApiKey", "InstancePrincipal", "SecurityToken", "OKEWorkloadIdentity"]),
  profile: z.string().min(1).optional(),
});

const network = z.strictObject({
  vcnCidr: cidr,
  servicesCidr: cidr.default("10.96.0.0/16"),
  /** Networks that will be peered, and the contributors' mesh; the VCN must not overlap them. */
  foreignCidrs: z.array(cidr).default([]),
  /** Where nodes may reach the mirror on TCP 443 when it is not the region's own registry. */
  egressCidrs: z.array(boundedCidr).default([]),
});

const systemPool = z.strictObject({
  shape: knownName(
    "a flexible CPU shape that the kit knows",
    FLEX_SHAPES.map((shape) => shape.name),
    "such as VM.Standard.E5.Flex",
  ),
  ocpus: wholeNumber(1, 126).default(4),
  memoryGiB: wholeNumber(1, 1760).default(32),
  minNodes: wholeNumber(1, 1000).default(3),
  maxNodes: wholeNumber(1, 1000).default(6),
  bootVolumeGiB: wholeNumber(50, 32_768).default(100),
});

const externalKeyManager = z.strictObject({
  vaultEndpointUrl: z.url({ protocol: /^https$/ }),
  privateEndpointOcid: ocid,
  oauth: z.strictObject({
    clientAppId: z.string().min(1),
    clientAppSecret: secretText,
    idcsAccountNameUrl: z.url({ protocol: /^https$/ }),
  }),
  keyIds: z.strictObject({ volumes: z.string().min(1), objects: z.string().min(1), cluster: z.string().min(1) }),
});

const keys = z
  .strictObject({
    protection: z.enum(["HSM", "SOFTWARE"]).default("HSM"),
    vault: z.enum(["DEFAULT", "VIRTUAL_PRIVATE", "EXTERNAL"]).default("DEFAULT"),
    externalKeyManager: externalKeyManager.optional(),
  })
  .prefault({});

/** Machines in Oracle Cloud: the kit makes everything from the compartment to the node pools. */
export const ociCloud = z.strictObject({
  substrate: z.literal("oci"),
  region: ociRegion,
  /** @default the region itself */
  homeRegion: ociRegion.optional(),
  tenancyOcid: ocid,
  /** @default the tenancy's root */
  parentCompartmentOcid: ocid.optional(),
  auth: auth.prefault({ method: "ApiKey" }),
  kubernetesVersion,
  network,
  apiEndpointCidrs: z.array(boundedCidr).default([]),
  bastionCidrs: z.array(boundedCidr).default([]),
  systemPool,
  keys,
  auditRetentionDays: wholeNumber(90, 365).default(365),
  logRetentionDays: z.literal([30, 60, 90, 120, 150, 180]).default(90),
  cloudGuard: z.boolean().default(true),
});

/** A Kubernetes cluster that is there already; who runs it, and where, is declared and printed as a declaration. */
export const existingCloud = z.strictObject({
  substrate: z.literal("existing"),
  kubeconfig: z.strictObject({
    /** File with the context; read only by the provider, never by a plan. */
    path: z.string().min(1).default("~/.kube/config"),
    context: z.string().min(1),
  }),
  storageClass: z.string().min(1),
  /** Redis and PostgreSQL hold tokens in clear: their disks are encrypted, or somebody says why not. */
  storageEncryptedAtRest: z.boolean().default(false),
  /** How the class can mount, as its driver documents it. */
  storageAccessModes: z.array(z.string()).default(["ReadWriteOnce"]),
  storageUnencryptedReason: z.string().min(10).optional(),
  /** NVIDIA's device plug-in or GPU operator is there already; two of them on one node fight. */
  bringsDevicePlugin: z.boolean().default(false),
  /** Endpoints of the API server, for network policies. @default not known: any address on this port */
  kubernetesApi: z
    .strictObject({ cidrs: z.array(boundedCidr).default([]), port: wholeNumber(1, 65_535).default(6443) })
    .prefault({}),
  loadBalancer: z
    .strictObject({ class: z.string().min(1).optional(), annotations: z.record(z.string(), z.string()).default({}) })
    .prefault({}),
  /** True for a laptop: the plan then makes no residency claim at all. */
  development: z.boolean().default(false),
  /** Legal entity that operates the machines. */
  operator: z.string().min(1),
  /** Region or site as the operator names it. */
  region: z.string().min(1),
  /** Country of the machines. @default undeclared, which is never taken for the EU */
  country: countryCode.optional(),
  parentCompany: z.string().min(1).default("not declared"),
  parentCountry: countryCode.optional(),
  egress: z
    .strictObject({
      addresses: z.array(z.string().min(1)).default([]),
      /** Where pods may go on TCP 443: the mirror. */
      mirrorCidrs: z.array(boundedCidr).default([]),
      path: z.string().min(1).default("not declared"),
    })
    .prefault({}),
});

export const cloud = z.discriminatedUnion("substrate", [ociCloud, existingCloud]);
