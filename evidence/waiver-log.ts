import type { Finding } from "../plan/model.ts";
import type { LocatedWaiver } from "../plan/waivers/read-waivers.ts";
import type { Settings } from "../policies/engine/settings.ts";
import { unusedWaivers, waiverFaults } from "../policies/engine/waivers.ts";
import type { Register } from "./evidence.ts";

/** Who took responsibility for which finding, why and until when. */
export function waiverLog(waivers: readonly LocatedWaiver[], findings: readonly Finding[], today: string): Register {
  const unused = new Set(unusedWaivers(waivers, findings, today));
  const standing = (waiver: LocatedWaiver) => {
    const faults = waiverFaults(waiver, today);
    if (faults.length > 0) return `waives nothing: ${faults.map(({ what }) => what).join("; ")}`;
    return unused.has(waiver) ? "unused" : "in use";
  };
  return {
    name: "waivers",
    title: "Waivers",
    lead: "Findings that a person took responsibility for, each for one rule and one resource and for at most 180 days.",
    columns: ["Rule", "Resource", "Owner", "Reason", "Rests on", "Until", "Standing"],
    rows: waivers.map((waiver) => {
      const { rule, urn, owner, reason, reference, until } = waiver;
      return [rule, urn, owner, reason, reference, until, standing(waiver)];
    }),
  };
}

/** Companies with a parent outside the profile that a person accepted by name. */
export function acceptanceLog({ acceptedParents, today, profile }: Settings): Register {
  return {
    name: "acceptances",
    title: "Accepted companies",
    lead: "Companies whose ultimate parent is outside the profile and that a person accepted by name. It describes who answers for it; it takes nobody out of a court's reach.",
    columns: ["Company", "Parent's country", "By", "Reason", "From", "Until", "Standing"],
    rows: acceptedParents.map(({ company, country, by, reason, date, until }) => {
      const ended = until < today ? "ended" : "current";
      return [
        company,
        country,
        by,
        reason,
        date,
        until,
        profile.platformAcceptance ? ended : "not possible in this profile",
      ];
    }),
  };
}
