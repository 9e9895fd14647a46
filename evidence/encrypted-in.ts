import type { ExportedState } from "../plan/against/exported-state.ts";
import { AssetValue, type PropertyValue, ResourceReference, SecretValue, UnknownValue } from "../plan/engine/values.ts";
import type { Judged } from "./build-evidence.ts";

/** What an export keeps encrypted: nobody looked at it. One line a resource, none of its own values. */
export function encryptedIn({ resources }: ExportedState): Judged["open"] {
  return resources.flatMap(({ urn, inputs }) => {
    const count = encryptedValues(inputs);
    if (count === 0) return [];
    const values = count === 1 ? "one value is" : `${count} values are`;
    return [{ where: urn, reason: `${values} encrypted in the export, so no rule could read what it says` }];
  });
}

function encryptedValues(value: PropertyValue): number {
  if (value instanceof SecretValue) return value.element instanceof UnknownValue ? 1 : encryptedValues(value.element);
  if (typeof value !== "object" || value === null) return 0;
  if (value instanceof UnknownValue || value instanceof ResourceReference || value instanceof AssetValue) return 0;
  return Object.values(value).reduce<number>((sum, one) => sum + encryptedValues(one), 0);
}
