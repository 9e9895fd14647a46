import type { Subject } from "../policies/engine/extract/subject.ts";
import { type Vendor, vendorByPattern, vendorOf } from "../policies/engine/resolve/vendors.ts";
import { acceptanceOf, isMirror, owns, registered, type Settings } from "../policies/engine/settings.ts";
import { unknown } from "./evidence.ts";

/** A service of somebody else that resources use. */
export interface Use {
  /** The table's row; `undefined` when the table does not know the host. */
  readonly vendor: Vendor | undefined;
  /** Host, or the package of a cloud's own resources; of one inside a secret only that it is. */
  readonly through: string;
  /** It was read out of a secret: its company's name would give the secret away. */
  readonly hidden: boolean;
  readonly urn: string;
}

/** Every outside service that resources use, in the order of the resources. Hosts of one's own are none. */
export function usesOf(subjects: readonly Subject[], settings: Settings): readonly Use[] {
  return subjects.flatMap((subject) => {
    const { urn, vendorOfPackage, foreignServices } = subject;
    const ofPackage =
      vendorOfPackage?.vendor && foreignServices === undefined
        ? [
            {
              vendor: vendorByPattern(vendorOfPackage.vendor),
              through: `package ${subject.package}`,
              hidden: false,
              urn,
            },
          ]
        : [];
    const hosts = subject.hosts
      .filter(({ internal, templated, certainty }) => !internal && !templated && certainty !== "unknown")
      .filter(({ text }) => !owns(settings, text) && !isMirror(settings, text))
      .map(({ vendor, text, certainty }) => ({
        vendor,
        through: certainty === "secret" ? "a host inside a secret" : text,
        hidden: certainty === "secret",
        urn,
      }));
    const registries = subject.images.flatMap(({ image, certainty }) => {
      const host = certainty === "known" ? image?.registry : undefined;
      if (host === undefined || host === "" || owns(settings, host) || isMirror(settings, host)) return [];
      return [{ vendor: vendorOf(host), through: host, hidden: false, urn }];
    });
    return [...ofPackage, ...hosts, ...registries];
  });
}

/** The company behind a use, as far as it may be named. */
export function companyOf({ vendor, through, hidden }: Use, settings: Settings): string {
  if (hidden) return `a company inside a secret (${vendor?.category ?? unknown})`;
  return vendor?.company ?? registered(settings, through)?.entry.company ?? unknown;
}

/** ISO 3166-1 alpha-2 of the ultimate parent's seat, by the table or by the register. */
export function parentCountryOf({ vendor, through }: Use, settings: Settings): string {
  return vendor?.parentCountry ?? registered(settings, through)?.entry.country ?? unknown;
}

/** Nobody wrote anything down. */
const none = "none";

export interface Basis {
  readonly basis: string;
  readonly by: string;
  /** Day of the assessment or of the acceptance. */
  readonly assessed: string;
  readonly until: string;
}

/** On what a use rests: an entry of the register, an acceptance by name, or nothing that anybody recorded. */
export function basisOf({ vendor, through }: Use, settings: Settings): Basis {
  const entry = registered(settings, through);
  if (entry) {
    return {
      basis: entry.current ? entry.entry.basis : `ended: ${entry.entry.basis}`,
      by: "subprocessor register",
      assessed: entry.entry.assessed ?? unknown,
      until: entry.entry.until ?? "no end",
    };
  }
  const accepted = vendor && acceptanceOf(settings, vendor);
  if (accepted) {
    const { by, date, until, reason } = accepted.entry;
    const standing = accepted.current ? "accepted" : "acceptance ended";
    return { basis: `${standing}: ${reason}`, by, assessed: date, until };
  }
  return { basis: vendor ? "none recorded" : unknown, by: none, assessed: none, until: none };
}
