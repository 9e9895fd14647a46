import { regionById } from "../../components/substrate/oci/regions.ts";
import type { PlannedResource } from "../model.ts";
import { knownText, valueAt } from "./values.ts";

/** The OCI realm that a resource is billed in, by its provider's region; `undefined` when that is not known. */
export function realmOf(
  { provider }: PlannedResource,
  byUrn: ReadonlyMap<string, PlannedResource>,
): string | undefined {
  const region = knownText(valueAt(byUrn.get(providerUrn(provider))?.properties ?? {}, "region"));
  return region === undefined ? undefined : regionById(region)?.realm;
}

/** A realm as its operator's customers write it. */
export function realmLabel(realm: string): string {
  return realm === "oc19" ? "OC19 (EU Sovereign Cloud)" : realm.toUpperCase();
}

/** A provider reference is its URN, on the engine's wire followed by `::` and its id. A URN itself has four parts. */
function providerUrn(reference: string): string {
  return reference.split("::").slice(0, 4).join("::");
}
