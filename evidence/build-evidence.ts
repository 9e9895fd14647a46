import kit from "../package.json" with { type: "json" };
import type { Finding, ResidencyReport } from "../plan/model.ts";
import type { LocatedWaiver } from "../plan/waivers/read-waivers.ts";
import tables from "../policies/data/tables.json" with { type: "json" };
import { type ResourceInput, subjectsOf } from "../policies/engine/extract/subject.ts";
import type { Settings } from "../policies/engine/settings.ts";
import { controlStatement } from "./control-statement.ts";
import { type Evidence, type Register, unknown } from "./evidence.ts";
import { findingList } from "./finding-list.ts";
import { processingRecord } from "./processing-record.ts";
import { subprocessorRegister } from "./subprocessor-register.ts";
import { transferMap } from "./transfer-map.ts";
import { acceptanceLog, waiverLog } from "./waiver-log.ts";

/** What evidence is made from: one judged plan or state. */
export interface Judged {
  readonly subject: Evidence["subject"];
  readonly resources: readonly ResourceInput[];
  readonly findings: readonly Finding[];
  /** What nobody could judge or know, each with why. */
  readonly open: readonly { readonly where: string; readonly reason: string }[];
  /** What the environment says of itself; absent when it says nothing. */
  readonly residency: ResidencyReport | undefined;
  readonly settings: Settings;
  readonly waivers: readonly LocatedWaiver[];
}

/** Pure: equal input, equal evidence. Nothing in it is a secret's value. */
export function buildEvidence(judged: Judged): Evidence {
  const { subject, findings, open, settings, residency } = judged;
  const subjects = judged.resources.flatMap(subjectsOf);
  return {
    subject,
    madeBy: `${kit.name} ${kit.version}`,
    asOf: settings.today,
    profile: settings.profile.name,
    verdict: findings.some(({ level }) => level === "mandatory") ? "violations" : "pass",
    tables: Object.entries(tables).map(([name, { asOf, source }]) => ({ name, asOf, source })),
    residency: {
      posture: residency?.posture || unknown,
      countries: residency?.residency.countries ?? [],
      regions: residency?.residency.regions ?? [],
    },
    jurisdiction: {
      operator: residency?.jurisdiction.operator || unknown,
      parentCompany: residency?.jurisdiction.parentCompany || unknown,
      parentCountry: residency?.jurisdiction.parentCountry || unknown,
    },
    registers: [
      subprocessorRegister(subjects, settings, residency?.jurisdiction),
      transferMap(subjects, settings),
      processingRecord(subjects, residency?.residency.countries ?? []),
      controlStatement(findings),
      findingList(findings),
      acceptanceLog(settings),
      waiverLog(judged.waivers, findings, settings.today),
      openRegister(open),
    ],
  };
}

function openRegister(open: Judged["open"]): Register {
  return {
    name: "unknowns",
    title: "What is not known",
    lead: "Nothing here is counted as fine. Each line is answered by the cloud or by a person before it can be relied on.",
    columns: ["What", "Why"],
    rows: open.map(({ where, reason }) => [where, reason]),
  };
}
