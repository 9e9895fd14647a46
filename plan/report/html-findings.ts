import type { Plan } from "../model.ts";
import { type FindingGroup, findingGroups, placeLabel, shownGroups } from "./groups.ts";
import { html, type Markup } from "./markup.ts";
import { nounOf, partsOfUrn, resourceLabel } from "./nouns.ts";
import type { Section } from "./page.ts";
import { counted, grouped } from "./text.ts";
import { waivedLine } from "./words.ts";

const levels = {
  mandatory: "must be fixed",
  remediate: "corrected automatically",
  advisory: "advice",
  disabled: "switched off",
} as const;

/** What the rules object to, what blocks first, each with the place and the fix. */
export function findingsSection({ findings, packs }: Plan): Section {
  const { shown, hidden } = shownGroups(findingGroups(findings));
  const rules = packs.reduce((sum, pack) => sum + pack.rules, 0);
  const ran = html`<p class="small soft after">Rules that ran: ${packs.map(({ name, version, rules: count }) => `${name} ${version} (${count})`).join(", ") || "none"}.</p>`;
  const none =
    rules === 0
      ? "No rule ran, so nothing was checked."
      : `${counted(rules, "rule")} ran and found nothing to object to.`;
  return {
    id: "findings",
    title: "What the rules found",
    lead: "Every rule looks at every resource before it exists. What must be fixed keeps the environment from being created.",
    body: html`${shown.length === 0 && html`<p class="card">${none}</p>`}${shown.map(renderFinding)}
${hidden.map(({ rule, count }) => html`<p class="note">${rule}: ${grouped(count)} more of this kind.</p>`)}
${ran}`,
  };
}

function renderFinding({ first, messages, urns }: FindingGroup): Markup {
  const { rule, title, level, severity, axis, fix, why, source, path, urn, waived } = first;
  const { type, name } = partsOfUrn(urn);
  const more = urns.length > 1 && ` and ${counted(urns.length - 1, "more resource")}`;
  const thing = type === "" ? name : `${nounOf(type)} “${name}”`;
  return html`<article class="card finding ${level}">
<ul class="tags"><li class="${level}">${waived ? "waived" : levels[level]}</li><li>${severity}</li>${axis !== "" && axis !== "none" && html`<li>${axis}</li>`}<li>${rule} ${title}</li></ul>
${messages.slice(0, 3).map((message) => html`<h3>${message}</h3>`)}
<dl class="facts">${source && html`<dt>Where</dt><dd><code>${placeLabel(source)}</code></dd>`}<dt>Affects</dt><dd><span title="${resourceLabel(urn)}">${thing}</span>${path !== "" && html` <code>${path}</code>`}${more}</dd>${waived && html`<dt>Waived by</dt><dd>${waivedLine(waived)}</dd>`}${fix !== "" && html`<dt>Fix</dt><dd>${fix}</dd>`}${why !== "" && html`<dt>Why</dt><dd>${why}</dd>`}</dl>
</article>
`;
}
