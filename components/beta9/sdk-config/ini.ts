/**
 * The INI dialect of the Beta9 SDK, without loss: Python's `configparser.ConfigParser()` with its defaults, which reads
 * `~/.beta9/config.ini`. Every byte of the text is in some line, so that an edit can leave all others alone.
 * Rules: https://docs.python.org/3/library/configparser.html#supported-ini-file-structure and `_read` in its source.
 */
export interface IniDocument {
  readonly lines: readonly IniLine[];
}

interface Line {
  /** The line without its ending. */
  readonly text: string;
  /** `\n`, `\r\n`, `\r`, or nothing at the end of the text. */
  readonly ending: string;
  /** Section that the line stands in; a header stands in its own. */
  readonly section: string | undefined;
}

export type IniLine = Line &
  (
    | { readonly kind: "comment" | "header" }
    /** `key` is the option whose value an empty line belongs to, if any. */
    | { readonly kind: "blank"; readonly key: string | undefined }
    /** `valueAt`: offset of the value in `text`. */
    | { readonly kind: "option"; readonly key: string; readonly value: string; readonly valueAt: number }
    | { readonly kind: "continuation"; readonly key: string; readonly value: string }
    /** Why the SDK can not read this line, in words that do not repeat it: it may hold a token. */
    | { readonly kind: "fault"; readonly fault: string }
  );

/** Section whose options every other section inherits; the SDK does not take it for a context. */
export const inheritedSection = "DEFAULT";

/** Reads any text. What the SDK would refuse becomes a line of kind `fault`. */
export function parseIni(text: string): IniDocument {
  const reader = new Reader();
  return { lines: splitLines(text).map(([line, ending]) => reader.read(line, ending)) };
}

/** The text that the document was read from, byte for byte. */
export function renderIni({ lines }: IniDocument): string {
  return lines.map(({ text, ending }) => text + ending).join("");
}

/** Raw values by section and key, as the SDK's parser joins them; keys in lower case, nothing inherited or interpolated. */
export function valuesOf({ lines }: IniDocument): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  for (const line of lines) {
    if (line.section === undefined) continue;
    const options = sections.get(line.section) ?? new Map<string, string>();
    sections.set(line.section, options);
    if (line.kind === "option") options.set(line.key, line.value);
    if (line.kind === "continuation") options.set(line.key, `${options.get(line.key)}\n${line.value}`);
    if (line.kind === "blank" && line.key !== undefined) options.set(line.key, `${options.get(line.key)}\n`);
  }
  for (const options of sections.values()) {
    for (const [key, value] of options) options.set(key, value.slice(0, endOfText(value)));
  }
  return sections;
}

/** The white space that a line begins with. */
export function indentationOf(text: string): string {
  return text.slice(0, startOfText(text));
}

function splitLines(text: string): [line: string, ending: string][] {
  const lines: [string, string][] = [];
  let start = 0;
  for (const { index, 0: ending } of text.matchAll(/\r\n|\r|\n/g)) {
    lines.push([text.slice(start, index), ending]);
    start = index + ending.length;
  }
  if (start < text.length) lines.push([text.slice(start), ""]);
  return lines;
}

/** The state of `configparser`'s reader between two lines. */
class Reader {
  #section: string | undefined;
  #key: string | undefined;
  #indentation = 0;
  readonly #keys = new Map<string, Set<string>>();

  read(text: string, ending: string): IniLine {
    const start = startOfText(text);
    const content = text.slice(start, endOfText(text));
    const line = { text, ending };
    if (content === "") return { ...line, section: this.#section, kind: "blank", key: this.#key };
    if (content.startsWith("#") || content.startsWith(";")) return { ...line, section: this.#section, kind: "comment" };
    if (this.#key !== undefined && start > this.#indentation) {
      return { ...line, section: this.#section, kind: "continuation", key: this.#key, value: content };
    }
    this.#indentation = start;
    if (content.startsWith("[") && content.indexOf("]", 2) !== -1) return this.#header(content, line);
    return this.#option(content, start, line);
  }

  #header(content: string, line: Omit<Line, "section">): IniLine {
    const end = content.indexOf("]");
    const name = content.slice(1, end);
    const known = this.#keys.has(name);
    // Pythons before 3.10 end the name at the first bracket, later ones at the last.
    const ambiguous = end === 1 || content.indexOf("]", end + 1) !== -1;
    this.#section = name;
    this.#key = undefined;
    if (!known) this.#keys.set(name, new Set());
    const base = { ...line, section: name };
    if (ambiguous) return { ...base, kind: "fault", fault: "has more than one ] in a section header" };
    if (known && name !== inheritedSection) return { ...base, kind: "fault", fault: "opens a section a second time" };
    return { ...base, kind: "header" };
  }

  #option(content: string, start: number, line: Omit<Line, "section">): IniLine {
    const base = { ...line, section: this.#section };
    const fault = (why: string): IniLine => ({ ...base, kind: "fault", fault: why });
    const keys = this.#section === undefined ? undefined : this.#keys.get(this.#section);
    if (keys === undefined) return fault("stands before the first section header");
    const delimiter = content.search(/[=:]/);
    if (delimiter === -1) return fault("is neither a section header nor an option");
    const key = content.slice(0, endOfText(content.slice(0, delimiter))).toLowerCase();
    if (key === "") return fault("has no name before its delimiter");
    if (keys.has(key)) return fault("sets an option a second time");
    keys.add(key);
    this.#key = key;
    const value = content.slice(delimiter + 1);
    const valueAt = start + delimiter + 1 + startOfText(value);
    return { ...base, kind: "option", key, value: value.slice(startOfText(value)), valueAt };
  }
}

function startOfText(text: string): number {
  let start = 0;
  while (start < text.length && isSpace(text[start])) start++;
  return start;
}

function endOfText(text: string): number {
  let end = text.length;
  while (end > 0 && isSpace(text[end - 1])) end--;
  return end;
}

/** What Python's `str.isspace` says: four separators and NEL more than JavaScript, the byte order mark less. */
function isSpace(char: string | undefined): boolean {
  if (char === undefined || char === "\ufeff") return false;
  return /\s/.test(char) || (char >= "\x1c" && char <= "\x1f") || char === "\x85";
}
