import type { ExportedState, StateResource } from "../plan/against/exported-state.ts";
import { encodeProperties } from "../plan/engine/codec.ts";
import type { LocatedWaiver } from "../plan/waivers/read-waivers.ts";
import { withWaivers } from "../plan/waivers/with-waivers.ts";
import { ALL_RULES } from "../policies/all-rules.ts";
import type { ResourceInput } from "../policies/engine/extract/subject.ts";
import type { Settings } from "../policies/engine/settings.ts";
import { type CheckResult, verdictOf } from "./check-result.ts";
import { judgeResources } from "./judge-resources.ts";

/**
 * Judges what a stack really has: every resource of its state, those that it only reads included, by the inputs that it was
 * made with.
 *
 * @param waivers the stack's own, in the order in which `settings` has them
 */
export function checkState(
  state: ExportedState,
  settings: Settings,
  waivers: readonly LocatedWaiver[] = [],
): CheckResult {
  const resources = resourcesOf(state);
  const findings = withWaivers(judgeResources(resources, settings), waivers, settings.today);
  const unjudged = state.pending.map(({ operation, urn }) => ({
    where: urn,
    reason: `an interrupted update was ${operation} it, and nobody knows what became of it; pulumi refresh asks the cloud`,
  }));
  return {
    subject: { kind: "state", name: state.stack, sha256: state.sha256 },
    verdict: verdictOf({ findings, unjudged }),
    profile: settings.profile.name,
    today: settings.today,
    judged: { resources: resources.length, rules: ALL_RULES.length },
    findings,
    unjudged,
  };
}

/** A state's resources as rules read them. Secrets that nobody can decrypt are secret and unknown. */
export function resourcesOf({ resources }: ExportedState): readonly ResourceInput[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return resources.map((resource) => {
    const provider = byUrn.get(resource.provider);
    const { urn, type, name, external } = resource;
    return {
      urn,
      type,
      name,
      external,
      properties: propertiesOf(resource),
      ...(provider && {
        provider: { type: provider.type, name: provider.name, properties: propertiesOf(provider) },
      }),
    };
  });
}

/** What was read has no inputs of its own: its outputs say what it is. */
function propertiesOf({ external, inputs, outputs }: StateResource): unknown {
  return encodeProperties(external ? { ...outputs, ...inputs } : inputs).toJavaScript();
}
