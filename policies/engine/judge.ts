import tables from "../data/tables.json" with { type: "json" };
import type { FoundHost } from "./extract/hosts.ts";
import type { Place } from "./extract/places.ts";
import type { Purpose } from "./extract/purposes.ts";
import { certaintyOf } from "./extract/reader.ts";
import type { Subject } from "./extract/subject.ts";
import type { Node } from "./extract/walk.ts";
import { nameOf, openPathOf, pathOf, type Where } from "./extract/where.ts";
import { allowsPlace, allowsVendor, exampleRegions } from "./profile.ts";
import { regionLabel } from "./resolve/regions.ts";
import type { Vendor } from "./resolve/vendors.ts";
import type { Violation } from "./rule.ts";
import { acceptanceOf, isMirror, owns, registered, type Settings } from "./settings.ts";

/** How a found thing is named in a message: as written, unless it was read out of a secret. */
export function shown(found: { readonly text: string; readonly certainty: string }): string {
  return found.certainty === "secret" ? "a value inside a secret" : found.text;
}

/** The path of a found thing. */
export function at({ where, certainty }: { readonly where: Where | undefined; readonly certainty: string }): string {
  return certainty === "secret" ? openPathOf(where) : pathOf(where);
}

/** A place with its row's label when it has one. */
export function placeLabel(place: Place): string {
  if (place.certainty === "secret" || !place.row) return shown(place);
  return place.form === "region" ? regionLabel(place.row) : `${place.text} in ${regionLabel(place.row)}`;
}

/**
 * The violation of a known place that the profile does not allow; `undefined` when it does. A name that the table
 * does not have is outside: nobody can say where it is. `verb` is what the resource does with the place.
 */
export function outside(place: Place, settings: Settings, verb = ""): Violation | undefined {
  if (place.certainty === "unknown" || (place.row && allowsPlace(settings.profile, place.row))) return undefined;
  const subject = verb === "" ? placeLabel(place) : `${verb} ${placeLabel(place)}, which`;
  const outsideProfile = `outside the profile ${settings.profile.name}`;
  return {
    path: at(place),
    what: place.row
      ? `${subject} is ${outsideProfile}`
      : `${subject} is in no row of the region table of ${tables.regions.asOf}, so it counts as ${outsideProfile}`,
    fix: regionFix(place, settings),
    ...(place.row?.confidence === "low" && { advisory: true }),
  };
}

export function regionFix(place: Pick<Place, "provider" | "row" | "realm">, settings: Settings): string {
  const regions = exampleRegions(settings.profile, place.provider ?? "oci", place.row?.realm ?? place.realm ?? "oc1");
  return regions.length === 0 ? "use a provider with a region inside the profile" : `use one of ${regions.join(", ")}`;
}

/** The region of an S3-like store of one's own is a formality of the protocol. */
export function isFormality(place: Place, subject: Subject, settings: Settings): boolean {
  if (subject.foreignServices !== undefined)
    return subject.hosts.some((host) => isOurs(host, settings)) || !subject.isProvider;
  const beside = neighbours(place);
  return (
    beside !== undefined &&
    subject.hosts.some(
      (host) =>
        (host.where === place.where || (neighbours(host) === beside && NAMES_STORE.test(nameOf(host.where)))) &&
        isOurs(host, settings),
    )
  );
}

/** Settings that say which store is meant: `endpoint`, `s3Url`, `AWS_ENDPOINT_URL_S3`, `host_base`, `publicUrl`. */
const NAMES_STORE = /endpoint|s3|minio|ceph|garage|object|storage|bucket|^(host|host_?base|url|uri|server|address)$/i;

/** What stands beside a setting: its own object, or the list of `{name, value}` pairs that it is one of. */
function neighbours({ where, holder }: Pick<Place, "where" | "holder">): Where | undefined {
  const isPair = where !== undefined && /^\.values?$/.test(where.step) && where.step !== `.${where.key}`;
  return isPair ? holder?.parent : holder;
}

