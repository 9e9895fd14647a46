import type { Place, Subject } from "./extract/subject.ts";
import { pathOf } from "./extract/where.ts";
import { allowsPlace, exampleRegions } from "./profile.ts";
import { regionLabel } from "./resolve/regions.ts";
import type { Violation } from "./rule.ts";
import { owns, type Settings } from "./settings.ts";

/** How a found thing is named in a message: as written, unless it was read out of a secret. */
export function shown(found: { readonly text: string; readonly certainty: string }): string {
  return found.certainty === "secret" ? "a value inside a secret" : found.text;
}

/** A place with its row's label when it has one. */
export function placeLabel(place: Place): string {
  if (place.certainty === "secret") return shown(place);
  if (!place.row) return place.text;
  return place.form === "region" ? regionLabel(place.row) : `${place.text} in ${regionLabel(place.row)}`;
}

/**
 * The violation of a known place that the profile does not allow; `undefined` when it does. A name that the table
 * does not have is outside: nobody can say where it is. `verb` is what the resource does with the place.
 */
export function outside(place: Place, settings: Settings, verb = ""): Violation | undefined {
  if (place.certainty === "unknown" || (place.row && allowsPlace(settings.profile, place.row))) return undefined;
  const provider = place.provider ?? "oci";
  const subject = `${verb && `${verb} `}${placeLabel(place)}`;
  return {
    path: pathOf(place.where),
    what: place.row
      ? `${subject} is outside the profile ${settings.profile.name}`
      : `${subject} is not a place of ${provider} in the region table, so it counts as outside the profile ${settings.profile.name}`,
    fix: useOneOf(exampleRegions(settings.profile, provider, place.row?.realm ?? place.realm ?? "oc1")),
    ...(place.row?.confidence === "low" && { advisory: true }),
  };
}

function useOneOf(regions: readonly string[]): string {
  return regions.length === 0 ? "use a provider with a region inside the profile" : `use one of ${regions.join(", ")}`;
}

/** Region given for an S3-like service of one's own, where the name is a formality of the protocol. */
export function isFormality(place: Place, subject: Subject, settings: Settings): boolean {
  return (
    place.holder !== undefined &&
    subject.package !== "aws" &&
    subject.hosts.some((host) => host.holder === place.holder && (host.internal || owns(settings, host.text)))
  );
}
