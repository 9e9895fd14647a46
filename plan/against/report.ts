import { pathText } from "../../stacks/environment/path.ts";
import type { PropertyMap } from "../engine/codec.ts";
import { type PropertyValue, SecretValue } from "../engine/values.ts";
import type { ChangeKind, ChangeReport, DataAtRisk, PropertyChange, ResourceChange } from "../model.ts";
import { dataHeldBy } from "../replacement/replacement.ts";
import type { JudgedDifference, Step } from "./comparison.ts";
import type { ExportedState, StateResource } from "./exported-state.ts";

/** Shows a value without a secret. */
type Show = (value: PropertyValue) => unknown;

/** What a comparison found, fit to be shown: no value of a secret is in it. */
export function changeReport(steps: readonly Step[], state: ExportedState, file: string, show: Show): ChangeReport {
  return {
    file,
    writtenAt: state.writtenAt,
    counts: countsOf(steps),
    changes: steps.flatMap((step) => changeOf(step, show)),
    dataAtRisk: steps.flatMap(riskOf),
    uncompared: steps.flatMap(uncomparedOf),
    notes: state.pending.map(
      ({ operation, urn }) =>
        `an interrupted operation is in the state: ${operation} ${urn}; run pulumi refresh before pulumi up`,
    ),
  };
}

/** Where secrets in clear may stand in a state: `--show-secrets` exports them. */
export function stateProperties({ resources }: ExportedState): readonly PropertyMap[] {
  return resources.flatMap(({ inputs, outputs }) => [inputs, outputs]);
}

function countsOf(steps: readonly Step[]): ChangeReport["counts"] {
  const counts: Record<ChangeKind | "same", number> = {
    create: 0,
    update: 0,
    replace: 0,
    delete: 0,
    unknown: 0,
    same: 0,
  };
  for (const step of steps) {
    if (subjectOf(step).custom) counts[step.kind] += 1;
  }
  return counts;
}

function changeOf(step: Step, show: Show): readonly ResourceChange[] {
  const { kind, planned, old, differences, reasons } = step;
  if (kind === "same") return [];
  const { urn, type, name, custom } = subjectOf(step);
  const wasElsewhere = planned !== undefined && old !== undefined && planned.urn !== old.urn;
  return [
    {
      kind,
      urn,
      type,
      name,
      custom,
      properties: differences.map((difference) => propertyChange(type, difference, show)),
      reasons,
      ...(step.deletesFirst && { deletesFirst: true as const }),
      ...(wasElsewhere && { formerUrn: old.urn }),
    },
  ];
}

function propertyChange(type: string, { path, before, after, effect }: JudgedDifference, show: Show): PropertyChange {
  const isSecret = before instanceof SecretValue || after instanceof SecretValue || isSecretByType(type, path);
  const shown = (value: PropertyValue) => show(isSecret ? new SecretValue(value) : value);
  return {
    path: pathText(path),
    ...(before !== undefined && { before: shown(before) }),
    ...(after !== undefined && { after: shown(after) }),
    effect,
  };
}

/** What a Kubernetes Secret holds is secret whether or not the state marks it. */
function isSecretByType(type: string, [key]: JudgedDifference["path"]): boolean {
  return type === "kubernetes:core/v1:Secret" && (key === "data" || key === "stringData");
}

function riskOf({ kind, planned, old }: Step): readonly DataAtRisk[] {
  if (old === undefined || (kind !== "replace" && kind !== "delete" && kind !== "unknown")) return [];
  if (!old.custom || old.retainOnDelete) return [];
  const what = dataHeldBy({ type: old.type, name: old.name, properties: old.inputs });
  if (what === undefined) return [];
  const { urn, name } = planned ?? old;
  return [{ kind, urn, name, what, protect: isRefused(old, planned) }];
}

/**
 * Whether `pulumi up` stops before the old resource goes. A replacement passes when the same program takes the protection
 * away. Rule: pulumi/pulumi, `step_generator.go`, which asks for `new.Protect && old.Protect`.
 */
function isRefused(old: StateResource, planned: Step["planned"]): boolean {
  return old.protect && (planned === undefined || planned.protect);
}

function uncomparedOf(step: Step): ChangeReport["uncompared"] {
  if (step.hidden.length === 0) return [];
  const { urn, name } = subjectOf(step);
  return [{ urn, name, paths: step.hidden.map(({ path }) => pathText(path)) }];
}

function subjectOf({ planned, old }: Step): {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
} {
  const subject = planned ?? old;
  if (subject === undefined) throw new Error("a step without a resource");
  return subject;
}
