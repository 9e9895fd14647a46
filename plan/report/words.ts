import type { Finding, Plan } from "../model.ts";
import { counted, country, isCountry, listed } from "./text.ts";

/**
 * Sentences that every form of the report uses. Residency says where bytes are, jurisdiction says who can be
 * compelled to hand them over; no sentence draws one from the other.
 */

/** Where bytes are, e.g. `Germany (DE): eu-frankfurt-1`. */
export function residencyLine({ residency }: Plan["residency"]): string {
  const { countries, regions } = residency;
  if (countries.length === 0 && regions.length === 0) return "not declared";
  const where = countries.length === 0 ? "country not declared" : countries.map(country).join(", ");
  return regions.length === 0 ? where : `${where}: ${regions.join(", ")}`;
}

/** Who can be compelled, e.g. `operated by A GmbH; parent A Inc., United States (US)`. */
export function jurisdictionLine({ jurisdiction }: Plan["residency"]): string {
  const { operator, parentCompany, parentCountry } = jurisdiction;
  const place = isCountry(parentCountry) ? country(parentCountry) : "country not declared";
  return `operated by ${operator || "nobody declared"}; parent ${parentCompany || "not declared"}, ${place}`;
}

type Acceptance = Plan["residency"]["jurisdiction"]["acceptances"][number];

/** `Oracle Corporation, United States (US), accepted by M. Weber on 2026-09-01 until 2027-08-31: no EU offer`. */
export function acceptanceLine({ company, country: code, by, date, until, reason }: Acceptance): string {
  return `${company}, ${country(code)}, accepted by ${by} on ${date} until ${until}: ${reason}`;
}

/** `A. Example, platform, until 2027-02-01: the old site closes in January`. */
export function waivedLine({ by, until, reason }: NonNullable<Finding["waived"]>): string {
  return `${by}, until ${until}: ${reason}`;
}

const postureSentences: Readonly<Record<string, string>> = {
  development: "A development environment. It makes no claim about where data is or who controls it.",
  "out-of-area": "Data is kept outside the European Union and the European Economic Area.",
  "eu-resident":
    "Data is kept in the European Union or the European Economic Area. The company that runs the machines is controlled from elsewhere.",
  "eu-operated":
    "Data is kept in the European Union or the European Economic Area, by a European company with European staff. That company is controlled from elsewhere.",
  "eu-owned":
    "Data is kept in the European Union or the European Economic Area, by a company without a parent outside it.",
};

/** What a posture claims, in one or two plain sentences. */
export function postureSentence(posture: string): string {
  return postureSentences[posture] ?? `The environment declares the posture “${posture}”.`;
}

/** Whether a finding keeps the environment from being created. */
export function isBlocking(finding: Finding): boolean {
  return finding.level === "mandatory";
}

/** Whether applying the plan would, or may, lose data. Only a comparison with a state can tell. */
export function losesData({ changes }: Plan): boolean {
  return changes !== undefined && changes.dataAtRisk.length > 0;
}

/** The verdict in one sentence, without a full stop. */
export function verdictSentence(plan: Plan): string {
  if (plan.verdict === "invalid") {
    return `invalid: ${counted(plan.issues.length, "mistake")} in the configuration; nothing was planned`;
  }
  const blocking = plan.findings.filter(isBlocking).length;
  const others = plan.findings.length - blocking;
  const also = others === 0 ? "" : `; ${counted(others, "other finding")} ${others === 1 ? "does" : "do"} not block`;
  if (plan.verdict === "violations") {
    const rules = new Set(plan.findings.filter(isBlocking).map(({ rule }) => rule)).size;
    return `${counted(blocking, "violation")} of ${counted(rules, "mandatory rule")}${also}`;
  }
  const rules = plan.packs.reduce((sum, pack) => sum + pack.rules, 0);
  const atRisk = plan.changes?.dataAtRisk.length ?? 0;
  const lost = atRisk === 0 ? "" : `; the data of ${counted(atRisk, "resource")} is at risk`;
  if (rules === 0) return `pass: but no rule was asked${also}${lost}`;
  return `pass: no violation of ${counted(rules, "rule")}${also}${lost}`;
}

/** What to do now, without a full stop. */
export function nextStep(plan: Plan): string {
  const again = `npm run plan -- ${plan.stack}`;
  if (plan.verdict === "invalid") return `correct the listed values, then ${again}`;
  if (plan.verdict === "violations") {
    const places = new Set(
      plan.findings
        .filter(isBlocking)
        .flatMap(({ source }) => (source ? [`${source.path} (${source.file}:${source.line})`] : [])),
    );
    return places.size === 0
      ? `apply the listed fixes, then ${again}`
      : `change ${listed([...places], 3)}, then ${again}`;
  }
  const up = `pulumi up -s ${plan.stack}`;
  if (losesData(plan)) return `save the data at risk or take the change back, then ${again}`;
  return plan.assumed.length === 0 ? up : `check the ${counted(plan.assumed.length, "assumed value")}, then ${up}`;
}
