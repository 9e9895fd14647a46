import type { Plan } from "../model.ts";
import { type ComponentCost, componentCosts, unpricedGroups } from "./groups.ts";
import { html, type Markup } from "./markup.ts";
import type { Section } from "./page.ts";
import { amount, counted, listed } from "./text.ts";

const shownComponents = 24;

/** Monthly cost per component: what it costs at rest and what it costs at full use. */
export function costSection({ cost }: Plan): Section {
  const rows = componentCosts(cost, shownComponents);
  const highest = Math.max(...rows.map(({ active, idle }) => Math.max(active, idle)), 0);
  const atLeast = cost.unpriced.length > 0 ? "at least " : "";
  const known = (value: number) =>
    rows.length === 0 ? "No price known" : `${atLeast}${amount(value)} ${cost.currency}`;
  const figure = (title: string, value: number, meaning: string) =>
    html`<div class="card"><h3>${title}</h3><p class="big">${known(value)}</p><p class="soft small">${meaning}</p></div>`;
  const table =
    rows.length > 0 &&
    html`<div class="card scroll" tabindex="0" role="region" aria-label="Cost per component"><table><caption>Per month in ${cost.currency}, prices of ${cost.asOf}, ${cost.source}</caption>
<thead><tr><th scope="col">Component</th><th scope="col" class="number">Idle</th><th scope="col" class="number">Active</th><th scope="col" class="bar"><ul class="legend"><li><span class="key idle"></span>idle</li><li><span class="key active"></span>active</li></ul></th></tr></thead>
<tbody>
${rows.map((row) => costRow(row, highest))}</tbody>
<tfoot><tr><th scope="row">Total</th><td class="number">${amount(cost.monthly.idle)}</td><td class="number">${amount(cost.monthly.active)}</td><td class="bar"></td></tr></tfoot></table></div>`;
  return {
    id: "cost",
    title: "What it costs in a month",
    lead: "List prices without tax and discounts. Two figures, because GPU machines come and go with the work.",
    body: html`<div class="grid">${figure("When nothing runs", cost.monthly.idle, "Idle: every pool at its smallest size, all month.")}${figure("When everything runs", cost.monthly.active, "Active: every pool at its largest size, all month (730 hours).")}</div>
${unpricedNote(cost)}
${rows.length > 0 && html`<h3 class="after">By component</h3>`}
${table}`,
  };
}

function costRow({ component, idle, active, what }: ComponentCost, highest: number): Markup {
  const share = (value: number) => (highest === 0 ? 0 : Math.round((Math.max(0, value) / highest) * 1000) / 10);
  const label = `${component}: idle ${amount(idle)}, active ${amount(active)}`;
  return html`<tr><th scope="row">${component}${what.length > 0 && html`<br><span class="small soft">${listed(what, 3)}</span>`}</th><td class="number">${amount(idle)}</td><td class="number">${amount(active)}</td><td class="bar"><svg class="bars" role="img" aria-label="${label}"><rect class="active" width="${share(active)}%" height="16" rx="3"/><rect class="idle" y="4" width="${share(idle)}%" height="8" rx="2"/></svg></td></tr>
`;
}

function unpricedNote({ unpriced }: Plan["cost"]): Markup | false {
  if (unpriced.length === 0) return false;
  const groups = unpricedGroups(unpriced).map(
    ({ what, reason, items }) => html`<li>${what} (${counted(items.length, "resource")}): ${reason}</li>`,
  );
  return html`<div class="note"><strong>Not everything has a price.</strong> ${counted(unpriced.length, "resource")} could not be priced and ${unpriced.length === 1 ? "is" : "are"} in no figure above, so the true cost may be higher:<ul class="plain">${groups}</ul></div>`;
}
