import { type Purpose, purposesOfVendor } from "./extract/purposes.ts";
import type { Subject } from "./extract/subject.ts";
import { objection } from "./judge.ts";
import { type Vendor, vendorByPattern } from "./resolve/vendors.ts";
import type { Violation } from "./rule.ts";
import type { Settings } from "./settings.ts";

/**
 * The violation of a resource that is kept at a hosted service for this purpose: its package manages an account there,
 * and its provider names no server of one's own. Providers themselves are JUR-004's.
 */
export function keptAtVendor(
  { isProvider, vendorOfPackage, hasOwnServer }: Subject,
  purpose: Purpose,
  settings: Settings,
  role: string,
  fix: string,
): readonly Violation[] {
  if (isProvider || hasOwnServer || typeof vendorOfPackage?.vendor !== "string") return [];
  const vendor = vendorByPattern(vendorOfPackage.vendor);
  return purposesOfVendor(vendor).includes(purpose) ? serviceOf(vendor, settings, role, fix) : [];
}

/** The violation of a resource that stands for a vendor's service and names no host. */
export function serviceOf(vendor: Vendor, settings: Settings, role: string, fix: string): readonly Violation[] {
  const name = vendor.pattern.replace(/^\*\./, "");
  const why = objection(vendor, { text: name, certainty: "known" }, settings);
  return why === undefined ? [] : [{ path: "", what: `this relies on ${name}, ${role} ${why}`, fix }];
}
