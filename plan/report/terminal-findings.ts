import type { EnforcementLevel, Plan, Severity } from "../model.ts";
import { type FindingGroup, findingGroups, findingPlace, shownGroups } from "./groups.ts";
import type { Pen, Style } from "./pen.ts";
import { counted, grouped } from "./text.ts";
import { waivedLine } from "./words.ts";

const severityStyle: Readonly<Record<Severity, Style>> = { critical: "red", high: "red", medium: "yellow", low: "dim" };
const levelStyle: Readonly<Record<EnforcementLevel, Style>> = {
  mandatory: "red",
  remediate: "yellow",
  advisory: "yellow",
  disabled: "dim",
};

/** What the rules object to: what, where, how to fix, why; what blocks comes first. */
export function writeFindings(pen: Pen, { findings }: Pick<Plan, "findings">): void {
  const groups = findingGroups(findings);
  pen.heading("findings", groups.length === 0 ? "none" : "");
  const { shown, hidden } = shownGroups(groups);
  for (const group of shown) {
    writeFinding(pen, group);
    pen.gap();
  }
  for (const { rule, count } of hidden)
    pen.line(`${rule}: ${grouped(count)} more of this kind; --json lists them`, "  ");
}

function writeFinding(pen: Pen, { first, messages, urns }: FindingGroup): void {
  const { rule, title, severity, axis, level, fix, why, waived } = first;
  pen.line(
    [
      { text: rule, style: "bold" },
      { text: ` ${title}  ` },
      { text: severity, style: severityStyle[severity] },
      { text: axis === "none" || axis === "" ? "  " : `  ${axis}  ` },
      { text: waived ? "waived" : level, style: levelStyle[level] },
    ],
    "  ",
    "    ",
  );
  for (const message of messages.slice(0, 3)) pen.line(message, "    ");
  if (messages.length > 3) pen.line(`and ${counted(messages.length - 3, "more message", "more messages")}`, "    ");
  const more = urns.length > 1 ? ` and ${counted(urns.length - 1, "more resource")}` : "";
  const label = (text: string) => `    ${text.padEnd(4)}`;
  pen.line([{ text: findingPlace(first), style: "cyan" }, { text: more }], label("at"), label(""));
  if (waived) pen.line(waivedLine(waived), label("by"), label(""));
  if (fix !== "") pen.line([{ text: fix, style: "green" }], label("fix"), label(""));
  if (why !== "") pen.line([{ text: why, style: "dim" }], label("why"), label(""));
}
