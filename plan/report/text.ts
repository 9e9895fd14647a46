/** Plain-text helpers that the terminal and the HTML report share. Nothing here depends on the locale of the machine. */

/** `1 rule`, `42 rules`; `plural` for nouns that English does not form with a final s. */
export function counted(count: number, noun: string, plural = pluralOf(noun)): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

export function pluralOf(noun: string): string {
  if (/(s|x|ch|sh)$/.test(noun)) return `${noun}es`;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return `${noun}s`;
}

/** Whole number with a comma every three digits. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Amount with two decimals and thousands grouped, without the currency. */
export function amount(value: number): string {
  const [whole = "0", cents = "00"] = Math.abs(value).toFixed(2).split(".");
  return `${value < 0 && Number(`${whole}.${cents}`) > 0 ? "-" : ""}${grouped(Number(whole))}.${cents}`;
}

/** `0 to 4 nodes`, `3 nodes` when both bounds agree. */
export function rangeOfNodes(nodes: { readonly min: number; readonly max: number }): string {
  return nodes.min === nodes.max
    ? counted(nodes.max, "node")
    : `${grouped(nodes.min)} to ${counted(nodes.max, "node")}`;
}

/** `a, b and 37 more`: the first `limit` entries and how many were left out. */
export function listed(entries: readonly string[], limit: number): string {
  if (entries.length <= limit) return entries.join(", ");
  return `${entries.slice(0, limit).join(", ")} and ${grouped(entries.length - limit)} more`;
}

const countryNames = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

/** `Germany (DE)` for an ISO 3166-1 alpha-2 code; anything else, such as `undeclared`, as it is. */
export function country(code: string): string {
  if (code === "") return "not declared";
  return isCountry(code) ? `${countryNames.of(code)} (${code})` : code;
}

/** Whether a text is the code of a country. */
export function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && countryNames.of(code) !== undefined;
}

// C0 and C1 controls, zero-width and bidirectional marks, line separators: they move the cursor, hide text or reverse it.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/gu;

/**
 * One printable line: white space becomes a blank, every other character that a terminal or a browser would act on
 * instead of showing becomes its visible code (`\u{1b}`).
 */
export function printable(text: string): string {
  return text.replace(/[\t\n\r]+/g, " ").replace(unprintable, codeOf);
}

const asciiOf: Readonly<Record<string, string>> = {
  "→": "->",
  "…": "...",
  "–": "-",
  "—": "-",
  "·": "-",
  "×": "x",
  "✓": "[ok]",
  "✗": "[x]",
  "├": "|",
  "└": "`",
  "│": "|",
  "─": "-",
  "§": "section ",
  "“": '"',
  "”": '"',
  "‘": "'",
  "’": "'",
  "\u00a0": " ",
};

/** The same text in ASCII; a character without an equal becomes its code, so nothing is lost. */
export function ascii(text: string): string {
  return text.replace(/[^\u0020-\u007e]/gu, (character) => asciiOf[character] ?? codeOf(character));
}

function codeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
