/** One element of a parsed page. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (Element | string)[];
}

const voids = new Set(["meta", "br", "input", "link", "hr", "img"]);
const rawText = new Set(["style", "script"]);
const token = /<!doctype html>|<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*(\/?)>|([^<>]+)/y;

/**
 * Strict reader for the page: every element closed in order, every attribute quoted, no stray `<` or `>` in text.
 * @throws Error with the place of the first thing that a browser would have to guess about.
 */
export function readHtml(source: string): Element {
  const root: Element = { name: "#document", attributes: {}, children: [] };
  const open: Element[] = [root];
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    const match = token.exec(source);
    if (match === null) throw new Error(`unexpected text at ${at}: ${source.slice(at, at + 60)}`);
    const [, slash, name, attributes = "", selfClosed, text] = match;
    const parent = open.at(-1) ?? root;
    if (text !== undefined) parent.children.push(unescaped(text));
    if (name === undefined) continue;
    if (slash === "/") {
      if (parent.name !== name) throw new Error(`</${name}> at ${at} closes <${parent.name}>`);
      open.pop();
      continue;
    }
    const element: Element = { name, attributes: readAttributes(attributes), children: [] };
    parent.children.push(element);
    if (rawText.has(name)) {
      const end = source.indexOf(`</${name}`, token.lastIndex);
      element.children.push(source.slice(token.lastIndex, end));
      token.lastIndex = end + name.length + 3;
    } else if (selfClosed !== "/" && !voids.has(name)) open.push(element);
  }
  if (open.length > 1) throw new Error(`<${open.at(-1)?.name}> is not closed`);
  return root;
}

function readAttributes(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g)].map(([, key = "", value = ""]) => [key, unescaped(value)]),
  );
}

function unescaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return text.replace(/&([a-z0-9#]*);?/gi, (whole, name: string) => {
    const character = entities[name];
    if (character === undefined) throw new Error(`stray & in text: ${whole}`);
    return character;
  });
}

/** All elements below one, in document order. */
export function elementsOf(element: Element): readonly Element[] {
  return element.children.flatMap((child) => (typeof child === "string" ? [] : [child, ...elementsOf(child)]));
}

export function textOf(element: Element): string {
  return element.children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");
}
