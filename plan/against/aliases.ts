import { makeUrn, parentTypeOf, parseUrn } from "../engine/urn.ts";
import type { PlannedResource } from "../model.ts";

/**
 * Former URNs under which resources may stand in a state: their own aliases and those that follow from the aliases of
 * their parents. Rule: `generateAliases` and `inheritedChildAlias` of pulumi/pulumi.
 */
export class Aliases {
  readonly #known = new Map<string, { readonly name: string; readonly aliases: readonly string[] }>();

  /** Own aliases first. Parents must have been asked about before their children. */
  of({ urn, name, parent, aliases }: PlannedResource): readonly string[] {
    const above = this.#known.get(parent);
    const inherited = (above?.aliases ?? []).flatMap((parentAlias) =>
      [urn, ...aliases].map((own) => childOf(parentAlias, own, above?.name ?? "")),
    );
    const all = [...new Set([...aliases, ...inherited])].filter((alias) => alias !== urn);
    if (all.length > 0) this.#known.set(urn, { name, aliases: all });
    return all;
  }
}

/** The URN of a child when its parent still had the alias; a child named after its parent is renamed with it. */
function childOf(parentAlias: string, child: string, parentName: string): string {
  const parts = parseUrn(child);
  const { name: formerName } = parseUrn(parentAlias);
  const isNamedAfter = parentName !== "" && parts.name.startsWith(parentName);
  const name = isNamedAfter ? `${formerName}${parts.name.slice(parentName.length)}` : parts.name;
  return makeUrn({ ...parts, parentType: parentTypeOf(parentAlias), name });
}
