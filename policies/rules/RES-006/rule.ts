import type { PlaceRole } from "../../engine/extract/place-fields.ts";
import type { Place } from "../../engine/extract/places.ts";
import type { Subject } from "../../engine/extract/subject.ts";
import { at, outside, regionFix, shown } from "../../engine/judge.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";
import type { Settings } from "../../engine/settings.ts";

export const identifierRegion: ResourceRule = {
  id: "RES-006",
  title: "identifier-region",
  severity: "high",
  axis: "residency",
  description:
    "Identifiers and endpoints in any text name things inside the profile and inside the realm that is used.",
  law: "GDPR Art. 44",
  check: (subject, settings) => {
    const realm = realmOf(subject);
    return subject.places
      .filter(({ role, form }) => form !== "region" && form !== "profile" && STANDS_FOR_ITSELF.has(role))
      .flatMap(
        (place) =>
          (place.region === "" ? undefined : outside(place, settings, "refers to")) ??
          otherRealm(place, realm, settings) ??
          [],
      );
  },
};

/** Roles of identifiers that no rule on copies, backups, standbys or peers answers for. */
const STANDS_FOR_ITSELF = new Set<PlaceRole>(["mention", "primary"]);

/** Realm of the region that the resource works in. */
function realmOf({ inherited, isProvider, places }: Subject): string | undefined {
  const place = isProvider ? places.find(({ form }) => form === "region") : inherited;
  return place?.row?.realm;
}

/** Realms share nothing: an identifier of one means nothing in another, or it is a mistake about which cloud is used. */
function otherRealm(place: Place, used: string | undefined, settings: Settings): Violation | undefined {
  const { realm, row } = place;
  if (realm === undefined) return undefined;
  const expected = row?.realm !== undefined && row.realm !== realm ? row.realm : used;
  if (expected === undefined || realm === expected) return undefined;
  return {
    path: at(place),
    what: `${shown(place)} belongs to the realm ${realm}, and the region used to the realm ${expected}`,
    fix: `use an identifier of ${expected}, or a region of ${realm}: ${regionFix({ provider: "oci", row: undefined, realm }, settings)}`,
  };
}
