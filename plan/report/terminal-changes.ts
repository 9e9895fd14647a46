import type { ChangeReport } from "../model.ts";
import { type ChangeGroup, changeWords, type ToldChange } from "./change-words.ts";
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
  const { against, summary, groups, uncompared, notes, risks } = changeWords(report);
  pen.heading("changes", `against ${against}`);
  pen.line([{ text: summary, style: "bold" }], "  ", "    ");
  for (const group of groups) writeGroup(pen, group);
  if (uncompared !== undefined) {
    pen.line([{ text: uncompared.sentence }], "  ", "    ");
    pen.line([{ text: listed(uncompared.names, shownNames), style: "dim" }], "    ");
  }
  for (const note of notes) pen.line([{ text: note, style: "yellow" }], "  ", "    ");
  if (risks.length > 0) pen.heading("data at risk", counted(risks.length, "resource"));
  for (const { name, sentence } of risks) {
    const spans: Span[] = [
      { text: name, style: "bold" },
      { text: `  ${sentence}`, style: "red" },
    ];
    pen.line(spans, "  ", "    ");
  }
}

function writeGroup(pen: Pen, { kind, title, told, counted: folded }: ChangeGroup): void {
  pen.line([{ text: title, style: styles[kind] }], "  ");
  for (const change of told.slice(0, shownResources)) writeChange(pen, change);
  const rest = told.length - shownResources;
  if (rest > 0) pen.line([{ text: `and ${counted(rest, "more resource")}; --json has all`, style: "dim" }], "    ");
  for (const { noun, count } of folded) pen.line(counted(count, noun), "    ");
}

function writeChange(pen: Pen, { noun, name, note, properties }: ToldChange): void {
  const spans: Span[] = [{ text: `${noun} ` }, { text: name, style: "bold" }];
  if (note !== "") spans.push({ text: `  ${note}`, style: "dim" });
  pen.line(spans, "    ", "      ");
  for (const { path, change, effect } of properties.slice(0, shownProperties)) {
    const line: Span[] = [{ text: path, style: "dim" }, { text: `  ${change}` }];
    if (effect !== "") line.push({ text: `  ${effect}`, style: "red" });
    pen.line(line, "      ", "        ");
  }
  const rest = properties.length - shownProperties;
  if (rest > 0)
    pen.line([{ text: `and ${counted(rest, "more property", "more properties")}`, style: "dim" }], "      ");
}
