import { createHash } from "node:crypto";
import { type Content, html, Markup } from "./markup.ts";
import { pageStyle } from "./page-style.ts";

/** One part of a page; `id` is its anchor. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly body: Markup;
}

export interface Page {
  readonly title: string;
  /** What kind of page it is, above its heading. */
  readonly eyebrow: Content;
  readonly heading: string;
  readonly verdict: Markup;
  readonly sections: readonly Section[];
  readonly footer: Markup;
  /** Runs in the page; nothing else does. @default none */
  readonly script?: string;
}

/** One HTML file that needs no other and asks nobody anything: its policy forbids every request. */
export function renderPage({ title, eyebrow, heading, verdict, sections, footer, script }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Markup(pageStyle)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<p class="eyebrow">${eyebrow}</p>
<h1>${heading}</h1>
${verdict}
<nav aria-label="Sections"><ul>${sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
</header>
<main id="content">
${sections.map(renderSection)}
</main>
<footer>${footer}</footer>
${script !== undefined && html`<script>${new Markup(script)}</script>\n`}</body>
</html>
`.source;
}

function renderSection({ id, title, lead, body }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
<p class="lead">${lead}</p>
${body}
</section>
`;
}

function policyFor(script: string | undefined): string {
  const scripts = script === undefined ? "" : ` script-src ${digest(script)};`;
  return `default-src 'none'; style-src ${digest(pageStyle)};${scripts} base-uri 'none'; form-action 'none'`;
}

function digest(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** Big, above everything: may it be, or not. @param state class of its colour: `pass`, `violations` or `invalid` */
export function verdictBox(state: string, good: boolean, answer: string, rest: Markup): Markup {
  return html`<div class="verdict ${state}"><div class="mark" aria-hidden="true"><span>${good ? "✓" : "✗"}</span></div><div><strong>${answer}</strong>${rest}</div></div>`;
}

/** Every page says first that residency and jurisdiction are two axes. */
export const axes = {
  id: "axes",
  title: "Two questions, two answers",
  lead: "Where data is kept and who can be made to hand it over are different things. Neither answers the other.",
};