function isOurs(host: FoundHost, settings: Settings): boolean {
  return host.internal || owns(settings, host.text);
}

/** A host by which a vendor was recognised. */
interface Recognised {
  readonly text: string;
  readonly certainty: string;
}

/** Why a vendor may not be used, as the end of a sentence; `undefined` when it may. */
export function objection(vendor: Vendor, host: Recognised, settings: Settings): string | undefined {
  if (allowsVendor(settings.profile, vendor)) return undefined;
  const { today, profile } = settings;
  const accepted = acceptanceOf(settings, vendor);
  if (accepted?.current) return undefined;
  const entry = registered(settings, host.text);
  const counts = entry !== undefined && (profile.usSubprocessors || !vendor.usExposed);
  if (counts && entry.current) return undefined;
  const reach = vendor.usExposed && vendor.parentCountry !== "US" ? ", presumed within reach of US orders" : "";
  // A company's name can give a secret host away.
  const company =
    host.certainty === "secret" ? `the company of a service of the kind ${vendor.category}` : vendor.company;
  const owner = `${company} (parent in ${vendor.parentCountry}${reach})`;
  if (accepted)
    return `${owner}, whose acceptance by ${accepted.entry.by} ended on ${accepted.entry.until}, before ${today}`;
  if (counts)
    return `${owner}, whose register entry (${entry.entry.basis}) ended on ${entry.entry.until}, before ${today}`;
  return `${owner}, which the profile ${profile.name} does not allow`;
}

/** What to do about a vendor that may not be used. */
export function vendorFix(vendor: Vendor, host: Recognised): string {
  const none = host.certainty === "secret" || vendor.euAlternative === "already EU";
  return `${none ? "" : `use ${vendor.euAlternative}; or `}have the company accepted by name, reason and end date`;
}

/** Why a host may not be used, as the end of a sentence that begins with the host; `undefined` when it may. */
function refusal(
  host: FoundHost,
  settings: Settings,
): { readonly why: string; readonly advisory: boolean } | undefined {
  if (host.certainty === "unknown") return { why: "can not be known before the cloud answers", advisory: false };
  if (host.templated) return { why: "is put together later, so nobody can say whose it is", advisory: true };
  if (host.internal || owns(settings, host.text) || isMirror(settings, host.text)) return undefined;
  if (host.vendor) {
    const why = objection(host.vendor, host, settings);
    return why === undefined ? undefined : { why: `belongs to ${why}`, advisory: host.vendor.confidence === "low" };
  }
  const entry = registered(settings, host.text);
  if (entry?.current) return undefined;
  const why = entry ? `has a register entry that ended on ${entry.entry.until}` : "is in no subprocessor register";
  return { why, advisory: false };
}

/** Violations of the hosts that serve one purpose. `role` follows the host: `, which answers its DNS queries,`. */
export function outsiders(
  hosts: readonly FoundHost[],
  settings: Settings,
  purpose: Purpose | ((host: FoundHost) => boolean),
  role: string,
  fix: string,
): readonly Violation[] {
  const serves = typeof purpose === "function" ? purpose : (host: FoundHost) => host.purposes.includes(purpose);
  return hosts.filter(serves).flatMap((host) => {
    const refused = refusal(host, settings);
    if (!refused) return [];
    const name = host.certainty === "unknown" ? "a host" : shown(host);
    return {
      path: at(host),
      what: `${name}, ${role} ${refused.why}`,
      fix:
        host.certainty === "secret" || !host.vendor || host.vendor.euAlternative === "already EU"
          ? fix
          : `use ${host.vendor.euAlternative}; or ${fix}`,
      ...(refused.advisory && { advisory: true }),
    };
  });
}

/** The path of a value that a rule read by itself. */
export function atNode(node: Node): string {
  return at({ where: node.where, certainty: certaintyOf(node) });
}
