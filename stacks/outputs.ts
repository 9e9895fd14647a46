import { z } from "zod";
import { beta9GpuNames } from "../components/beta9/gpu-names.ts";
import { dataClasses, postures } from "../components/substrate/substrate.ts";
import { contributorClasses } from "./environment/contributors.ts";

/** Everything a GPU workload can be sent to, wherever the machines stand. */
const pool = z.strictObject({
  name: z.string(),
  /** `cluster`: nodes of the substrate; `contributor`: machines that join over the mesh. */
  kind: z.enum(["cluster", "contributor"]),
  /** Name that Beta9 schedules by; null for machines that Beta9 can not schedule, such as Macs. */
  gpu: z.enum(beta9GpuNames).nullable(),
  gpusPerNode: z.int().positive().nullable(),
  minNodes: z.int().nonnegative(),
  maxNodes: z.int().nonnegative(),
  country: z.string().length(2).nullable(),
  dataClass: z.enum(dataClasses),
});

const acceptance = z.strictObject({
  company: z.string(),
  country: z.string().length(2),
  by: z.string(),
  reason: z.string(),
  date: z.iso.date(),
  until: z.iso.date(),
});

/**
 * The contract between an environment and whatever reads `pulumi stack output --json`: the SDK's configuration,
 * dashboards, auditors. A plan checks it before anything exists; unknown values are checked once they are known.
 */
export const outputsSchema = z.strictObject({
  /** What a `~/.beta9/config.ini` context is written from. Port 443 only: the SDK talks plain text on any other. */
  sdk: z.strictObject({ context: z.string(), gatewayHost: z.string(), gatewayPort: z.literal(443), token: z.string() }),
  gateway: z.strictObject({
    host: z.string(),
    httpUrl: z.url({ protocol: /^https$/ }),
    grpcAddress: z.string().endsWith(":443"),
    /** PEM of the authority that clients must trust; null when its certificate is from one that everybody trusts. */
    authority: z.string().nullable(),
  }),
  registry: z.strictObject({
    /** Where Beta9 pushes the images that it builds. */
    host: z.string(),
    /** Where everything else is pulled from. */
    mirror: z.string(),
  }),
  pools: z.array(pool),
  /** Two axes: where bytes are, and who can be compelled. */
  residency: z.strictObject({
    profile: z.string(),
    posture: z.enum(postures),
    residency: z.strictObject({ countries: z.array(z.string().length(2)), regions: z.array(z.string()) }),
    jurisdiction: z.strictObject({
      operator: z.string(),
      parentCompany: z.string(),
      parentCountry: z.string().length(2).nullable(),
      acceptances: z.array(acceptance),
    }),
  }),
  contributors: z.strictObject({
    nodes: z.array(
      z.strictObject({
        name: z.string(),
        pool: z.string(),
        kind: z.enum(["rtx", "mac", "wsl"]),
        country: z.string().length(2),
        class: z.enum(contributorClasses),
      }),
    ),
  }),
  /** S3-compatible endpoint and bucket names by purpose. */
  objectStore: z.strictObject({
    endpoint: z.url({ protocol: /^https$/ }),
    region: z.string(),
    buckets: z.record(z.string(), z.string()),
  }),
  /** Opens the environment's dumps (`age -d -i`); to be kept outside the cluster and its state's backend. Secret. */
  backupIdentity: z.string().startsWith("AGE-SECRET-KEY-1"),
  /** Kubeconfig document, or the path of the file that holds it; secret either way. */
  kubeconfig: z.string(),
});

export type Outputs = z.output<typeof outputsSchema>;

/** Outputs that must be secret in the state, in plans and in logs. */
export const secretOutputs: readonly (readonly [keyof Outputs, ...string[]])[] = [
  ["kubeconfig"],
  ["sdk", "token"],
  ["backupIdentity"],
];
