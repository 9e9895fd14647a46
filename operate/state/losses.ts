import type { StateResource } from "../../plan/against/exported-state.ts";
import { dataHeldBy } from "../../plan/replacement/replacement.ts";

/** A resource that somebody will miss, and what goes with it. */
export interface Loss {
  readonly urn: string;
  readonly name: string;
  readonly type: string;
  readonly lost: string;
}

/** What holds data, and what is protected for another reason, in the order of the state. */
export function lossesOf(resources: readonly StateResource[]): readonly Loss[] {
  return resources.flatMap(({ urn, type, name, protect, inputs, external }) => {
    if (external) return [];
    const held = dataHeldBy({ type, name, properties: inputs });
    if (held === undefined && !protect) return [];
    return [{ urn, name, type, lost: held ?? "protected: everything else needs it" }];
  });
}
