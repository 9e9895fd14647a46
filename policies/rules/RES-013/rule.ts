import { each, entries, fields, get, isSet, textOf } from "../../engine/extract/reader.ts";
import type { Node } from "../../engine/extract/walk.ts";
import { atNode } from "../../engine/judge.ts";
import { allowsCountry, allowsPlace, exampleCountries } from "../../engine/profile.ts";
import { regionLabel, regionsNamed } from "../../engine/resolve/regions.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";
import type { Settings } from "../../engine/settings.ts";

export const storageTopology: ResourceRule = {
  id: "RES-013",
  title: "storage-topology",
  severity: "high",
  axis: "residency",
  description: "Storage that spreads over nodes is bound to places that the profile allows.",
  law: "GDPR Art. 44",
  check: ({ type, root }, settings) => {
    const found = TOPOLOGIES.flatMap((path) => fields(root, path)).flatMap((expression) =>
      foreign(expression, settings),
    );
    const provisioner = textOf(get(root, "provisioner")) ?? "";
    if (!/^kubernetes:storage\.k8s\.io\/\w+:StorageClass$/.test(type) || !SPREADING.test(provisioner)) return found;
    const parameters = entries(get(root, "parameters"));
    const bound =
      isSet(get(root, "allowedTopologies")) || parameters.some(([key, value]) => PLACEMENT.test(key) && isSet(value));
    if (bound) return found;
    return [
      ...found,
      {
        path: "",
        what: `copies made by ${provisioner} may land on any node`,
        fix: "restrict it by allowedTopologies, or by the driver's own choice of nodes",
      },
    ];
  },
};

/** Drivers that keep copies on the cluster's own nodes. */
const SPREADING =
  /longhorn|rook-ceph|rbd\.csi\.ceph|cephfs\.csi\.ceph|openebs|mayastor|linstor|piraeus|portworx|pxd\.|storageos|juicefs|seaweedfs|glusterfs|robin|ondat/i;
/** Parameters by which those drivers are told where. */
const PLACEMENT =
  /^(nodeSelector|placementPolicy|topologyKey|zone|zones|domainLabel|replicasOnSame|replicasOnDifferent|placement|storagepool|poolTopology|nodeAffinityTopology|linstor\.csi\.linbit\.com\/(placementPolicy|replicasOnSame)|csi\.storage\.k8s\.io\/placement)$/i;
const TOPOLOGIES = [
  "allowedTopologies.matchLabelExpressions",
  "spec.nodeAffinity.required.nodeSelectorTerms.matchExpressions",
];
const PLACE_KEY = /(^|[/.-])(region|zone|location|country|failure-domain)$/i;

function foreign(expression: Node, settings: Settings): readonly Violation[] {
  if (!PLACE_KEY.test(textOf(get(expression, "key")) ?? "")) return [];
  return each(get(expression, "values")).flatMap((value) => {
    const label = outsideLabel(textOf(value), /country$/i.test(textOf(get(expression, "key")) ?? ""), settings);
    return label === undefined
      ? []
      : [
          {
            path: atNode(value),
            what: `volumes may be kept in ${value.secret ? "a place" : label}, outside the profile ${settings.profile.name}`,
            fix: `leave only places inside the profile, e.g. in ${exampleCountries(settings.profile).join(", ")}`,
          },
        ];
  });
}

/** How the place is called when the profile does not allow it. A name that no cloud has is the cluster's own. */
function outsideLabel(text: string | undefined, isCountry: boolean, settings: Settings): string | undefined {
  if (text === undefined) return "a place that is not known yet";
  if (isCountry) return allowsCountry(settings.profile, text.toUpperCase()) ? undefined : text;
  const exact = regionsNamed(text);
  const zoned = /-\d$/.test(text)
    ? exact.length > 0
      ? []
      : regionsNamed(text.slice(0, -2))
    : regionsNamed(text.replace(/-?[a-f]$/, ""));
  const rows = [...exact, ...zoned];
  const row = rows.find((candidate) => !allowsPlace(settings.profile, candidate));
  return row && regionLabel(row);
}
