import { type IniDocument, type IniLine, indentationOf, parseIni, valuesOf } from "./ini.ts";

/**
 * The text with these options in that section: added at the end when it has no such section. Lines of other sections,
 * comments, options that are not named, the spelling of keys and the file's line endings stay as they are; a text that
 * says all of it already comes back unchanged. The document must have no faults, names and values no line break.
 */
export function editSection(text: string, section: string, options: Readonly<Record<string, string>>): string {
  const document = parseIni(text);
  const current = valuesOf(document).get(section);
  const changes = new Map(Object.entries(options).filter(([key, value]) => current?.get(key) !== value));
  if (changes.size === 0) return text;
  const ending = document.lines.find((line) => line.ending !== "")?.ending ?? "\n";
  if (current === undefined) return appendSection(document, text, section, changes, ending);
  return document.lines.map((line, index) => edited(document, line, index, section, changes, ending)).join("");
}

function appendSection(
  { lines }: IniDocument,
  text: string,
  section: string,
  options: ReadonlyMap<string, string>,
  ending: string,
): string {
  const last = lines.at(-1);
  const unterminated = last?.ending === "" ? ending : "";
  const separator = last === undefined || last.kind === "blank" ? "" : ending;
  const before = text + unterminated + separator;
  // Without indentation: whatever stands before, a line at the margin is never read as a value's continuation.
  return `${before}[${section}]${ending}${optionLines(options, "", ending)}`;
}

function edited(
  document: IniDocument,
  line: IniLine,
  index: number,
  section: string,
  changes: ReadonlyMap<string, string>,
  ending: string,
): string {
  const original = line.text + line.ending;
  if (line.section !== section) return original;
  if (line.kind === "header") {
    const missing = new Map([...changes].filter(([key]) => !valuesOf(document).get(section)?.has(key)));
    if (missing.size === 0) return original;
    return line.text + (line.ending || ending) + optionLines(missing, indentationAfter(document, index), ending);
  }
  if (line.kind === "continuation" && changes.has(line.key)) return "";
  const value = line.kind === "option" ? changes.get(line.key) : undefined;
  if (line.kind !== "option" || value === undefined) return original;
  const space = line.value === "" ? " " : "";
  return line.text.slice(0, line.valueAt) + space + value + line.ending;
}

/**
 * How far new options go in: as far as the next line that counts. A smaller indentation would make that line a
 * continuation of theirs. Directly below a header nothing can make them a continuation.
 */
function indentationAfter({ lines }: IniDocument, header: number): string {
  const next = lines.slice(header + 1).find(({ kind }) => kind !== "blank" && kind !== "comment");
  return next === undefined ? "" : indentationOf(next.text);
}

function optionLines(options: ReadonlyMap<string, string>, indentation: string, ending: string): string {
  return [...options].map(([key, value]) => `${indentation}${key} = ${value}${ending}`).join("");
}
