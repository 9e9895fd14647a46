import { pathSegments } from "../../stacks/environment/path.ts";
import type { PropertyMap } from "../engine/codec.ts";
import type { ExistingResources, KnownOutputs } from "../engine/ledger.ts";
import { isProviderType } from "../engine/providers.ts";
import type { ChangeKind, PlannedResource } from "../model.ts";
import { touches } from "../replacement/path-pattern.ts";
import { deletesFirst, effectOf, type InputChange, replacementOf } from "../replacement/replacement.ts";
import { Aliases } from "./aliases.ts";
import { Dependents } from "./cascade.ts";
import { compareInputs, type Difference, isMap } from "./compare-inputs.ts";
import type { ExportedState, StateResource } from "./exported-state.ts";
import { plain } from "./plain.ts";
import { inStoredForm } from "./stored-form.ts";

/** A difference and what comes of it. */
export interface JudgedDifference extends Difference {
  readonly effect: "update" | "replace" | "unknown";
}

/** What becomes of one resource. */
export interface Step {
  readonly kind: ChangeKind | "same";
  /** Absent for what is deleted. */
  readonly planned?: PlannedResource;
  /** Absent for what is created. */
  readonly old?: StateResource;
  readonly differences: readonly JudgedDifference[];
  /** Differences that nobody can see. */
  readonly hidden: readonly Difference[];
  readonly reasons: readonly string[];
  readonly deletesFirst: boolean;
}

type Effect = JudgedDifference["effect"];

/**
 * Compares a program with a state while the program runs, resource by resource, as the real engine's preview does: what
 * stays keeps its outputs, so that whatever depends on it is compared by value; what is made anew has none yet.
 * Linear in the resources and their properties.
 */
export class Comparison implements ExistingResources {
  readonly #state: ExportedState;
  readonly #present: ReadonlyMap<string, StateResource>;
  readonly #dependents: Dependents;
  readonly #aliases = new Aliases();
  readonly #steps = new Map<string, Step>();
  readonly #claimed = new Set<StateResource>();
  /** URN in the state → URN of the resource that is deleted first and takes it along. */
  readonly #takenAlong = new Map<string, string>();

