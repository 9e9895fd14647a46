import { type OciRegion, regionByKeyOrId } from "./regions.ts";

/** An Oracle Cloud Identifier taken apart: `ocid1.<type>.<realm>.[region].<unique>`. */
export interface Ocid {
  readonly kind: "ocid";
  /** Resource type in lower case, e.g. `tenancy`, `image`, `capacityreservation`. */
  readonly type: string;
  /** Realm, e.g. `oc1`. */
  readonly realm: string;
  /** Region identifier or key; `""` for what belongs to no region (tenancies, compartments). */
  readonly region: string;
  /** Everything after the region; keys of a vault have two parts here. */
  readonly unique: string;
}

export interface OcidError {
  readonly kind: "not-an-ocid";
  /** One clause, e.g. `has 3 parts where an OCID has at least 5`. */
  readonly message: string;
}

/** One way in which a well-formed OCID does not belong where it was written. */
export type OcidMismatch =
  | { readonly kind: "realm"; readonly found: string; readonly expected: string; readonly message: string }
  | { readonly kind: "region"; readonly found: string; readonly expected: string; readonly message: string }
  | { readonly kind: "type"; readonly found: string; readonly expected: readonly string[]; readonly message: string };

/** Takes an OCID apart. Format: Oracle, "Resource Identifiers". */
export function parseOcid(text: string): Ocid | OcidError {
  const parts = text.trim().split(".");
  const [version = "", type = "", realm = "", region = "", ...rest] = parts;
  const unique = rest.join(".");
  if (version !== "ocid1") return notAnOcid(`begins with "${version}" where an OCID begins with "ocid1"`);
  if (parts.length < 5) return notAnOcid(`has ${parts.length} parts where an OCID has at least 5`);
  if (!/^[a-z][a-z0-9_-]*$/.test(type)) return notAnOcid(`has the resource type "${type}"`);
  if (!/^oc[0-9]+$/.test(realm)) return notAnOcid(`has the realm "${realm}" where "oc1", "oc19", … stands`);
  if (!/^[a-z0-9-]*$/.test(region)) return notAnOcid(`has the region "${region}"`);
  if (!/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(unique)) return notAnOcid("has no unique part of letters and digits");
  return { kind: "ocid", type, realm, region, unique };
}

/** An OCID that stands in an example file until its owner fills it in: the unique part begins with `replace-me`. */
export function isPlaceholder(ocid: Ocid): boolean {
  return ocid.unique.startsWith("replace-me");
}

/**
 * Why this OCID can not be used in `region`. An OCID without a region part names something of the whole realm, so
 * only its realm is compared. A region part that no table row has is a mismatch.
 */
export function ocidProblems(
  ocid: Ocid,
  where: { readonly region: OciRegion; readonly expectedTypes?: readonly string[] },
): readonly OcidMismatch[] {
  const problems: OcidMismatch[] = [];
  const { region, expectedTypes } = where;
  if (expectedTypes && !expectedTypes.includes(ocid.type)) {
    const message = `names a resource of type ${ocid.type}, not ${expectedTypes.join(" or ")}`;
    problems.push({ kind: "type", found: ocid.type, expected: expectedTypes, message });
  }
  if (ocid.realm !== region.realm) {
    const message = `belongs to realm ${ocid.realm}, but ${region.id} is in realm ${region.realm}`;
    problems.push({ kind: "realm", found: ocid.realm, expected: region.realm, message });
  }
  if (ocid.region !== "" && regionByKeyOrId(ocid.region)?.id !== region.id) {
    const found = regionByKeyOrId(ocid.region)?.id ?? ocid.region;
    const message = `belongs to region ${found}, not to ${region.id}`;
    problems.push({ kind: "region", found, expected: region.id, message });
  }
  return problems;
}

function notAnOcid(message: string): OcidError {
  return { kind: "not-an-ocid", message };
}
