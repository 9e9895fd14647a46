import type { ChangeReport, ResourceChange } from "../model.ts";
import {
  type ChangeGroup,
  changeGroups,
  changeNote,
  changeSummary,
  effectNote,
  riskSentence,
  uncomparedSentence,
  valueChange,
} from "./change-words.ts";
import { nounOf } from "./nouns.ts";
import type { Pen, Span, Style } from "./pen.ts";
import { counted, listed } from "./text.ts";

/** Resources of one kind of change, and properties of one resource, that are written out. */
const shownResources = 12;
const shownProperties = 6;
const shownNames = 6;

const styles: Readonly<Record<ChangeGroup["kind"], Style>> = {
  create: "green",
  update: "yellow",
  replace: "red",
  delete: "red",
  unknown: "yellow",
};

/** What would change, from the harmless to the rest, and what data that costs. */
export function writeChanges(pen: Pen, report: ChangeReport): void {
  pen.heading("changes", `against ${report.file}${report.writtenAt === "" ? "" : `, written ${report.writtenAt}`}`);
  pen.line([{ text: changeSummary(report), style: "bold" }], "  ", "    ");
  for (const group of changeGroups(report)) writeGroup(pen, group);
  const hidden = uncomparedSentence(report);
  if (hidden !== "") {
    pen.line([{ text: hidden }], "  ", "    ");
    const names = report.uncompared.map(({ name }) => name);
    pen.line([{ text: listed(names, shownNames), style: "dim" }], "    ");
  }
  for (const note of report.notes) pen.line([{ text: note, style: "yellow" }], "  ", "    ");
  if (report.dataAtRisk.length > 0) pen.heading("data at risk", counted(report.dataAtRisk.length, "resource"));
  for (const risk of report.dataAtRisk) {
    pen.line(
      [
        { text: risk.name, style: "bold" },
        { text: `  ${riskSentence(risk)}`, style: "red" },
      ],
      "  ",
      "    ",
    );
  }
}

function writeGroup(pen: Pen, { kind, title, told, counted: folded }: ChangeGroup): void {
  pen.line([{ text: title, style: styles[kind] }], "  ");
  for (const change of told.slice(0, shownResources)) writeChange(pen, change);
  const rest = told.length - shownResources;
  if (rest > 0) pen.line([{ text: `and ${counted(rest, "more resource")}; --json has all`, style: "dim" }], "    ");
  for (const { noun, count } of folded) pen.line(counted(count, noun), "    ");
}

function writeChange(pen: Pen, change: ResourceChange): void {
  const note = changeNote(change);
  const spans: Span[] = [{ text: `${nounOf(change.type)} ` }, { text: change.name, style: "bold" }];
  if (note !== "") spans.push({ text: `  ${note}`, style: "dim" });
  pen.line(spans, "    ", "      ");
  for (const property of change.properties.slice(0, shownProperties)) {
    const effect = effectNote(property);
    const line: Span[] = [{ text: property.path, style: "dim" }, { text: `  ${valueChange(property)}` }];
    if (effect !== "") line.push({ text: `  ${effect}`, style: "red" });
    pen.line(line, "      ", "        ");
  }
  const rest = change.properties.length - shownProperties;
  if (rest > 0)
    pen.line([{ text: `and ${counted(rest, "more property", "more properties")}`, style: "dim" }], "      ");
}
