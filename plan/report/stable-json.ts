/**
 * A document as JSON that equal documents write alike: the document's own keys in the order given, every other object's keys
 * sorted, two blanks of indentation, a line feed at the end.
 */
export function stableJson(document: object): string {
  return `${JSON.stringify(document, (key, value) => (key === "" ? value : withSortedKeys(value)), 2)}\n`;
}

function withSortedKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
