import type { Leaf } from "../extract/walk.ts";
import { property, type Where } from "../extract/where.ts";

/** The place below these keys, which blanks separate. */
export function at(keys: string): Where {
  return keys.split(" ").reduce<Where | undefined>((parent, key) => property(parent, key), undefined) as Where;
}

/** A known text that is a setting's whole value. */
export function leafAt(keys: string, text: string, more: Partial<Leaf> = {}): Leaf {
  const where = at(keys);
  return { where, holder: where.parent, text, certainty: "known", split: false, ...more };
}
