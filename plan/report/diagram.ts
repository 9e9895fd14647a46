import type { Plan } from "../model.ts";
import {
  contributorsPanel,
  copiesItem,
  describe,
  frameTitle,
  type Item,
  internetItem,
  type Panel,
  panelsOf,
} from "./diagram-content.ts";
import { type EnvironmentFacts, factsOf } from "./facts.ts";
import { html, type Markup } from "./markup.ts";
import { country, isCountry } from "./text.ts";
import { isBlocking } from "./words.ts";

/** A panel with its place. All lengths in units of the picture's own coordinate system. */
interface Placed {
  readonly panel: Panel;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const pageWidth = 960;
const gap = 16;
const itemHeight = 44;
const itemGap = 8;
const panelHead = 34;
const frameTop = 92;
const frameHead = 44;
const partyHeight = 62;

/** What runs where: the region as a frame, what stands in it, what is reachable from outside and who controls it. */
export function renderDiagram(plan: Plan): Markup {
  const facts = factsOf(plan);
  const bad = new Set(plan.findings.filter(isBlocking).map(({ urn }) => urn));
  const inner = pageWidth - 2 * gap;
  const leftWidth = Math.round(inner * 0.58);
  const panels = panelsOf(facts, bad);
  const left = stacked(panels.left, gap * 2, frameTop + frameHead, leftWidth - gap);
  const right = stacked(panels.right, gap * 2 + leftWidth, frameTop + frameHead, inner - leftWidth - gap * 2);
  const copies = copiesItem(facts, bad);
  const placed = [...left, ...right];
  const bottom = Math.max(frameTop + frameHead + 40, ...placed.map((place) => place.y + heightOf(place.panel)));
  const frameBottom = bottom + gap;
  const contributors = contributorsPanel(facts);
  const outside = Math.max(copies ? itemHeight + gap * 2 : 0, contributors ? heightOf(contributors) + gap * 2 : 0);
  const partiesTop = frameBottom + gap * 2 + outside;
  const height = partiesTop + partyHeight + 4;
  return html`<svg class="diagram" viewBox="0 0 ${pageWidth} ${height}" width="${pageWidth}" height="${height}" role="img" aria-labelledby="diagram-title diagram-text">
<title id="diagram-title">Picture of ${plan.stack}</title>
<desc id="diagram-text">${describe(plan, facts)}</desc>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>
${renderInternet(facts)}
<rect class="frame" x="${gap}" y="${frameTop}" width="${inner}" height="${frameBottom - frameTop}" rx="14"/>
<text class="frame-title" x="${gap * 2}" y="${frameTop + 28}">${cut(frameTitle(plan), inner - gap * 2, 8.6)}</text>
${placed.map(renderPanel)}
${placed.length === 0 && html`<text class="detail" x="${gap * 2}" y="${frameTop + frameHead + 20}">The plan names no network, machine or store.</text>`}
${contributors && renderContributors(contributors, frameBottom)}
${copies && renderCopies(copies, frameBottom)}
${renderParties(plan, partiesTop, inner)}
</svg>`;
}

function stacked(panels: readonly Panel[], x: number, top: number, width: number): readonly Placed[] {
  let y = top;
  return panels.map((panel) => {
    const place = { panel, x, y, width };
    y += heightOf(panel) + gap;
    return place;
  });
}

function heightOf({ items, columns }: Panel): number {
  return panelHead + Math.ceil(items.length / columns) * (itemHeight + itemGap) + itemGap;
}

function renderPanel({ panel, x, y, width }: Placed): Markup {
  const { title, items, columns } = panel;
  const itemWidth = (width - (columns + 1) * 10) / columns;
  const boxes = items.map((item, index) =>
    renderItem(
      item,
      x + 10 + (index % columns) * (itemWidth + 10),
      y + panelHead + Math.floor(index / columns) * (itemHeight + itemGap),
      itemWidth,
    ),
  );
  return html`<g><rect class="panel" x="${x}" y="${y}" width="${width}" height="${heightOf(panel)}" rx="10"/>
<text class="panel-title" x="${x + 12}" y="${y + 22}">${cut(title, width - 24, 7.4)}</text>
${boxes}</g>
`;
}

function renderItem({ title, detail, tone }: Item, x: number, y: number, width: number): Markup {
  const middle = detail === "" ? 27 : 19;
  return html`<g class="item ${tone}"><title>${detail === "" ? title : `${title}: ${detail}`}</title><rect x="${x}" y="${y}" width="${width}" height="${itemHeight}" rx="7"/><rect class="edge" x="${x}" y="${y}" width="4" height="${itemHeight}" rx="2"/>
<text class="label" x="${x + 13}" y="${y + middle}">${cut(title, width - 22, 7.3)}</text>${detail !== "" && html`<text class="detail" x="${x + 13}" y="${y + 35}">${cut(detail, width - 22, 6.2)}</text>`}</g>
`;
}

/** The internet above the frame, with an arrow in for open ports and one out for gateways. */
function renderInternet(facts: EnvironmentFacts): Markup {
  const width = 400;
  const arrow = (x: number, from: number, to: number) =>
    html`<path class="arrow" d="M${x} ${from}V${to}" marker-end="url(#tip)"/>`;
  const out = facts.gateways.filter((gateway) => gateway !== "internet gateway");
  return html`${renderItem(internetItem(facts), gap, 4, width)}
${facts.openPorts !== undefined && facts.openPorts.length > 0 && arrow(gap + 90, 4 + itemHeight, frameTop)}
${out.length > 0 && html`${arrow(gap + width - 60, frameTop, 4 + itemHeight)}<text class="detail" x="${gap + width - 48}" y="${frameTop - 18}">traffic out: ${out.join(", ")}</text>`}`;
}

function renderContributors(panel: Panel, frameBottom: number): Markup {
  const y = frameBottom + gap * 2;
  return html`<path class="arrow" d="M${gap + 90} ${y}V${frameBottom}" marker-end="url(#tip)"/>
${renderPanel({ panel, x: gap, y, width: pageWidth / 2 - gap * 2 })}`;
}

function renderCopies(item: Item, frameBottom: number): Markup {
  const x = pageWidth / 2;
  return html`<path class="arrow" d="M${x + 160} ${frameBottom}V${frameBottom + gap * 2}" marker-end="url(#tip)"/>
${renderItem(item, x, frameBottom + gap * 2, pageWidth / 2 - gap)}`;
}

/** The operator and its parent, side by side; one box when they are one company. */
function renderParties({ residency: { jurisdiction } }: Plan, y: number, width: number): Markup {
  const { operator, parentCompany, parentCountry } = jurisdiction;
  const half = (width - 150) / 2;
  const middle = y + partyHeight / 2;
  const parent = `${parentCompany || "not declared"}${isCountry(parentCountry) ? ` · ${country(parentCountry)}` : ""}`;
  const box = (x: number, boxWidth: number, role: string, name: string) =>
    html`<g class="party"><title>${role}: ${name}</title><rect x="${x}" y="${y}" width="${boxWidth}" height="${partyHeight}" rx="10"/><text class="detail" x="${x + 16}" y="${y + 24}">${role}</text><text class="label" x="${x + 16}" y="${y + 45}">${cut(name, boxWidth - 30, 7.6)}</text></g>`;
  if (operator !== "" && operator === parentCompany) {
    return box(gap, width, "Operator and ultimate parent company", parent);
  }
  const arrow = html`<path class="arrow" d="M${gap + half + 142} ${middle}H${gap + half + 8}" marker-end="url(#tip)"/><text class="detail centred" x="${gap + half + 75}" y="${middle - 10}">controls</text>`;
  return html`${box(gap, half, "Operated by", operator || "not declared")}
${isCountry(parentCountry) && arrow}
${box(gap + half + 150, half, "Ultimate parent company", parent)}`;
}

/** Text cut to a width; `advance` is the mean width of a character, which no renderer tells beforehand. */
function cut(text: string, width: number, advance: number): string {
  const characters = [...text];
  const room = Math.floor(width / advance);
  return characters.length <= room ? text : `${characters.slice(0, room - 1).join("")}…`;
}
