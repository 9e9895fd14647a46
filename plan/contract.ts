import type { Issue } from "../stacks/environment/issue.ts";
import { pathText, valueAt } from "../stacks/environment/path.ts";
import { outputsSchema, secretOutputs } from "../stacks/outputs.ts";
import { AssetValue, type PropertyValue, ResourceReference, SecretValue, UnknownValue } from "./engine/values.ts";

/**
 * Mistakes of the program, not of the stack file: outputs that break the contract of stacks/outputs.ts. What is unknown
 * in a plan can not be judged yet and is left out; what must be secret and is not is always a mistake.
 */
export function contractIssues(outputs: Readonly<Record<string, PropertyValue>>): Issue[] {
  const unknown: string[] = [];
  const parsed = outputsSchema.safeParse(revealed(outputs, [], unknown));
  const broken = parsed.success
    ? []
    : parsed.error.issues
        .filter((issue) => !unknown.includes(pathText(issue.path)))
        .map((issue) => ({
          path: `outputs.${pathText(issue.path)}`,
          message: `breaks the contract: ${issue.message}`,
        }));
  // The SDK sends an unknown output without its secret mark, so only a known one can give itself away.
  const exposed = secretOutputs
    .filter((path) => isExposed(outputs, path))
    .map((path) => ({ path: `outputs.${pathText(path)}`, message: "must be secret and is not" }));
  return [...broken, ...exposed];
}

/** Whether a value stands at a path, known and without a secret around it. */
function isExposed(value: PropertyValue, path: readonly string[]): boolean {
  if (value === undefined || value instanceof SecretValue || value instanceof UnknownValue) {
    return false;
  }
  const [key, ...rest] = path;
  if (key === undefined) {
    return true;
  }
  const child = valueAt(value, [key]) as PropertyValue | undefined;
  return child !== undefined && isExposed(child, rest);
}

/** Outputs as `pulumi stack output --json --show-secrets` would give them; paths of unknown values are collected. */
function revealed(value: PropertyValue, path: readonly PropertyKey[], unknown: string[]): unknown {
  if (value instanceof UnknownValue) {
    unknown.push(pathText(path));
    return undefined;
  }
  if (value instanceof SecretValue) {
    return revealed(value.element, path, unknown);
  }
  if (value instanceof ResourceReference) {
    return value.urn;
  }
  if (Array.isArray(value)) {
    return value.map((item: PropertyValue, index) => revealed(item, [...path, index], unknown));
  }
  if (typeof value === "object" && value !== null && !(value instanceof AssetValue)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, revealed(item, [...path, key], unknown)]),
    );
  }
  return value;
}
