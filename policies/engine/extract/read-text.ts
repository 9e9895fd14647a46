import { gunzipSync } from "node:zlib";
import { inside, nameOf, type Where } from "./where.ts";

/** Characters that one compressed value may unpack to. */
const MAX_UNPACKED = 8 * 1024 * 1024;
const MAX_NESTED_TEXTS = 16;
/** Levels of indentation that are told apart; what is deeper counts as the last of them. */
const MAX_LEVELS = 32;

export interface ReadText {
  readonly frames: readonly { readonly value: unknown; readonly where: Where }[];
  /** The text is a document, which says nothing but what its frames say. A word that happens to be base64 stays a word. */
  readonly document: boolean;
  readonly unread?: string;
}

const NOTHING: ReadText = { frames: [], document: false };

/** What a text holds when it is itself a document: JSON, base64, gzip, or lines. */
export function readText(text: string, where: Where, texts: number): ReadText {
  if (text.length < 8) return NOTHING;
  const first = text.trimStart()[0];
  const several = text.includes("\n");
  const looksNested = first === "{" || first === "[" || several || isBase64(text);
  if (!looksNested) return NOTHING;
  if (texts >= MAX_NESTED_TEXTS) return { ...NOTHING, unread: `text nested deeper than ${MAX_NESTED_TEXTS} levels` };
  if (first === "{" || first === "[") {
    const value = parseJson(text);
    if (value !== undefined) return { frames: [{ value, where: inside(where, "json") }], document: true };
  }
  if (!several) return readBase64(text, where, nameOf(where));
  const frames = readLines(text, where);
  return { frames, document: frames.length > 0 };
}

export function parseJson(text: string): unknown {
  // Lines of a program begin like documents and do not end like them; finding that out by an exception is slow.
  if (!"}]".includes(text.trimEnd().slice(-1))) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Standard or URL alphabet, padded or not. A search for one foreign character needs no stack, however long the text. */
function isBase64(text: string): boolean {
  return text.length >= 8 && !/[^A-Za-z0-9+/_=-]/.test(text) && !WORD.test(text);
}

/** Names of images, regions and the like. Some happen to decode to text; of encoded texts one in a hundred looks like one. */
const WORD = /^[a-z0-9-]{1,15}$/;

function readBase64(text: string, where: Where, key: string): ReadText {
  if (!isBase64(text)) return NOTHING;
  const bytes = Buffer.from(text, "base64");
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      const value = gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED }).toString("utf8");
      return { frames: [{ value, where: inside(where, "gzip", key) }], document: false };
    } catch {
      return { ...NOTHING, unread: "compressed data that does not unpack within the limit" };
    }
  }
  const value = bytes.toString("utf8");
  return isText(value) ? { frames: [{ value, where: inside(where, "base64", key) }], document: false } : NOTHING;
}

