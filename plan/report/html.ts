import type { Issue, Plan } from "../model.ts";
import { renderDiagram } from "./diagram.ts";
import { factsOf } from "./facts.ts";
import { issuesInFileOrder } from "./groups.ts";
import { changesSection } from "./html-changes.ts";
import { costSection } from "./html-cost.ts";
import { findingsSection } from "./html-findings.ts";
import { openSection, outputsSection, resourcesSection } from "./html-inventory.ts";
import { html, type Markup } from "./markup.ts";
import { axes, renderPage, type Section, verdictBox } from "./page.ts";
import { pageScript } from "./page-script.ts";
import { counted, country, isCountry } from "./text.ts";
import { losesData, nextStep, postureSentence, verdictSentence } from "./words.ts";

/**
 * The plan as one HTML file for a reader who is no engineer: no request leaves it, nothing in it runs but the
 * search of its own table, and two renderings of one plan are equal byte for byte (times are left out).
 */
export function renderHtml(plan: Plan): string {
  return renderPage({
    title: `Plan of ${plan.stack}`,
    eyebrow: "Plan of an environment · nothing has been created yet",
    heading: plan.stack,
    verdict: verdict(plan),
    sections: plan.verdict === "invalid" ? [issuesSection(plan)] : planSections(plan),
    footer: footer(plan),
    script: pageScript,
  });
}

function planSections(plan: Plan): readonly Section[] {
  return [
    axesSection(plan),
    {
      id: "picture",
      title: "The environment in a picture",
      lead: "What runs where, which part of it the internet can reach, where data rests, and who stands behind the machines. ✗ marks what violates a rule that must hold.",
      body: html`<figure class="card scroll" tabindex="0" aria-label="Picture, scrolls sideways on small screens">${renderDiagram(plan)}</figure>`,
    },
    ...(plan.changes === undefined ? [] : [changesSection(plan.changes)]),
    findingsSection(plan),
    costSection(plan),
    openSection(plan),
    outputsSection(plan),
    resourcesSection(plan),
  ];
}

function verdict(plan: Plan): Markup {
  const answer = {
    pass: losesData(plan)
      ? "Careful: the rules have nothing against this change, but data would be lost."
      : "Yes, as far as the rules can tell: this environment may be created as planned.",
    violations: "No: this environment may not be created as planned.",
    invalid: "Not yet: the configuration has mistakes, so nothing was planned.",
  }[plan.verdict];
  const open = plan.assumed.length + plan.unknown.length;
  const link = {
    pass: open > 0 && html` <a href="#open">${counted(open, "value")} assumed or not known yet</a>.`,
    violations: html` <a href="#findings">What is wrong and how to fix it</a>.`,
    invalid: html` <a href="#issues">What is wrong and what is accepted</a>.`,
  }[plan.verdict];
  const next = html`<p>${sentence(verdictSentence(plan).replace(/^(pass|invalid): /, ""))}${link}</p><p class="small soft">Next step: <span class="mono">${nextStep(plan)}</span></p>`;
  return verdictBox(plan.verdict, plan.verdict === "pass" && !losesData(plan), answer, next);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function axesSection(plan: Plan): Section {
  return {
    ...axes,
    body: html`<div class="grid">
${residencyCard(plan)}
${jurisdictionCard(plan)}
</div>
<p class="after">In short: ${postureSentence(plan.residency.posture)}</p>`,
  };
}

function residencyCard(plan: Plan): Markup {
  const { posture, profile, residency } = plan.residency;
  const { stores, copies } = factsOf(plan);
  const away = [...new Set(copies.map(({ region }) => region))].join(", ");
  return html`<div class="card"><h3>Where is the data?</h3><p class="big">${residency.countries.map(country).join(", ") || "Not declared"}</p>
<p>The place of the machines and disks. The rules of the profile <code>${profile}</code> check every resource that can keep or move data.</p>
<dl class="facts"><dt>Regions</dt><dd>${residency.regions.join(", ") || "not declared"}</dd><dt>Stores of data</dt><dd>${stores.length === 0 ? "none in this plan" : stores.length}</dd><dt>Copies elsewhere</dt><dd>${away || "none in this plan"}</dd><dt>Posture</dt><dd><code>${posture}</code></dd></dl></div>`;
}

function jurisdictionCard({ residency: { jurisdiction } }: Plan): Markup {
  const { operator, parentCompany, parentCountry, acceptances } = jurisdiction;
  const reach = isCountry(parentCountry)
    ? "Authorities and courts of that country can address orders to this company, wherever the machines stand."
    : "The country of the ultimate parent company is not declared, so nobody can say whose courts reach it.";
  const accepted =
    acceptances.length > 0 &&
    html`<h4>Accepted by name</h4><ul class="plain small">${acceptances.map(
      ({ company, country: code, by, date, until, reason }) =>
        html`<li>${company}, ${country(code)}: by ${by} on <time>${date}</time> until <time>${until}</time>. Reason: ${reason}</li>`,
    )}</ul>`;
  return html`<div class="card"><h3>Who can be compelled to hand it over?</h3><p class="big">${parentCompany || "Not declared"}${parentCompany !== "" && isCountry(parentCountry) && `, ${country(parentCountry)}`}</p>
<p>${reach}</p>
<dl class="facts"><dt>Operated by</dt><dd>${operator || "not declared"}</dd><dt>Ultimate parent</dt><dd>${parentCompany || "not declared"}</dd><dt>Its country</dt><dd>${country(parentCountry)}</dd></dl>
${accepted}</div>`;
}

function issuesSection({ issues, stack }: Plan): Section {
  const row = ({
    path,
    message,
    value,
    accepted,
    suggestion,
    source,
  }: Issue) => html`<tr><td class="mono place">${source ? `${source.file}:${source.line}:${source.column}` : `Pulumi.${stack}.yaml`}</td><td><code>${path}</code> ${message}</td><td><code>${value}</code></td><td>${accepted}${accepted !== undefined && suggestion !== undefined && html`<br>`}${suggestion}</td></tr>
`;
  return {
    id: "issues",
    title: "Mistakes in the configuration",
    lead: "All mistakes at once, from the top of the file down. Correct them and plan again.",
    body: html`<div class="card scroll" tabindex="0" role="region" aria-label="Mistakes"><table><caption>${counted(issues.length, "mistake")}</caption><thead><tr><th scope="col">Place</th><th scope="col">What is wrong</th><th scope="col">Value</th><th scope="col">What is accepted</th></tr></thead><tbody>
${issuesInFileOrder(issues).map(row)}</tbody></table></div>`,
  };
}

function footer({ cost, packs, verdict: result }: Plan): Markup {
  if (result === "invalid") return html`<p>Nothing was planned, priced or checked.</p>`;
  const names = packs.map(({ name, version, rules }) => `${name} ${version} (${counted(rules, "rule")})`).join(", ");
  return html`<p>Checked by ${names || "no policy pack"}. Prices of ${cost.asOf} (${cost.source}). This page states what the program would create and what is known of it; it is not legal advice.</p>`;
}
