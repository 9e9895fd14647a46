import type { Issue } from "../stacks/environment/issue.ts";
import { pathText } from "../stacks/environment/path.ts";
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
    .filter((name) => {
      const value = outputs[name];
      return value !== undefined && !(value instanceof SecretValue) && !(value instanceof UnknownValue);
    })
    .map((name) => ({ path: `outputs.${name}`, message: "must be secret and is not" }));
  return [...broken, ...exposed];
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
