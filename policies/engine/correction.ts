import type { Subject } from "./extract/subject.ts";
import type { Where } from "./extract/where.ts";
import { nameOf } from "./extract/where.ts";

/** Rules that can correct what they object to. They do where their level is `remediate`, and nowhere else. */
export const CORRECTING_RULES = ["SUP-001", "NET-009"] as const;

/** Another value for one property. */
export interface Correction {
  readonly where: Where;
  /** From the value that stands there, `undefined` when none does; the same value leaves it. */
  readonly change: (value: unknown) => unknown;
}

/**
 * True where something that a Kubernetes object lists as a container can be corrected: written in the object itself, not in a
 * text or a secret inside of it.
 */
export function isOwnContainer({ type }: Subject, where: Where | undefined, certainty: string): where is Where {
  return (
    type.startsWith("kubernetes:") &&
    certainty === "known" &&
    where?.key === "" &&
    !where.decoded &&
    /^(initC|ephemeralC|c)ontainers$/.test(nameOf(where))
  );
}

/** Properties with corrections made; what is not on the way to one is shared. The same object when nothing changes. */
export function withCorrections(properties: object, corrections: readonly Correction[]): object {
  return corrections.reduce<object>(
    (root, { where, change }) => changedAt(root, segmentsOf(where), change) as object,
    properties,
  );
}

function changedAt(value: unknown, path: readonly (string | number)[], change: Correction["change"]): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (typeof value !== "object" || value === null) return value;
  const child = Object.getOwnPropertyDescriptor(value, step)?.value;
  const changed = changedAt(child, rest, change);
  if (changed === child) return value;
  if (Array.isArray(value)) return value.map((one, index) => (index === step ? changed : one));
  return { ...value, [step]: changed };
}

function segmentsOf(where: Where): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  for (let at: Where | undefined = where; at; at = at.parent) {
    steps.push(at.step.startsWith("[") ? (JSON.parse(at.step)[0] as string | number) : at.step.slice(1));
  }
  return steps.reverse();
}
