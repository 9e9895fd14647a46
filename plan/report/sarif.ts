import { createHash } from "node:crypto";
import kit from "../../package.json" with { type: "json" };
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
 *
 * @param pages of rules, in Markdown, by their ids
 */
export function renderSarif(report: MachineReport, pages: ReadonlyMap<string, string>): string {
  const rules = rulesOf(report);
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const identify = identities();
  const notifications = [
    ...report.issues.map((issue) => notification(issueText(issue), issue.source)),
    ...report.unjudged.map(({ where, reason, source }) => notification(`${where}: not judged: ${reason}`, source)),
  ];
  return stableJson({
    version: "2.1.0",
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    runs: [
      {
        tool: {
          driver: {
            name: kit.name,
            semanticVersion: kit.version,
            rules: rules.map((rule) => ruleDescriptor(rule, pages.get(rule.id))),
          },
        },
        // Up to the last slash it is the category by which GitHub tells a plan's findings from a repository's.
        automationDetails: { id: `${kit.name}/${report.title}/` },
        columnKind: "utf16CodeUnits",
        invocations: [{ executionSuccessful: notifications.length === 0, toolExecutionNotifications: notifications }],
        results: report.findings.map((finding) => ({
          ...result(finding, report.file),
          ruleIndex: indexes.get(finding.rule),
          // The one that GitHub compares.
          partialFingerprints: { primaryLocationLineHash: identify(finding) },
        })),
      },
    ],
  });
}

function ruleDescriptor({ id, title, description, severity, axis, law }: ReportedRule, markdown: string | undefined) {
  return {
    id,
    name: title,
    shortDescription: { text: title.replaceAll("-", " ") },
    fullDescription: { text: description },
    help: { text: law === "" ? description : `${description} Behind it: ${law}.`, ...(markdown && { markdown }) },
    defaultConfiguration: { level: severity === "critical" || severity === "high" ? "error" : levelOfAdvice(severity) },
    properties: {
      "security-severity": securitySeverity[severity],
      tags: [...new Set([axis, "security"])].filter((tag) => tag !== ""),
    },
  };
}

function levelOfAdvice(severity: Finding["severity"]): "warning" | "note" {
  return severity === "low" ? "note" : "warning";
}

function result(finding: Finding, otherwise: string) {
  const { rule, level, severity, urn, path, message, fix, axis, waived } = finding;
  return {
    ruleId: rule,
    level: level === "mandatory" ? "error" : levelOfAdvice(severity),
    message: { text: fix === "" ? message : `${message}. Fix: ${fix}.` },
    locations: [
      {
        // GitHub refuses a file with any result that is nowhere.
        ...physical(finding.source ?? { file: otherwise, path: "", line: 1, column: 1 }),
        logicalLocations: [{ fullyQualifiedName: path === "" ? urn : `${urn}#${path}`, kind: "resource" }],
      },
    ],
    properties: { axis },
    ...(waived && {
      suppressions: [{ kind: "external", status: "accepted", justification: `waived by ${waivedLine(waived)}` }],
    }),
  };
}

/** Names by which a finding is the same one in the next run, whatever its line and wording are by then. */
function identities(): (finding: Finding) => string {
  const counts = new Map<string, number>();
  return ({ rule, urn, path }) => {
    const identity = createHash("sha256").update([rule, urn, path].join("\n")).digest("hex");
    const count = (counts.get(identity) ?? 0) + 1;
    counts.set(identity, count);
    return `${identity}:${count}`;
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
      region: { startLine: line, startColumn: column, endLine: line },
    },
  };
}
