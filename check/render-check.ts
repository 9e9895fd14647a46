import type { MachineReport } from "../plan/report/machine-report.ts";
import { Pen, type TerminalOptions } from "../plan/report/pen.ts";
import { stableJson } from "../plan/report/stable-json.ts";
import { writeFindings } from "../plan/report/terminal-findings.ts";
import { counted } from "../plan/report/text.ts";
import type { CheckResult } from "./check-result.ts";

/** The check as a person reads it. */
export function renderCheck(result: CheckResult, options: TerminalOptions): string {
  const { subject, profile, today, judged, findings, unjudged, verdict } = result;
  const pen = new Pen(options);
  pen.line([
    { text: `${subject.kind} ${subject.name}`, style: "bold" },
    { text: `  profile ${profile}  as of ${today}`, style: "dim" },
  ]);
  pen.line([{ text: `sha256 ${subject.sha256}`, style: "dim" }]);
  writeFindings(pen, { findings });
  pen.heading("not judged", unjudged.length === 0 ? "nothing" : counted(unjudged.length, "thing"));
  for (const { where, reason, source } of unjudged) {
    pen.line(
      [{ text: source ? `${source.file}:${source.line}` : where, style: "cyan" }, { text: `  ${reason}` }],
      "  ",
    );
  }
  pen.gap();
  const [mark, style] = verdict === "pass" ? (["✓", "green"] as const) : (["✗", "red"] as const);
  const scope = `${counted(judged.resources, subject.kind === "state" ? "resource" : "file")} by ${counted(judged.rules, "rule")}`;
  pen.line([{ text: `${mark} ${subject.name}  ${sentenceOf(result)}; judged ${scope}`, style }], "", "  ");
  return pen.text();
}

function sentenceOf({ findings, unjudged, verdict }: CheckResult): string {
  if (verdict === "pass") return "pass: nothing that blocks";
  const blocking = findings.filter(({ level }) => level === "mandatory").length;
  const parts = [
    blocking > 0 ? counted(blocking, "violation") : "",
    unjudged.length > 0 ? `${counted(unjudged.length, "thing")} that nobody could judge` : "",
  ];
  return parts.filter((part) => part !== "").join(" and ");
}

/** The check as one JSON document that two runs over the same bytes write alike. */
export function renderCheckJson({ subject, verdict, profile, today, judged, unjudged, findings }: CheckResult): string {
  return stableJson({ subject, verdict, profile, today, judged, unjudged, findings });
}

export function reportOfCheck({ subject, findings, unjudged }: CheckResult): MachineReport {
  const file = subject.kind === "state" ? `Pulumi.${subject.name}.yaml` : "Pulumi.yaml";
  return { title: `${subject.kind} ${subject.name}`, file, findings, unjudged, issues: [] };
}