/** Decoded bytes that are no text were no base64 to begin with: a hash, a key, an identifier. */
function isText(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells data from text
  return !/[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/.test(value);
}

const SECTION = /^\[\[?([\w."'/: -]{1,200})\]\]?$/;
const KEY = /^(?:- {1,20})?(?:export {1,20})?["']?([A-Za-z_][\w./-]{0,200})["']?(?:: {1,200}|:$| {0,200}= {0,200})/;
/** Fluent Bit's way: a key, blanks and one word. Only below a section; elsewhere two words are a command. */
const SPACED_KEY = /^([A-Za-z_][\w.-]{0,100})[ \t]{1,100}(?=\S{1,500}$)/;

/** Shortest line that is taken for wrapped base64 rather than for a word. */
const BASE64_WIDTH = 40;

/** What the lines below a key, an item or a section belong to. */
interface Level {
  readonly indent: number;
  readonly where: Where;
  /** Value of the `name` or `key` beside: `- name: X` and `value: Y` mean what `X: Y` means. */
  name: string;
}

/**
 * The lines of a YAML, TOML, INI, dotenv, shell, MIME or cloud-init text. Each `key: value` or `key = value` line
 * keeps its key and those it is indented under; comments and certificates say nothing; wrapped base64 and lines
 * that end in a backslash are put together again.
 */
function readLines(text: string, where: Where): ReadText["frames"] {
  const frames: { value: unknown; where: Where }[] = [];
  const lines = text.split("\n");
  const levels: Level[] = [{ indent: -1, where, name: "" }];
  let pem = false;
  for (let n = 0; n < lines.length; n++) {
    const raw = lines[n] as string;
    const body = raw.trimStart();
    const indent = raw.length - body.length;
    let line = body.trimEnd();
    if (line.startsWith("-----")) pem = line.startsWith("-----BEGIN");
    if (pem || line === "" || isComment(line)) continue;
    const section = line.includes("://") ? undefined : SECTION.exec(line)?.[1];
    if (section !== undefined) {
      levels.length = 1;
      levels.push({ indent: -1, where: inside(where, undefined, section), name: "" });
      continue;
    }
    const start = n + 1;
    if (line.length >= BASE64_WIDTH && isBase64(line)) {
      let block = line;
      // A wrapped block has lines of one width; only its last line may be shorter.
      for (let width = line.length; width === line.length && isBase64Rest(lines[n + 1]); ) {
        const next = (lines[++n] as string).trim();
        width = next.length;
        block += next;
      }
      frames.push({ value: block, where: inside(where, `L${start}`) });
      continue;
    }
    if (line.endsWith("\\")) {
      const parts: string[] = [line];
      while ((parts.at(-1) ?? "").endsWith("\\") && n + 1 < lines.length) {
        parts[parts.length - 1] = (parts.at(-1) as string).slice(0, -1);
        parts.push((lines[++n] as string).trim());
      }
      line = parts.join(" ");
    }
    const level = levelOf(levels, indent, line);
    const [head = "", written = ""] = KEY.exec(line) ?? (isSectioned(levels) ? SPACED_KEY.exec(line) : undefined) ?? [];
    const rest = line.slice(head.length);
    const remark = rest.indexOf(" # ");
    const value = unquote((remark < 0 ? rest : rest.slice(0, remark)).trim());
    const paired = /^values?$/.test(written) && level.name !== "";
    if (/^(name|key)$/.test(written)) level.name = value;
    if (value !== "") frames.push({ value, where: inside(level.where, `L${start}`, paired ? level.name : written) });
    if (written !== "" && /^$|^[|>][+-]?\d?$/.test(value) && levels.length < MAX_LEVELS)
      levels.push({ indent: keyColumn(indent, line), where: inside(level.where, undefined, written), name: "" });
  }
  return frames;
}

function isSectioned(levels: readonly Level[]): boolean {
  return levels.length > 1 && levels[1]?.indent === -1;
}

/** Where a line belongs by its indentation; an item of a list opens a level of its own. */
function levelOf(levels: Level[], indent: number, line: string): Level {
  const isItem = line.startsWith("- ");
  while (levels.length > 1) {
    const top = levels.at(-1) as Level;
    // Items may stand at the indentation of their list's own key.
    if (top.indent < indent || (isItem && top.indent === indent && top.where.key !== "")) break;
    levels.pop();
  }
  const level = levels.at(-1) as Level;
  if (!isItem || levels.length >= MAX_LEVELS) return level;
  const item = { indent, where: inside(level.where, undefined), name: "" };
  levels.push(item);
  return item;
}

/** Column of a line's key: behind the dash of a list item. */
function keyColumn(indent: number, line: string): number {
  return indent + (/^- +/.exec(line)?.[0].length ?? 0);
}

function isComment(line: string): boolean {
  return /^(#(?!!)|;|\/\/)/.test(line);
}

function isBase64Rest(line: string | undefined): boolean {
  const rest = line?.trim() ?? "";
  return rest !== "" && !/[^A-Za-z0-9+/=]/.test(rest);
}

function unquote(value: string): string {
  const bare = value.endsWith(",") ? value.slice(0, -1) : value;
  const quote = bare[0];
  const quoted = (quote === '"' || quote === "'") && bare.length > 1 && bare.indexOf(quote, 1) === bare.length - 1;
  return quoted ? bare.slice(1, -1) : bare;
}
