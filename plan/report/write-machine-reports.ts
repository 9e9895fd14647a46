import { writeFileSync } from "node:fs";
import { readRulePages } from "../../policies/read-rule-pages.ts";
import { renderJunit } from "./junit.ts";
import type { MachineReport } from "./machine-report.ts";
import { renderSarif } from "./sarif.ts";

/** Writes the reports for machines to the files that are named. @throws when one can not be written */
export function writeMachineReports(
  report: MachineReport,
  { sarif, junit }: { readonly sarif: string | undefined; readonly junit: string | undefined },
): void {
  if (sarif !== undefined) {
    const pages = new Map(readRulePages().map(({ rule, page }) => [rule.id, page.trim()]));
    writeFileSync(sarif, renderSarif(report, pages));
  }
  if (junit !== undefined) writeFileSync(junit, renderJunit(report));
}
