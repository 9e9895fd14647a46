import { effectOf, replacementOf } from "../replacement/replacement.ts";
import type { ExportedState, StateResource } from "./exported-state.ts";

/** Which resources of a state stand on which others. */
export class Dependents {
  readonly #byUrn: ReadonlyMap<string, StateResource>;
  readonly #dependents = new Map<string, StateResource[]>();

  constructor({ resources }: ExportedState) {
    const present = resources.filter((resource) => !resource.delete);
    this.#byUrn = new Map(present.map((resource) => [resource.urn, resource]));
    for (const resource of present) {
      const on = [resource.provider, ...Object.values(resource.propertyDependencies).flat()];
      for (const urn of new Set(on)) {
        const known = this.#dependents.get(urn);
        if (known === undefined) this.#dependents.set(urn, [resource]);
        else known.push(resource);
      }
    }
  }

  /**
   * Resources that go before `root` goes: those whose inputs come from it, or from another of them, in a place where a
   * change replaces them, and those that a provider among them serves.
   * Rule: `calculateDependentReplacements` of pulumi/pulumi.
   */
  replacedWith(root: string): ReadonlySet<string> {
    const replaced = new Set([root]);
    const pending = [root];
    for (let urn = pending.pop(); urn !== undefined; urn = pending.pop()) {
      for (const dependent of this.#dependents.get(urn) ?? []) {
        if (replaced.has(dependent.urn) || !dependent.custom || dependent.external) continue;
        if (dependent.provider !== urn && !this.#isReplacedByChange(dependent, urn)) continue;
        replaced.add(dependent.urn);
        pending.push(dependent.urn);
      }
    }
    replaced.delete(root);
    return replaced;
  }

  #isReplacedByChange({ type, inputs, provider, propertyDependencies }: StateResource, of: string): boolean {
    const facts = replacementOf(type);
    if (facts === undefined) return false;
    const context = { inputs, provider: this.#byUrn.get(provider)?.inputs ?? {} };
    return Object.entries(propertyDependencies).some(
      ([key, urns]) =>
        urns.includes(of) &&
        effectOf(facts, { path: [key], before: inputs[key], unknownAfter: true }, context) === "replace",
    );
  }
}