  constructor(state: ExportedState) {
    this.#state = state;
    this.#present = new Map(
      state.resources.filter((resource) => !resource.delete).map((resource) => [resource.urn, resource]),
    );
    this.#dependents = new Dependents(state);
  }

  register(registered: PlannedResource): KnownOutputs | undefined {
    const resource = inStoredForm(registered);
    const old = this.#claim(resource);
    if (resource.external === true) return undefined;
    const step = old === undefined || old.external ? create(resource) : this.#judge(resource, old);
    this.#steps.set(resource.urn, step);
    if (step.deletesFirst && step.old !== undefined) this.#takeAlong(step.old.urn);
    return knownOutputs(step);
  }

  /** What becomes of every resource, the program's first; call it when the program has ended. */
  steps(): readonly Step[] {
    const gone = this.#state.resources.filter((resource) => !this.#claimed.has(resource) && !resource.external);
    return [...this.#steps.values(), ...gone.map(remove)];
  }

  /** What is taken along itself has been followed to the end already. */
  #takeAlong(root: string): void {
    if (this.#takenAlong.has(root)) return;
    for (const urn of this.#dependents.replacedWith(root)) this.#takenAlong.set(urn, root);
  }

  #claim(resource: PlannedResource): StateResource | undefined {
    const names = [resource.urn, ...this.#aliases.of(resource)];
    const old = names.map((urn) => this.#present.get(urn)).find((found) => found !== undefined);
    if (old !== undefined) this.#claimed.add(old);
    return old;
  }

  #judge(planned: PlannedResource, old: StateResource): Step {
    if (old.pendingReplacement) return { ...create(planned), reasons: ["its replacement was interrupted"] };
    const base = { planned, old, differences: [], hidden: [], reasons: [], deletesFirst: false };
    if (!planned.custom) return { ...base, kind: "same" };

    const facts = replacementOf(planned.type);
    const context = {
      inputs: planned.properties,
      provider: this.#steps.get(planned.provider)?.planned?.properties ?? {},
    };
    const differences: JudgedDifference[] = [];
    const hidden: Difference[] = [];
    for (const difference of compareInputs(old.inputs, planned.properties)) {
      if (isIn(planned.ignoreChanges, difference)) continue;
      const certainty = difference.kind === "unknown" ? this.#certaintyOf(planned, difference) : difference.kind;
      if (certainty === "hidden") hidden.push(difference);
      else if (certainty === "unknown" || facts === undefined) differences.push({ ...difference, effect: "unknown" });
      else {
        const forced = isIn(planned.replaceOnChanges ?? [], difference);
        const effect = forced ? "replace" : effectOf(facts, inputChange(difference), context);
        differences.push({ ...difference, effect });
      }
    }
    const outside = this.#outsideReasons(planned, old);
    const effects = [...differences.map(({ effect }) => effect), ...outside.map(({ effect }) => effect)];
    const kind = strongest(effects);
    const untold =
      facts === undefined && differences.length > 0 ? ["nobody has looked at what a change of this type does"] : [];
    const changes = differences.map(inputChange);
    const first =
      planned.deleteBeforeReplace ?? (facts !== undefined && deletesFirst(facts, changes, planned.properties));
    return {
      ...base,
      kind,
      differences,
      hidden,
      reasons: [...outside.map(({ reason }) => reason), ...untold],
      deletesFirst: kind === "replace" && (first || this.#takenAlong.has(old.urn)),
    };
  }

  /** A value that is not known is a change when what it comes from is made anew, and otherwise out of sight. */
  #certaintyOf({ propertyDependencies }: PlannedResource, { path }: Difference): "changed" | "unknown" | "hidden" {
    const kinds = (propertyDependencies[String(path[0])] ?? []).map((urn) => this.#steps.get(urn)?.kind);
    if (kinds.some((kind) => kind === "create" || kind === "replace")) return "changed";
    return kinds.includes("unknown") ? "unknown" : "hidden";
  }

  /** Why a resource is replaced whatever its inputs are. */
  #outsideReasons(planned: PlannedResource, old: StateResource): readonly { effect: Effect; reason: string }[] {
    const reasons: { effect: Effect; reason: string }[] = [];
    if (old.taint) reasons.push({ effect: "replace", reason: "the state marks it for replacement" });
    const root = this.#takenAlong.get(old.urn);
    if (root !== undefined) {
      reasons.push({
        effect: "replace",
        reason: `it depends on ${nameOf(root)}, which is deleted before it is made again`,
      });
    }
    const effect = this.#providerEffect(planned, old);
    if (effect === "replace") reasons.push({ effect, reason: `its provider ${nameOf(planned.provider)} is replaced` });
    if (effect === "unknown") {
      reasons.push({ effect, reason: `whether its provider ${nameOf(planned.provider)} is replaced nobody can tell` });
    }
    return reasons;
  }

  /** Another provider is judged as the same one with other inputs would be. Rule: `providerChanged` of pulumi/pulumi. */
  #providerEffect(planned: PlannedResource, old: StateResource): Effect {
    if (planned.provider === "" || isProviderType(planned.type)) return "update";
    const step = this.#steps.get(planned.provider);
    if (step?.old?.urn === old.provider)
      return step.kind === "replace" || step.kind === "unknown" ? step.kind : "update";
    const [before, after] = [this.#present.get(old.provider), step?.planned];
    if (before === undefined || after === undefined) return "unknown";
    const facts = replacementOf(after.type);
    const differences = compareInputs(before.inputs, after.properties).filter(({ path }) => !isPluginKey(path[0]));
    if (facts === undefined) return differences.length === 0 ? "update" : "unknown";
    const context = { inputs: after.properties, provider: {} };
    const effect = strongest(differences.map((difference) => effectOf(facts, inputChange(difference), context)));
    return effect === "same" ? "update" : effect;
  }
}

function create(planned: PlannedResource): Step {
  return { kind: "create", planned, differences: [], hidden: [], reasons: [], deletesFirst: false };
}

function remove(old: StateResource): Step {
  const reasons = [
    ...(old.delete ? ["left over from a replacement that was interrupted"] : []),
    ...(old.retainOnDelete ? ["only the state forgets it: it stays in the cloud"] : []),
  ];
  return { kind: "delete", old, differences: [], hidden: [], reasons, deletesFirst: false };
}

function strongest(effects: readonly Effect[]): "same" | Effect {
  if (effects.includes("replace")) return "replace";
  if (effects.includes("unknown")) return "unknown";
  return effects.length > 0 ? "update" : "same";
}

function knownOutputs({ kind, planned, old }: Step): KnownOutputs | undefined {
  if (planned === undefined || old === undefined) return undefined;
  if (kind === "same") return { id: old.id, outputs: withoutInternal(old.outputs) };
  return kind === "update"
    ? { id: old.id, outputs: overlaid(withoutInternal(old.outputs), planned.properties) }
    : undefined;
}

/** Providers' own notes are of no use to a program. */
function withoutInternal(outputs: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(outputs).filter(([key]) => !key.startsWith("__")));
}

/** Outputs after an update in place: the new inputs, and what else there was. */
function overlaid(outputs: PropertyMap, inputs: PropertyMap): PropertyMap {
  const merged: Record<string, PropertyMap[string]> = { ...outputs };
  for (const [key, input] of Object.entries(inputs)) {
    const output = outputs[key];
    merged[key] = isMap(input) && isMap(output) ? overlaid(output, input) : input;
  }
  return merged;
}

function inputChange({ path, before, after, kind }: Difference): InputChange {
  return { path, before: plain(before), after: plain(after), unknownAfter: kind === "unknown" };
}

/** Whether an option of the program, e.g. `ignoreChanges: ["data", "spec.ports[*].nodePort"]`, names this place. */
function isIn(options: readonly string[], { path }: Difference): boolean {
  return options.some((option) => touches(pathSegments(option.replaceAll("[*]", '["*"]')).map(String), path));
}

const isPluginKey = (key: unknown) => key === "version" || key === "pluginDownloadURL";

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
