import { html, type Markup } from "../plan/report/markup.ts";
import { nounOf, partsOfUrn } from "../plan/report/nouns.ts";
import { axes, renderPage, type Section, verdictBox } from "../plan/report/page.ts";
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

/** One file that needs no other and asks nobody anything. */
export function renderEvidenceHtml(evidence: Evidence): string {
  const { subject, madeBy, asOf, profile, verdict, tables, registers } = evidence;
  const passed = verdict === "pass";
  const answer = passed
    ? "No rule that must hold is broken, as far as the rules can tell."
    : "Rules that must hold are broken.";
  const held = html`<p>Held to the profile <code>${profile}</code>.</p><p class="small soft">SHA-256 of what was judged: <span class="mono">${subject.sha256}</span></p>`;
  const tableRows = tables.map(({ name, asOf: day, source }) => [name, day, source]);
  return renderPage({
    title: `Evidence for ${subject.stack}`,
    eyebrow: html`Evidence from the ${subject.kind} of an environment · as of <time>${asOf}</time>`,
    heading: subject.stack,
    verdict: verdictBox(verdict, passed, answer, held),
    sections: [
      axesSection(evidence),
      ...registers.map(registerSection),
      {
        id: "tables",
        title: "Tables",
        lead: "What the rules know of the world, and from when.",
        body: table(["Table", "As of", "Source"], tableRows, "Tables"),
      },
    ],
    footer: html`<p>Made by ${madeBy} from what the program and its tables say. Resources are shown by type and name; evidence.json and the CSV files have their whole URNs. It is a description, not a certificate and not legal advice.</p>`,
  });
}

function axesSection({ residency, jurisdiction }: Evidence): Section {
  return {
    ...axes,
    body: html`<div class="grid"><div class="card"><h3>Where is the data?</h3><p class="big">${residency.countries.map(country).join(", ") || "Unknown"}</p><dl class="facts"><dt>Regions</dt><dd>${residency.regions.join(", ") || "unknown"}</dd><dt>Posture</dt><dd><code>${residency.posture}</code></dd></dl></div>
<div class="card"><h3>Who can be compelled to hand it over?</h3><p class="big">${jurisdiction.parentCompany}</p><dl class="facts"><dt>Operated by</dt><dd>${jurisdiction.operator}</dd><dt>Country of the ultimate parent</dt><dd>${country(jurisdiction.parentCountry)}</dd></dl></div></div>`,
  };
}

function registerSection({ name, title, lead, columns, rows }: Register): Section {
  return {
    id: name,
    title,
    lead,
    body: rows.length === 0 ? html`<p class="card">None.</p>` : table(columns, rows, title),
  };
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
