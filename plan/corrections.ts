import { ALL_RULES } from "../policies/all-rules.ts";
import { pathText } from "../stacks/environment/path.ts";
import type { PolicySettings } from "../stacks/policy-settings.ts";
import { compareInputs } from "./against/compare-inputs.ts";
import type { CorrectResource } from "./engine/monitor.ts";
import type { RunningPack } from "./engine/packs.ts";
import type { PropertyValue } from "./engine/values.ts";
import { packConfigOf } from "./findings.ts";
import type { Finding, PlannedResource } from "./model.ts";

/** What packs change in a program's resources before they are judged, and what is to be said of it. */
export interface Corrections {
  readonly correct: CorrectResource;
  /** A finding for each property that was changed, in the order of the resources. */
  readonly told: (resources: readonly PlannedResource[]) => readonly Finding[];
}

/**
 * Corrections as the engine makes them: resource by resource, while the program runs, pack after pack.
 *
 * @param rules that correct; the packs of others are not asked
 */
export async function correctionsBy(
  packs: readonly RunningPack[],
  settings: PolicySettings,
  rules: readonly string[],
): Promise<Corrections> {
  const asked = packs.filter(({ info }) => info.policies.some(({ name }) => rules.includes(name)));
  await Promise.all(asked.map((pack) => pack.configure(packConfigOf(pack.info.policies, settings, rules))));
  const said = new Map<string, readonly Finding[]>();
  return {
    correct: async (resource, provider) => {
      let corrected = resource;
      for (const pack of asked) {
        for (const { policy, properties } of await pack.remediate(corrected, provider)) {
          const found = findingsOf(pack.info.name, policy, corrected, properties);
          said.set(resource.urn, [...(said.get(resource.urn) ?? []), ...found]);
          corrected = { ...corrected, properties };
        }
      }
      return corrected;
    },
    told: (resources) => resources.flatMap(({ urn }) => said.get(urn) ?? []),
  };
}

function findingsOf(
  pack: string,
  policy: string,
  { urn, properties }: PlannedResource,
  corrected: PlannedResource["properties"],
): readonly Finding[] {
  const rule = ALL_RULES.find(({ id }) => id === policy);
  if (!rule) throw new Error(`the pack ${pack} corrects by ${policy}, which is no rule of the kit`);
  const seen = compareInputs(properties, corrected).filter(({ kind }) => kind !== "hidden");
  return seen.map(({ path, before, after }) => ({
    pack,
    rule: rule.id,
    title: rule.title,
    level: "remediate",
    severity: rule.severity,
    axis: rule.axis,
    urn,
    path: pathText(path),
    message: before === undefined ? `gets ${shown(after)}` : `${shown(before)} becomes ${shown(after)}`,
    fix: "write it so in the program, and there is nothing to correct",
    why: rule.law,
  }));
}

/** Secrets and unknowns write themselves as their marks. */
function shown(value: PropertyValue | undefined): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
}
