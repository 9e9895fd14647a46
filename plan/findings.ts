import { toFinding } from "../policies/engine/message.ts";
import type { PolicySettings } from "../stacks/policy-settings.ts";
import type { PackConfig } from "./engine/pack-config.ts";
import type { PackDiagnostic, PolicyInfo, RunningPack } from "./engine/packs.ts";
import type { Finding, ProgramRun } from "./model.ts";

/**
 * What one pack says about a program. Each policy gets those settings that its own schema names, so packs that know
 * nothing of the kit run beside those that do.
 */
export async function findingsOf(
  pack: RunningPack,
  run: ProgramRun,
  settings: PolicySettings,
  remediate: readonly string[] = [],
): Promise<Finding[]> {
  const policies = new Map(pack.info.policies.map((policy) => [policy.name, policy]));
  await pack.configure(packConfigOf(pack.info.policies, settings, remediate));
  const diagnostics = await pack.analyze(run);
  return diagnostics.map((diagnostic) => finding(diagnostic, policies.get(diagnostic.policy)));
}

/**
 * Settings of each policy of a pack, as `--policy-pack-config` takes them.
 *
 * @param remediate policies that correct what they object to
 */
export function packConfigOf(
  policies: readonly PolicyInfo[],
  settings: PolicySettings,
  remediate: readonly string[],
): PackConfig {
  return Object.fromEntries(
    policies.map((policy) => [
      policy.name,
      {
        ...relevant(settings, policy),
        ...(remediate.includes(policy.name) && { enforcementLevel: "remediate" as const }),
      },
    ]),
  );
}

function relevant(settings: PolicySettings, { configSchema }: PolicyInfo): PolicySettings {
  const known = configSchema?.properties ?? {};
  return Object.fromEntries(
    Object.entries(settings).filter(([name, value]) => value !== undefined && Object.hasOwn(known, name)),
  );
}

function finding(diagnostic: PackDiagnostic, policy: PolicyInfo | undefined): Finding {
  const parsed = toFinding({
    policyName: diagnostic.policy,
    policyPackName: diagnostic.pack,
    message: diagnostic.message,
    enforcementLevel: diagnostic.level,
    urn: diagnostic.urn,
  });
  // A rule that met an unknown value and gave up has let nothing through: Pulumi turns it into advice, a plan does not.
  const level = diagnostic.unjudged && policy ? policy.level : diagnostic.level;
  const fix = parsed.fix !== "" || !diagnostic.unjudged ? parsed.fix : "make the value known, or judge it at pulumi up";
  return { ...parsed, level, fix };
}
