import { cidrConflicts, planSubnets } from "../../../components/substrate/oci/cidr-plan.ts";
import type { Draft } from "../draft.ts";
import type { Issue } from "../issue.ts";

export function rangesDoNotOverlap(config: Draft): Issue[] {
  const network = config.at("cloud", "network");
  const fields = [network.at("vcnCidr"), network.at("servicesCidr"), ...network.at("foreignCidrs").members];
  const named = Object.fromEntries(
    fields.flatMap((field) => (field.text === undefined ? [] : [[field.path.join("."), field.text]])),
  );
  const conflicts = cidrConflicts(named).map((conflict) => {
    const later = fields.find((field) => field.path.join(".") === conflict.b) ?? network;
    return later.issue(`overlaps ${conflict.aCidr} of ${conflict.a}`, { accepted: "ranges without a common address" });
  });
  return [...conflicts, ...subnetsFit(network.at("vcnCidr"))];
}

function subnetsFit(vcn: Draft): Issue[] {
  if (vcn.text === undefined || Object.keys(cidrConflicts({ a: vcn.text, b: vcn.text })).length === 0) {
    return [];
  }
  try {
    planSubnets(vcn.text);
    return [];
  } catch (error) {
    return [vcn.issue(error instanceof Error ? error.message : String(error), { accepted: "/16 to /20" })];
  }
}
