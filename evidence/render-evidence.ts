import { createHash } from "node:crypto";
import { html, Markup } from "../plan/report/markup.ts";
import { nounOf, partsOfUrn } from "../plan/report/nouns.ts";
import { pageStyle } from "../plan/report/page-style.ts";
import { stableJson } from "../plan/report/stable-json.ts";
import { counted, country } from "../plan/report/text.ts";
import type { Cell, Evidence, Register } from "./evidence.ts";

/** File name → content of every form of the evidence. Equal evidence, equal bytes. */
export function renderEvidence(evidence: Evidence): ReadonlyMap<string, string> {
  return new Map([
    ["evidence.json", renderEvidenceJson(evidence)],
    ["evidence.html", renderEvidenceHtml(evidence)],
    ...evidence.registers.map((register) => [`${register.name}.csv`, renderCsv(register)] as const),
  ]);
}

/** Rows as objects, by the names of their columns. */
export function renderEvidenceJson({ registers, ...facts }: Evidence): string {
  const rows = registers.map(({ name, columns, rows: cells }) => [
    name,
    cells.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ""]))),
  ]);
  return stableJson({ ...facts, registers: Object.fromEntries(rows) });
}

/** RFC 4180. Cells that a spreadsheet would run as a formula begin with an apostrophe. */
export function renderCsv({ columns, rows }: Pick<Register, "columns" | "rows">): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

function csvCell(cell: Cell): string {
  const text = textOf(cell, "; ");
  const safe = typeof cell !== "number" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function textOf(cell: Cell, separator: string): string {
  return typeof cell === "string" || typeof cell === "number" ? String(cell) : cell.join(separator);
}

const digest = createHash("sha256").update(pageStyle).digest("base64");
const policy = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;

/** One file that needs no other and asks nobody anything. */
export function renderEvidenceHtml(evidence: Evidence): string {
  const { subject, madeBy, asOf, profile, verdict, tables, registers } = evidence;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>Evidence for ${subject.stack}</title>
<style>${new Markup(pageStyle)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<p class="eyebrow">Evidence from the ${subject.kind} of an environment · as of <time>${asOf}</time></p>
<h1>${subject.stack}</h1>
<div class="verdict ${verdict}"><div class="mark" aria-hidden="true"><span>${verdict === "pass" ? "✓" : "✗"}</span></div><div><strong>${verdict === "pass" ? "No rule that must hold is broken, as far as the rules can tell." : "Rules that must hold are broken."}</strong><p>Held to the profile <code>${profile}</code>.</p><p class="small soft">SHA-256 of what was judged: <span class="mono">${subject.sha256}</span></p></div></div>
<nav aria-label="Sections"><ul>${registers.map(({ name, title }) => html`<li><a href="#${name}">${title}</a></li>`)}</ul></nav>
</header>
<main id="content">
${axes(evidence)}
${registers.map(section)}
<section id="tables" aria-labelledby="tables-title"><h2 id="tables-title">Tables</h2><p class="lead">What the rules know of the world, and from when.</p>
${table(
  ["Table", "As of", "Source"],
  tables.map(({ name, asOf: day, source }) => [name, day, source]),
  "Tables",
)}</section>
</main>
<footer><p>Made by ${madeBy} from what the program and its tables say. Resources are shown by type and name; evidence.json and the CSV files have their whole URNs. It is a description, not a certificate and not legal advice.</p></footer>
</body>
</html>
`;
  return page.source;
}

function axes({ residency, jurisdiction }: Evidence): Markup {
  return html`<section id="axes" aria-labelledby="axes-title"><h2 id="axes-title">Two questions, two answers</h2>
<p class="lead">Where data is kept and who can be made to hand it over are different things. Neither answers the other.</p>
<div class="grid"><div class="card"><h3>Where is the data?</h3><p class="big">${residency.countries.map(country).join(", ") || "Unknown"}</p><dl class="facts"><dt>Regions</dt><dd>${residency.regions.join(", ") || "unknown"}</dd><dt>Posture</dt><dd><code>${residency.posture}</code></dd></dl></div>
<div class="card"><h3>Who can be compelled to hand it over?</h3><p class="big">${jurisdiction.parentCompany}</p><dl class="facts"><dt>Operated by</dt><dd>${jurisdiction.operator}</dd><dt>Country of the ultimate parent</dt><dd>${country(jurisdiction.parentCountry)}</dd></dl></div></div></section>`;
}

function section({ name, title, lead, columns, rows }: Register): Markup {
  return html`<section id="${name}" aria-labelledby="${name}-title"><h2 id="${name}-title">${title}</h2>
<p class="lead">${lead}</p>
${rows.length === 0 ? html`<p class="card">None.</p>` : table(columns, rows, title)}</section>
`;
}

/** Resources that are written out in one cell of the page; the CSV and the JSON have them all. */
const shownItems = 5;

function table(columns: readonly string[], rows: readonly (readonly Cell[])[], label: string): Markup {
  return html`<div class="card scroll" tabindex="0" role="region" aria-label="${label}"><table><caption>${counted(rows.length, "row")}</caption><thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead><tbody>
${rows.map(
  (row) => html`<tr>${row.map((cell) => html`<td>${cellMarkup(cell)}</td>`)}</tr>
`,
)}</tbody></table></div>`;
}

function cellMarkup(cell: Cell): Markup {
  if (typeof cell === "number") return html`${cell}`;
  if (typeof cell === "string") return itemMarkup(cell);
  const rest = cell.length - shownItems;
  return html`${cell.slice(0, shownItems).map((item, index) => html`${index > 0 && html`<br>`}${itemMarkup(item)}`)}${rest > 0 && html`<br>and ${counted(rest, "more resource")}`}`;
}

/** A URN is three lines of a column: the page has its type and name, and the whole of it where the pointer rests. */
function itemMarkup(text: string): Markup {
  const { type, name } = partsOfUrn(text);
  return type === "" ? html`${text}` : html`<span title="${text}">${nounOf(type)} <code>${name}</code></span>`;
}
