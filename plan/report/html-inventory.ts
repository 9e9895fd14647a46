import type { OpenValue, Plan } from "../model.ts";
import { openGroups, outputLines } from "./groups.ts";
import { html, type Markup } from "./markup.ts";
import { nounOf, partsOfUrn } from "./nouns.ts";
import type { Section } from "./page.ts";
import { counted, listed } from "./text.ts";

/** What nobody has checked and what cannot be known yet, in plain words. */
export function openSection({ assumed, unknown, limits }: Plan): Section {
  return {
    id: "open",
    title: "What is assumed, what is not known yet, and what has known limits",
    lead: "A plan is made before anything exists. These values could still turn out otherwise.",
    body: html`<div class="grid">${openCard("Assumed", "Written down by somebody and taken as true; not checked with the provider.", assumed)}${openCard("Not known yet", "Only the provider can give these, when the environment is created. Rules treat what they cannot see as a violation where it matters.", unknown)}${openCard("Known limits", "What does not work, or was never seen to work, with what was chosen.", limits, "sentence")}</div>`,
  };
}

function openCard(title: string, meaning: string, values: readonly OpenValue[], noun = "value"): Markup {
  const groups = openGroups(values).map(
    ({ reason, places }) => html`<li>${reason}<br><span class="small soft">${listed(places, 6)}</span></li>`,
  );
  return html`<div class="card"><h3>${title}: ${values.length === 0 ? "nothing" : counted(values.length, noun)}</h3><p class="small soft">${meaning}</p>${groups.length > 0 && html`<ul class="plain">${groups}</ul>`}</div>`;
}

/** What the environment will tell its users. */
export function outputsSection({ outputs }: Plan): Section {
  const lines = outputLines(outputs, 40);
  return {
    id: "outputs",
    title: "What it gives to its users",
    lead: "Addresses and names that other systems are configured with. Secrets are not shown, here or anywhere in this page.",
    body:
      lines.length === 0
        ? html`<p class="card">Nothing.</p>`
        : html`<div class="card"><details><summary>${counted(lines.length, "value")}</summary><dl class="facts">${lines.map(({ path, value }) => html`<dt class="mono">${path}</dt><dd class="mono">${value}</dd>`)}</dl></details></div>`,
  };
}

/** Every resource, for the reader who wants to look one up. */
export function resourcesSection({ resources, counts }: Plan): Section {
  const rows = resources.map(
    ({ name, type, parent, protect }) =>
      html`<tr><td>${name}</td><td>${nounOf(type)}<br><code class="soft">${type}</code></td><td>${partsOfUrn(parent).name}</td><td>${protect && "protected"}</td></tr>
`,
  );
  return {
    id: "resources",
    title: "Every resource",
    lead: `${counted(counts.resources, "resource")}, ${counted(counts.components, "component")} that group them and ${counted(counts.providers, "provider")} that create them. What is protected cannot be deleted by accident.`,
    body: html`<div class="card"><details><summary>Show the table</summary>
<label class="search" hidden>Search by name, kind or component<input id="resource-search" type="search" autocomplete="off" aria-describedby="resource-count"></label>
<p id="resource-count" class="small soft" role="status">${counted(resources.length, "row")}</p>
<div class="scroll" tabindex="0" role="region" aria-label="Resources"><table id="resource-table"><thead><tr><th scope="col">Name</th><th scope="col">Kind</th><th scope="col">Part of</th><th scope="col">Protected</th></tr></thead><tbody>
${rows}</tbody></table></div></details></div>`,
  };
}
