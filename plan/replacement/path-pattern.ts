import type { PathSegment } from "../../stacks/environment/path.ts";

/** Steps from a resource's inputs to a property; `*` stands for every index of a list. */
export type PathPattern = readonly string[];

/** Reads `spec.containers[*].image`. @throws Error on text that is not of this form */
export function readPattern(text: string): PathPattern {
  if (!/^[A-Za-z_]\w*(\[\*\])*(\.[A-Za-z_]\w*(\[\*\])*)*$/.test(text)) {
    throw new Error(`"${text}" is not a property path such as spec.containers[*].image`);
  }
  return text.replaceAll("[*]", ".*").split(".");
}

/**
 * Whether a change at `path` touches what the pattern names: at it, below it, or above it when the value there, before
 * or after, has something where the pattern leads.
 */
export function touches(
  pattern: PathPattern,
  path: readonly PathSegment[],
  values: { readonly before?: unknown; readonly after?: unknown } = {},
): boolean {
  const shared = Math.min(pattern.length, path.length);
  for (let at = 0; at < shared; at += 1) {
    if (!steps(pattern[at], path[at])) return false;
  }
  if (path.length >= pattern.length) return true;
  const rest = pattern.slice(path.length);
  return leads(values.before, rest) || leads(values.after, rest);
}

function steps(step: string | undefined, segment: PathSegment | undefined): boolean {
  return step === "*" ? typeof segment === "number" : step === String(segment);
}

/** Whether something stands where the rest of a pattern leads. */
function leads(value: unknown, [step, ...rest]: PathPattern): boolean {
  if (value === undefined || value === null) return false;
  if (step === undefined) return true;
  if (Array.isArray(value)) return step === "*" && value.some((item) => leads(item, rest));
  return typeof value === "object" && Object.hasOwn(value, step) && leads(Reflect.get(value, step), rest);
}
