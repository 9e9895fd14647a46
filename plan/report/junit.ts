import { issueText } from "../../stacks/environment/issue.ts";
import type { Finding } from "../model.ts";
import { groupBy } from "./group-by.ts";
import { findingPlace } from "./groups.ts";
import { type MachineReport, rulesOf } from "./machine-report.ts";
import { html, type Markup } from "./markup.ts";
import { waivedLine } from "./words.ts";

/**
 * The findings as JUnit XML, which every CI shows: a test case a rule, failed when it blocks, skipped when all that it found
 * is waived. A case more says whether everything could be judged.
 */
export function renderJunit(report: MachineReport): string {
  const found = groupBy(report.findings, ({ rule }) => rule);
  const wholly = report.issues.length === 0 && report.unjudged.length === 0;
  const cases = rulesOf(report).map(({ id, title, axis }) => {
    const findings = found.get(id) ?? [];
    return { id, name: `${id} ${title}`, group: axis, findings, state: stateOf(findings) };
  });
  const count = (state: State) => cases.filter((one) => one.state === state).length;
  const name = `eu-gpu-cloud ${report.title}`;
  const page = html`<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
<testsuite name="${name}" tests="${cases.length + 1}" failures="${count("failed")}" errors="${wholly ? 0 : 1}" skipped="${count("waived")}">
${wholly ? judgedCase : unjudgedCase(report)}
${cases.map(
  ({
    name,
    group,
    findings,
    state,
  }) => html`<testcase classname="${group || "other"}" name="${name}">${body(findings, state)}</testcase>
`,
)}</testsuite>
</testsuites>
`;
  return page.source;
}

type State = "passed" | "failed" | "waived";

function stateOf(findings: readonly Finding[]): State {
  if (findings.some(({ level }) => level === "mandatory")) return "failed";
  return findings.length > 0 && findings.every(({ waived }) => waived !== undefined) ? "waived" : "passed";
}

function body(findings: readonly Finding[], state: State): Markup | false {
  const [first] = findings;
  if (first === undefined) return false;
  const lines = findings.map(line).join("\n");
  if (state === "failed") {
    const blocking = findings.find(({ level }) => level === "mandatory") ?? first;
    return html`<failure type="${blocking.severity}" message="${blocking.message}">${multiline(lines)}</failure>`;
  }
  if (state === "waived")
    return html`<skipped message="${first.waived ? `waived by ${waivedLine(first.waived)}` : ""}"/>`;
  return html`<system-out>${multiline(lines)}</system-out>`;
}

function line(finding: Finding): string {
  const { level, message, fix, waived } = finding;
  const standing = waived ? `waived by ${waivedLine(waived)}` : level;
  return `${findingPlace(finding)}: ${message} (${standing})${fix === "" ? "" : `; fix: ${fix}`}`;
}

const everything = "everything could be judged";
const judgedCase = html`<testcase classname="check" name="${everything}"/>`;

function unjudgedCase({ issues, unjudged }: MachineReport): Markup {
  const lines = [...issues.map(issueText), ...unjudged.map(({ where, reason }) => `${where}: ${reason}`)].join("\n");
  return html`<testcase classname="check" name="${everything}"><error message="not everything could be judged">${multiline(lines)}</error></testcase>`;
}

/** Escaping shows line feeds as blanks: each line is escaped by itself. */
function multiline(text: string): readonly Markup[] {
  return text.split("\n").map(
    (one) => html`${one}
`,
  );
}
