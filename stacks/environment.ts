import { z } from "zod";
import { backup } from "./environment/backup.ts";
import { cloud } from "./environment/cloud.ts";
import { contributors } from "./environment/contributors.ts";
import { crossFieldIssues } from "./environment/cross-field.ts";
import { discovery } from "./environment/discovery.ts";
import { mailAddress, wholeNumber } from "./environment/fields.ts";
import { existingGpuPools, ociGpuPools } from "./environment/gpu-pools.ts";
import { images, registry } from "./environment/images.ts";
import type { Issue } from "./environment/issue.ts";
import { issuesOf } from "./environment/issues.ts";
import { residency } from "./environment/residency.ts";
import { controlPlane, edge, postgres, redis } from "./environment/services.ts";
import { objectStore } from "./environment/storage.ts";

const budget = z.strictObject({
  /** Per month, whole units of the currency that the cloud bills in. */
  monthlyAmount: z.number().int().positive(),
  alertPercents: z.array(wholeNumber(1, 1000)).min(1).default([50, 80, 100]),
  recipients: z.array(mailAddress).min(1),
});

const common = {
  edge,
  images,
  registry,
  controlPlane,
  redis,
  postgres,
  objectStore: objectStore.prefault({}),
  backup,
  contributors,
  residency,
  discovery,
  budget: budget.optional(),
};

/** The whole stack configuration for machines in OCI. */
const ociEnvironment = z.strictObject({ cloud, gpuPools: ociGpuPools.default({}), ...common });
/** The whole stack configuration for a cluster that is there already. */
const existingEnvironment = z.strictObject({ cloud, gpuPools: existingGpuPools.default({}), ...common });

/** The schemas themselves, for whatever describes the configuration. */
export const environmentSchemas = [ociEnvironment, existingEnvironment] as const;

type Sections<S extends "oci" | "existing", T extends { cloud: { substrate: string } }> = Omit<T, "cloud"> & {
  readonly cloud: Extract<T["cloud"], { substrate: S }>;
};

/** One stack's configuration, checked and with every default filled in. */
export type OciEnvironment = { readonly name: string } & Sections<"oci", z.output<typeof ociEnvironment>>;
export type ExistingEnvironment = { readonly name: string } & Sections<
  "existing",
  z.output<typeof existingEnvironment>
>;
export type Environment = OciEnvironment | ExistingEnvironment;

/** Configuration as it stands in the stack file: section → value, secrets as `SecretText`. */
export type RawConfig = Readonly<Record<string, unknown>>;

export type ParsedEnvironment =
  | { readonly environment: Environment; readonly issues: readonly [] }
  | { readonly environment: undefined; readonly issues: readonly Issue[] };

/**
 * Checks a whole configuration and answers with every mistake in it, field by field and between fields, or with
 * the environment. Never throws on bad input.
 *
 * @param name stack name, e.g. `prod-fra`
 */
export function parseEnvironment(name: string, raw: RawConfig): ParsedEnvironment {
  const schema = substrateOf(raw) === "existing" ? existingEnvironment : ociEnvironment;
  const parsed = schema.safeParse(raw);
  const issues = [...(parsed.success ? [] : issuesOf(parsed.error, schema, raw)), ...crossFieldIssues(raw)];
  if (!parsed.success || issues.length > 0) {
    return { environment: undefined, issues };
  }
  return { environment: { name, ...parsed.data } as Environment, issues: [] };
}

/** Names of the sections of the configuration. */
export const sectionNames: readonly string[] = Object.keys(ociEnvironment.shape);

function substrateOf(raw: RawConfig): unknown {
  const section = raw.cloud;
  return typeof section === "object" && section !== null && "substrate" in section ? section.substrate : undefined;
}
