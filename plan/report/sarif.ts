import { createHash } from "node:crypto";
import { issueText } from "../../stacks/environment/issue.ts";
import type { Finding, SourcePlace } from "../model.ts";
import { type MachineReport, type ReportedRule, rulesOf } from "./machine-report.ts";
import { stableJson } from "./stable-json.ts";
import { waivedLine } from "./words.ts";

/** Scores by which code scanning sorts: critical over 9, high over 7, medium over 4. */
const securitySeverity: Readonly<Record<Finding["severity"], string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "3.0",
};

/**
 * The findings as SARIF 2.1.0 (OASIS), which code scanning of forges reads. Waived findings are there and suppressed; what
 * could not be judged makes the run unsuccessful, so that an empty list of results is no pass by itself.
 */
export function renderSarif(report: MachineReport): string {
  const rules = rulesOf(report);
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const notifications = [
    ...report.issues.map((issue) => notification(issueText(issue), issue.source)),
    ...report.unjudged.map(({ where, reason, source }) => notification(`${where}: not judged: ${reason}`, source)),
  ];
  return stableJson({
    version: "2.1.0",
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    runs: [
      {
        tool: { driver: { name: "eu-gpu-cloud", rules: rules.map(ruleDescriptor) } },
        automationDetails: { id: `eu-gpu-cloud/${report.title}` },
        columnKind: "utf16CodeUnits",
        invocations: [{ executionSuccessful: notifications.length === 0, toolExecutionNotifications: notifications }],
        results: report.findings.map((finding) => result(finding, indexes.get(finding.rule) ?? -1)),
      },
    ],
  });
}

function ruleDescriptor({ id, title, description, severity, axis, law }: ReportedRule) {
  return {
    id,
    name: title,
    shortDescription: { text: title.replaceAll("-", " ") },
    fullDescription: { text: description },
    help: { text: law === "" ? description : `${description} Behind it: ${law}.` },
    defaultConfiguration: { level: severity === "critical" || severity === "high" ? "error" : levelOfAdvice(severity) },
    properties: {
      "security-severity": securitySeverity[severity],
      tags: [axis, "security"].filter((tag) => tag !== ""),
    },
  };
}

function levelOfAdvice(severity: Finding["severity"]): "warning" | "note" {
  return severity === "low" ? "note" : "warning";
}

function result(finding: Finding, ruleIndex: number) {
  const { rule, level, severity, urn, path, message, fix, axis, source, waived } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: level === "mandatory" ? "error" : levelOfAdvice(severity),
    message: { text: fix === "" ? message : `${message}. Fix: ${fix}.` },
    locations: [
      {
        ...(source && physical(source)),
        logicalLocations: [{ fullyQualifiedName: path === "" ? urn : `${urn}#${path}`, kind: "resource" }],
      },
    ],
    // The same finding in the next run, whatever its line and wording are by then.
    partialFingerprints: { "finding/v1": sha256([rule, urn, path].join("\n")) },
    properties: { axis },
    ...(waived && {
      suppressions: [{ kind: "external", status: "accepted", justification: `waived by ${waivedLine(waived)}` }],
    }),
  };
}

function notification(text: string, source: SourcePlace | undefined) {
  return { level: "error", message: { text }, ...(source && { locations: [physical(source)] }) };
}

function physical({ file, line, column }: SourcePlace) {
  const uri = file.split("/").map(encodeURIComponent).join("/");
  return {
    physicalLocation: {
      artifactLocation: { uri, uriBaseId: "%SRCROOT%" },
      region: { startLine: line, startColumn: column },
    },
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
