import { z } from "zod";
import type { EnforcementLevel } from "../model.ts";
import type { PolicyInfo } from "./packs.ts";

/** Settings of one policy: its level and what its schema names. */
export interface PolicySettings {
  readonly enforcementLevel?: EnforcementLevel;
  readonly [property: string]: unknown;
}

/** Policy name → settings, as in `--policy-pack-config`; `all` sets the level of every policy. */
export type PackConfig = Readonly<Record<string, PolicySettings>>;

export interface ResolvedSettings {
  readonly level: EnforcementLevel;
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * Settings of every policy: the schema's defaults, over them what the pack itself set, over them what the caller gives.
 * Rule: `ReconcilePolicyPackConfig` of pulumi/pulumi.
 * @throws Error naming each setting that does not fit its policy's schema and each policy that the pack does not have.
 */
export function resolvePackConfig(
  policies: readonly PolicyInfo[],
  ...layers: readonly PackConfig[]
): ReadonlyMap<string, ResolvedSettings> {
  const names = new Set(["all", ...policies.map((policy) => policy.name)]);
  const problems = layers.flatMap((layer) =>
    Object.keys(layer)
      .filter((name) => !names.has(name))
      .map((name) => `${name}: no such policy`),
  );
  const resolved = new Map<string, ResolvedSettings>();
  const schemaOf = shareSchemas();
  for (const policy of policies) {
    let level = policy.level;
    const properties: Record<string, unknown> = {};
    for (const [name, schema] of Object.entries(policy.configSchema?.properties ?? {})) {
      if (schema.default !== undefined) properties[name] = schema.default;
    }
    for (const layer of layers) {
      const { enforcementLevel, ...given } = layer[policy.name] ?? {};
      level = enforcementLevel ?? layer.all?.enforcementLevel ?? level;
      Object.assign(properties, given);
    }
    problems.push(...schemaProblems(policy, schemaOf(policy), properties));
    resolved.set(policy.name, { level, properties });
  }
  if (problems.length > 0) throw new Error(problems.join("; "));
  return resolved;
}

/** Most packs have one schema for all their policies, and reading one takes as long as all that is checked by it. */
function shareSchemas(): (policy: PolicyInfo) => z.ZodType {
  const known = new Map<string, z.ZodType>();
  return ({ configSchema }) => {
    const properties = configSchema?.properties ?? {};
    const key = JSON.stringify([properties, configSchema?.required]);
    const schema =
      known.get(key) ??
      z.fromJSONSchema({ type: "object", properties, required: [...(configSchema?.required ?? [])] } as never);
    known.set(key, schema);
    return schema;
  };
}

function schemaProblems(
  policy: PolicyInfo,
  schema: z.ZodType,
  properties: Readonly<Record<string, unknown>>,
): string[] {
  const { error } = schema.safeParse(properties);
  return error?.issues.map((issue) => `${policy.name}: ${issue.path.join(".")}: ${issue.message}`) ?? [];
}
