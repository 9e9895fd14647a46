import type { Rule } from "./rule.ts";

/** A rule with the text of its own page, `rules/<ID>/rule.md`. */
export interface RulePage {
  readonly pack: string;
  readonly rule: Rule;
  readonly page: string;
}

/** `docs/rules.md`: an index, then every rule's own page one heading lower. */
export function renderRules(pages: readonly RulePage[]): string {
  const index = pages.map(
    ({ pack, rule: { id, title, severity, axis, description } }) =>
      `| [${id}](#${anchor(`${id} ${title}`)}) | ${title} | ${severity} | ${axis} | ${pack} | ${description} |`,
  );
  return [
    "# Rules",
    "",
    `${pages.length} rules in ${new Set(pages.map(({ pack }) => pack)).size} packs. Critical and high findings refuse, the others advise; a finding that rests on a fact of low confidence advises too. Written by \`npm run rules\` from \`policies/rules/*/rule.md\`.`,
    "",
    "| rule | title | severity | axis | pack | what must hold |",
    "| --- | --- | --- | --- | --- | --- |",
    ...index,
    "",
    ...pages.flatMap(({ page }) => [page.trim().replace(/^# /, "## "), ""]),
  ].join("\n");
}

/** The name by which forges link to a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, "")
    .replaceAll(" ", "-");
}
