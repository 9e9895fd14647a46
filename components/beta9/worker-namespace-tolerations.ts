/** Toleration of exactly one taint. */
export interface Toleration {
  readonly key: string;
  readonly operator: "Equal" | "Exists";
  readonly value?: string;
  readonly effect: string;
}

const taintPattern = /^([^=:]+)(?:=([^=:]*))?:(NoSchedule|PreferNoSchedule|NoExecute)$/;

/**
 * Tolerations of these taints, each once.
 * @param taints as `key=value:effect` or `key:effect`; `undefined` is a pool without one
 * @throws RangeError for a text that is no taint
 */
export function tolerationsOf(taints: readonly (string | undefined)[]): Toleration[] {
  return [...new Set(taints.filter((taint) => taint !== undefined))].sort().map((taint) => {
    const [, key, value, effect] = taintPattern.exec(taint) ?? [];
    if (key === undefined || effect === undefined) {
      throw new RangeError(`"${taint}" is no taint such as nvidia.com/gpu=present:NoSchedule`);
    }
    return value === undefined ? { key, operator: "Exists", effect } : { key, operator: "Equal", value, effect };
  });
}
