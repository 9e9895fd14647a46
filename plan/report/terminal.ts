import type { Issue, Plan } from "../model.ts";
import { issuesInFileOrder, openGroups, outputLines } from "./groups.ts";
import { nounOf } from "./nouns.ts";
import { Pen, type Span, type TerminalOptions } from "./pen.ts";
import { writeChanges } from "./terminal-changes.ts";
import { writeCost } from "./terminal-cost.ts";
import { writeFindings } from "./terminal-findings.ts";
import { counted, listed } from "./text.ts";
import { resourceTree, type Twig } from "./tree.ts";
import { acceptanceLine, jurisdictionLine, losesData, nextStep, residencyLine, verdictSentence } from "./words.ts";

/** Places of one open value, leaves of one output and resource types that are written out. */
const shownPlaces = 4;
const shownLeaves = 10;
const shownTypes = 12;

/** The plan as a platform engineer reads it at a glance. A plan of an invalid configuration shows its issues alone. */
export function renderTerminal(plan: Plan, options: TerminalOptions): string {
  if (plan.verdict === "invalid") return renderInvalid(plan, options);
  const pen = new Pen(options);
  writeHeader(pen, plan);
  // Who asks what changes does not look for what stays.
  if (plan.changes === undefined) writeResources(pen, plan);
  else writeChanges(pen, plan.changes);
  writeCost(pen, plan);
  writeFindings(pen, plan);
  writeOpen(pen, "assumed", plan.assumed);
  writeOpen(pen, "unknown until the cloud answers", plan.unknown);
  writeOpen(pen, "known limits", plan.limits, "sentence");
  writeOutputs(pen, plan);
  writePacks(pen, plan);
  writeVerdict(pen, plan);
  writeTimes(pen, plan);
  return pen.text();
}

/** Every mistake of the configuration, from the top of the file down, and how many there are. */
export function renderInvalid(
  plan: Plan,
  options: TerminalOptions = { color: false, width: 100, unicode: true },
): string {
  const pen = new Pen(options);
  for (const issue of issuesInFileOrder(plan.issues)) writeIssue(pen, plan.stack, issue);
  pen.gap();
  writeVerdict(pen, plan);
  return pen.text();
}

function writeIssue(pen: Pen, stack: string, { path, message, value, accepted, suggestion, source }: Issue): void {
  const place = source ? `${source.file}:${source.line}:${source.column}` : `Pulumi.${stack}.yaml`;
  const where: Span[] = path === "" ? [] : [{ text: "  " }, { text: path, style: "bold" }];
  pen.line([{ text: place, style: "cyan" }, ...where, { text: "  " }, { text: message }], "", "  ");
  const facts = [
    value === undefined ? "" : `value ${value}`,
    accepted === undefined ? "" : `accepted ${accepted}`,
    suggestion ?? "",
  ];
  pen.line([{ text: facts.filter((fact) => fact !== "").join("   "), style: "dim" }], "  ");
}

function writeHeader(pen: Pen, { stack, residency }: Plan): void {
  pen.line([
    { text: stack, style: "bold" },
    { text: "  " },
    { text: residency.posture, style: "cyan" },
    { text: `  profile ${residency.profile}`, style: "dim" },
  ]);
  const axis = (name: string) => name.padEnd(14);
  const indent = axis("");
  pen.line(residencyLine(residency), axis("residency"), indent);
  pen.line(jurisdictionLine(residency), axis("jurisdiction"), indent);
  for (const acceptance of residency.jurisdiction.acceptances) pen.line(acceptanceLine(acceptance), indent);
}

function writeResources(pen: Pen, { resources, counts }: Plan): void {
  pen.heading("resources");
  writeTwigs(pen, resourceTree(resources), "  ");
  pen.gap();
  const types = Object.entries(counts.byType).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const named = types.map(([type, count]) => counted(count, nounOf(type)));
  const whole = `${counted(counts.resources, "resource")}, ${counted(counts.components, "component")}, ${counted(counts.providers, "provider")}`;
  pen.line([{ text: whole, style: "bold" }], "  ", "    ");
  const rest = named.length - shownTypes;
  const list =
    named.slice(0, shownTypes).join(", ") + (rest > 0 ? ` and ${counted(rest, "more type", "more types")}` : "");
  if (list !== "") pen.line([{ text: list, style: "dim" }], "  ", "  ");
}

function writeTwigs(pen: Pen, twigs: readonly Twig[], indent: string): void {
  twigs.forEach(({ noun, name, detail, protect, children }, index) => {
    const isLast = index === twigs.length - 1;
    const below = `${indent}${isLast ? "   " : "│  "}`;
    const spans: Span[] = [{ text: noun }];
    if (name !== "") spans.push({ text: " " }, { text: name, style: "bold" });
    if (detail !== "") spans.push({ text: "  " }, { text: detail, style: "cyan" });
    if (protect) spans.push({ text: "  " }, { text: "protected", style: "dim" });
    pen.line(spans, `${indent}${isLast ? "└─ " : "├─ "}`, `${below}  `);
    writeTwigs(pen, children, below);
  });
}

function writeOpen(pen: Pen, title: string, values: Plan["unknown"], noun = "value"): void {
  pen.heading(title, values.length === 0 ? "none" : counted(values.length, noun));
  for (const { reason, places } of openGroups(values)) {
    pen.line([{ text: reason }], "  ");
    pen.line([{ text: listed(places, shownPlaces), style: "dim" }], "    ");
  }
}

function writeOutputs(pen: Pen, { outputs }: Plan): void {
  const lines = outputLines(outputs, shownLeaves);
  pen.heading("outputs", lines.length === 0 ? "none" : "");
  for (const { path, value } of lines) pen.line([{ text: path, style: "dim" }, { text: `  ${value}` }], "  ", "      ");
}

function writePacks(pen: Pen, { packs }: Plan): void {
  pen.heading("policy packs", packs.length === 0 ? "none ran" : "");
  for (const { name, version, rules } of packs) pen.line(`${name} ${version}, ${counted(rules, "rule")}`, "  ");
}

function writeVerdict(pen: Pen, plan: Plan): void {
  const [mark, style] =
    plan.verdict === "pass" && !losesData(plan) ? (["✓", "green"] as const) : (["✗", "red"] as const);
  pen.gap();
  pen.line([{ text: `${mark} ${plan.stack}  ${verdictSentence(plan)}`, style }], "", "  ");
  pen.line([{ text: `next: ${nextStep(plan)}` }], "  ");
}

function writeTimes(pen: Pen, { times }: Plan): void {
  const { total, ...phases } = times;
  const whole = total ?? Object.values(phases).reduce((sum, seconds) => sum + seconds, 0);
  const parts = Object.entries(phases).map(([phase, seconds]) => `${phase} ${seconds.toFixed(2)} s`);
  const detail = parts.length === 0 ? "" : ` (${parts.join(", ")})`;
  pen.line([{ text: `took ${whole.toFixed(2)} s${detail}`, style: "dim" }], "  ");
}
