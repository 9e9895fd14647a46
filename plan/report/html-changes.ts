import type { ChangeReport, DataAtRisk, ResourceChange } from "../model.ts";
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
import { html, type Markup } from "./markup.ts";
import { nounOf } from "./nouns.ts";
import type { Section } from "./page.ts";
import { counted, listed } from "./text.ts";

/** What would change in the environment as it is, and what data that costs. */
export function changesSection(report: ChangeReport): Section {
  const hidden = uncomparedSentence(report);
  return {
    id: "changes",
    title: "What would change",
    lead: `Compared with what exists according to ${report.file}${report.writtenAt === "" ? "" : `, written ${report.writtenAt}`}: ${changeSummary(report)}.`,
    body: html`${report.dataAtRisk.length > 0 && riskCard(report.dataAtRisk)}${changeGroups(report).map(groupCard)}
${report.notes.map((note) => html`<p class="note">${note}.</p>`)}
${
  hidden !== "" &&
  html`<p class="small soft after">${hidden}. ${listed(
    report.uncompared.map(({ name }) => name),
    12,
  )}.</p>`
}`,
  };
}

function riskCard(risks: readonly DataAtRisk[]): Markup {
  return html`<article class="card finding mandatory"><h3>Data at risk: ${counted(risks.length, "resource")}</h3><ul class="plain">${risks.map(
    (risk) => html`<li><strong>${risk.name}</strong> ${riskSentence(risk)}.</li>`,
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

function row(change: ResourceChange): Markup {
  const note = changeNote(change);
  const properties = change.properties.map((property) => {
    const effect = effectNote(property);
    return html`<li><code>${property.path}</code> ${valueChange(property)}${effect !== "" && html` <strong>${effect}</strong>`}</li>`;
  });
  return html`<tr><td>${change.name}<br><span class="small soft">${nounOf(change.type)}</span></td><td>${note !== "" && html`<p class="small soft">${note}</p>`}${properties.length > 0 && html`<ul class="plain small">${properties}</ul>`}</td></tr>
`;
}
