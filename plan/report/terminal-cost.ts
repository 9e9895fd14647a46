import type { Plan } from "../model.ts";
import { componentCosts, unpricedGroups } from "./groups.ts";
import type { Pen, Span } from "./pen.ts";
import { amount, counted, listed } from "./text.ts";

/** Rows of the table, and names of one unpriced thing, that are written out. */
const shownComponents = 16;
const shownNames = 4;

/** Monthly cost: what is priced as a table, what is not as a list below it. */
export function writeCost(pen: Pen, { cost }: Plan): void {
  pen.heading("monthly cost", `${cost.currency}, prices of ${cost.asOf}, ${cost.source}`);
  if (cost.items.length === 0) pen.line("nothing in this plan has a known price", "  ");
  else writeTable(pen, cost);
  if (cost.unpriced.length === 0) return;
  const unpriced = counted(cost.unpriced.length, "resource");
  pen.line([{ text: `no price is known, so not counted: ${unpriced}`, style: "yellow" }], "  ");
  for (const { what, reason, items } of unpricedGroups(cost.unpriced)) {
    const names = items.map(({ name }) => name);
    pen.line(`${what}: ${listed(names, shownNames)} (${reason})`, "    ", "      ");
  }
}

/** Three columns, or on a narrow terminal two lines a component. */
function writeTable(pen: Pen, cost: Plan["cost"]): void {
  const total = { component: cost.unpriced.length === 0 ? "total" : "total of what is priced", ...cost.monthly };
  const rows = [...componentCosts(cost, shownComponents), total].map(({ component, idle, active }) => ({
    name: pen.safe(component),
    idle: amount(idle),
    active: amount(active),
  }));
  const widest = (texts: readonly string[]) => Math.max(...texts.map((text) => [...text].length));
  const first = widest(rows.map(({ name }) => name));
  const second = widest(["idle", ...rows.map(({ idle }) => idle)]);
  const third = widest(["active", ...rows.map(({ active }) => active)]);
  const fits = first + second + third + 6 <= pen.width;
  const line = (name: string, idle: string, active: string) =>
    `${name}${" ".repeat(first - [...name].length)}  ${idle.padStart(second)}  ${active.padStart(third)}`;
  if (fits) pen.line([{ text: line("", "idle", "active"), style: "dim" }], "  ");
  rows.forEach(({ name, idle, active }, index) => {
    const style: Partial<Span> = index === rows.length - 1 ? { style: "bold" } : {};
    pen.line([{ text: fits ? line(name, idle, active) : name, ...style }], "  ");
    if (!fits) pen.line([{ text: `idle ${idle}, active ${active}`, ...style }], "    ");
  });
  const meaning = "idle: every pool at its minimum; active: every pool at its maximum, all month (730 h)";
  pen.line([{ text: meaning, style: "dim" }], "  ");
}
