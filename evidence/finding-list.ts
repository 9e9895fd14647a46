import type { Finding } from "../plan/model.ts";
import { waivedLine } from "../plan/report/words.ts";
import type { Register } from "./evidence.ts";

/** What the results of the control statement rest on: every finding, also those that somebody waived. */
export function findingList(findings: readonly Finding[]): Register {
  return {
    name: "findings",
    title: "Findings",
    lead: "What the rules say of single resources. Mandatory blocks, advice does not; a value inside a secret is named by its place alone.",
    columns: ["Rule", "Standing", "Resource", "Property", "What was found", "What to do"],
    rows: findings.map(({ rule, level, waived, urn, path, message, fix }) => [
      rule,
      waived ? `waived by ${waivedLine(waived)}` : standings[level],
      urn,
      path,
      message,
      fix,
    ]),
  };
}

const standings: Readonly<Record<Finding["level"], string>> = {
  mandatory: "mandatory",
  advisory: "advice",
  remediate: "corrected",
  disabled: "disabled",
};
