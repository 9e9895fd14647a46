import countries from "../../data/countries.json" with { type: "json" };
import { daysBetween } from "../../engine/days.ts";
import { at } from "../../engine/judge.ts";
import { allowsCountry } from "../../engine/profile.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";
import { registered, type Settings, type Subprocessor } from "../../engine/settings.ts";

export const transferBasisExpired: ResourceRule = {
  id: "JUR-003",
  title: "transfer-basis-expired",
  severity: "high",
  axis: "jurisdiction",
  description:
    "Every subprocessor outside the area that the profile allows has a basis for the transfer that still holds.",
  law: "GDPR Art. 45, 46; C-311/18",
  check: ({ type, hosts }, settings) => {
    if (type === ROOT) {
      return settings.subprocessors.flatMap((entry, index) => {
        const why = objectionTo(entry, settings);
        return why === undefined ? [] : [violation(`subprocessors[${index}]`, nameOf(entry), why)];
      });
    }
    const seen = new Set<Subprocessor>();
    return hosts.flatMap((host) => {
      const entry = registered(settings, host.text)?.entry;
      const why = entry && !seen.has(entry) ? objectionTo(entry, settings) : undefined;
      if (!entry || why === undefined) return [];
      seen.add(entry);
      return [violation(at(host), host.certainty === "secret" ? "a host inside a secret" : nameOf(entry), why)];
    });
  },
};

/** The register is judged once, at the stack itself, and again wherever an entry is used. */
const ROOT = "pulumi:pulumi:Stack";
/** A transfer is assessed anew at least this often (EDPB Recommendations 01/2020, step 6: at appropriate intervals). */
const ASSESSED_DAYS = 365;
const ADEQUATE = new Set(countries.adequacy);

function nameOf({ company, country }: Subprocessor): string {
  return `${company} (${country})`;
}

function violation(path: string, whose: string, why: string): Violation {
  return {
    path,
    what: `the register's entry for ${whose} ${why}`,
    fix: "renew the basis and the assessment, or stop using the service",
  };
}

function objectionTo(
  { country, basis, until, assessed }: Subprocessor,
  { profile, today, dataPrivacyFramework }: Settings,
): string | undefined {
  if (until !== undefined && until < today) return `rests on ${basis}, which ended on ${until}`;
  const code = country.toUpperCase();
  if (allowsCountry(profile, code) || allowsCountry({ ...profile, places: "EEA" }, code)) return undefined;
  const framework = /\bDPF\b|data privacy framework/i.test(basis);
  if (ADEQUATE.has(code) || (code === "US" && framework && dataPrivacyFramework)) return undefined;
  const clauses = /\bSCCs?\b|standard contractual clauses|\bBCRs?\b|binding corporate rules|Art\.? ?46/i.test(basis);
  if (!clauses)
    return framework
      ? "rests on the EU-US Data Privacy Framework alone, which the settings do not count"
      : "names no basis for a transfer to a third country";
  if (assessed === undefined) return "has contractual clauses and no transfer impact assessment";
  return daysBetween(assessed, today) > ASSESSED_DAYS
    ? `rests on an assessment of ${assessed}, more than ${ASSESSED_DAYS} days ago`
    : undefined;
}
