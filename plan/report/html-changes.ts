import type { ChangeReport } from "../model.ts";
import { type ChangeGroup, type ChangeWords, changeWords, type ToldChange } from "./change-words.ts";
import { html, type Markup } from "./markup.ts";
import type { Section } from "./page.ts";
import { counted, listed } from "./text.ts";

/** Names that are written out. */
const shownNames = 12;

/** What would change in the environment as it is, and what data that costs. */
export function changesSection(report: ChangeReport): Section {
  const { against, summary, groups, uncompared, notes, risks } = changeWords(report);
  return {
    id: "changes",
    title: "What would change",
    lead: `Compared with what exists according to ${against}: ${summary}.`,
    body: html`${risks.length > 0 && riskCard(risks)}${groups.map(groupCard)}
${notes.map((note) => html`<p class="note">${note}.</p>`)}
${uncompared && html`<p class="small soft after">${uncompared.sentence}. ${listed(uncompared.names, shownNames)}.</p>`}`,
  };
}

function riskCard(risks: ChangeWords["risks"]): Markup {
  return html`<article class="card finding mandatory"><h3>Data at risk: ${counted(risks.length, "resource")}</h3><ul class="plain">${risks.map(
    ({ name, sentence }) => html`<li><strong>${name}</strong> ${sentence}.</li>`,
  )}</ul></article>
`;
}

function groupCard({ title, told, counted: folded }: ChangeGroup): Markup {
  const total = told.length + folded.reduce((sum, { count }) => sum + count, 0);
  return html`<div class="card"><details><summary>${counted(total, "resource")} ${title}</summary><div class="scroll" tabindex="0" role="region" aria-label="Resources ${title}"><table><thead><tr><th scope="col">Resource</th><th scope="col">What changes</th></tr></thead><tbody>
${told.map(row)}${folded.map(
  ({ noun, count }) => html`<tr><td>${counted(count, noun)}</td><td></td></tr>
`,
)}</tbody></table></div></details></div>
`;
}

function row({ noun, name, note, properties }: ToldChange): Markup {
  const items = properties.map(
    ({ path, change, effect }) =>
      html`<li><code>${path}</code> ${change}${effect !== "" && html` <strong>${effect}</strong>`}</li>`,
  );
  return html`<tr><td>${name}<br><span class="small soft">${noun}</span></td><td>${note !== "" && html`<p class="small soft">${note}</p>`}${items.length > 0 && html`<ul class="plain small">${items}</ul>`}</td></tr>
`;
}
