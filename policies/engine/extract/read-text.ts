import { gunzipSync } from "node:zlib";
import { manifestLines } from "./manifests.ts";
import { inside, nameOf, type Where } from "./where.ts";

/** Characters that one compressed value may unpack to. */
const MAX_UNPACKED = 8 * 1024 * 1024;
const MAX_NESTED_TEXTS = 16;
/** Characters of one text that are parsed as manifests; further ones are read by their lines. */
const MAX_PARSED = 1024 * 1024;
/** Levels of indentation that are told apart; what is deeper counts as the last of them. */
const MAX_LEVELS = 32;

export interface ReadText {
  readonly frames: readonly { readonly value: unknown; readonly where: Where }[];
  /** The text is a document, which says nothing but what its frames say. A word that happens to be base64 stays a word. */
  readonly document: boolean;
  readonly unread?: string;
}

const DATA_ADDRESS = /^data:[^,]{0,200};base64,/;

const NOTHING: ReadText = { frames: [], document: false };

/** What a text holds when it is itself a document: JSON, base64, gzip, or lines. */
export function readText(written: string, where: Where, texts: number): ReadText {
  // A file in an address of its own: `data:text/plain;charset=utf-8;base64,…`, as Ignition writes it.
  const text = written.replace(DATA_ADDRESS, "");
  if (text.length < 8) return NOTHING;
  const first = text.trimStart()[0];
  const opens = first === "{" || first === "[";
  const several = text.includes("\n");
  if (!opens && !several && !isBase64(text)) return NOTHING;
  if (texts >= MAX_NESTED_TEXTS) return { ...NOTHING, unread: `text nested deeper than ${MAX_NESTED_TEXTS} levels` };
  if (opens) {
    const value = parseJson(text);
    if (value !== undefined) return { frames: [{ value, where: inside(where, "json") }], document: true };
  }
  if (several) {
    const frames = readLines(text, where);
    return { frames, document: frames.length > 0 };
  }
  return opens ? NOTHING : readBase64(text, where);
}

/** An object or a list that is written as JSON. */
export function parseJson(text: string): object | undefined {
  // Lines of a program begin like documents and do not end like them; finding that out by an exception is slow.
  if (!"}]".includes(text.trimEnd().slice(-1))) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

/** Standard or URL alphabet, padded or not. A search for one foreign character needs no stack, however long the text. */
function isBase64(text: string): boolean {
  return !/[^A-Za-z0-9+/_=-]/.test(text) && !WORD.test(text);
}

/** Names of images, regions and the like. Some happen to decode to text; of encoded texts one in a hundred looks like one. */
const WORD = /^[a-z0-9-]{1,15}$/;

function readBase64(text: string, where: Where): ReadText {
  const key = nameOf(where);
  const bytes = Buffer.from(text, "base64");
  if (isGzip(bytes)) {
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

/** Magic number, method and reserved flags (RFC 1952): two bytes alone are met by one random password in 65,536. */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8 && ((bytes[3] ?? 0xff) & 0xe0) === 0;
}

/** Decoded bytes that are no text were no base64 to begin with: a hash, a key, an identifier. */
function isText(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells data from text
  return !/[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/.test(value);
}

const SECTION = /^\[\[?([\w."'/: -]{1,200})\]\]?$/;
const KEY = /^(?:- {1,20})?(?:export {1,20})?["']?([A-Za-z_][\w./-]{0,200})["']?(?::(?= |$)| {0,200}=)/;
/** What stands before an item that has no key. A list in a list is left as it is: cloud-init takes a command so. */
const DASH = /^- {1,20}(?![ [])/;
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
  /** Lines before this one belong to a manifest that can only be read by its lines. */
  let plain = 0;
  let parsed = 0;
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
    const manifest = n < plain || parsed > MAX_PARSED ? undefined : manifestLines(lines, n);
    parsed += manifest?.parsed ?? 0;
    if (manifest?.value) {
      frames.push({ value: manifest.value, where: inside(levelOf(levels, indent, line).where, `L${start}`) });
      n = manifest.end - 1;
      continue;
    }
    if (manifest) plain = manifest.end;
    if (line.length >= BASE64_WIDTH && isBase64(line)) {
      let block = line;
      // A wrapped block has lines of one width; only its last line may be shorter.
      for (let width = line.length; width === line.length && isBase64Rest(lines[n + 1]); ) {
        const next = (lines[++n] as string).trim();
        width = next.length;
        block += next;
      }
      frames.push({ value: block, where: inside(levelOf(levels, indent, line).where, `L${start}`) });
      continue;
    }
    if (line.endsWith("\\")) {
      const parts = [line];
      while (parts.at(-1)?.endsWith("\\") && n + 1 < lines.length) parts.push((lines[++n] as string).trim());
      line = parts.map((part) => part.replace(/\\$/, "")).join(" ");
    }
    const level = levelOf(levels, indent, line);
    const [head = "", written = ""] =
      KEY.exec(line) ?? (isSectioned(levels) ? SPACED_KEY.exec(line) : undefined) ?? DASH.exec(line) ?? [];
    const rest = line.slice(head.length);
    const remark = rest.indexOf(" # ");
    const value = unquote((remark < 0 ? rest : rest.slice(0, remark)).trim());
    const paired = /^values?$/.test(written) && level.name !== "";
    if (/^(name|key)$/.test(written)) level.name = value;
    if (value !== "") frames.push({ value, where: inside(level.where, `L${start}`, paired ? level.name : written) });
    if (written !== "" && /^$|^[|>][+-]?\d?$/.test(value) && levels.length < MAX_LEVELS)
      // What belongs to a key that stands behind a dash is indented further than the key, not only than the dash.
      levels.push({
        indent: indent + head.search(/[^- ]/),
        where: inside(level.where, undefined, written),
        name: "",
      });
  }
  return frames;
}

function isSectioned(levels: readonly Level[]): boolean {
  return levels[1]?.indent === -1;
}

/** Where a line belongs by its indentation; an item of a list opens a level of its own. */
function levelOf(levels: Level[], indent: number, line: string): Level {
  const isItem = line.startsWith("- ");
  let level = levels.at(-1) as Level;
  // Items may stand at the indentation of their list's own key. Nothing is indented less than the text itself.
  while (level.indent >= indent && !(isItem && level.indent === indent && level.where.key !== "")) {
    levels.pop();
    level = levels.at(-1) as Level;
  }
  if (!isItem || levels.length >= MAX_LEVELS) return level;
  const item = { indent, where: inside(level.where, undefined), name: "" };
  levels.push(item);
  return item;
}

function isComment(line: string): boolean {
  return /^(#(?!!)|;|\/\/)/.test(line);
}

function isBase64Rest(line: string | undefined): boolean {
  return line !== undefined && !/[^A-Za-z0-9+/=]/.test(line.trim());
}

function unquote(value: string): string {
  const bare = value.endsWith(",") ? value.slice(0, -1) : value;
  const quote = bare[0];
  const quoted = (quote === '"' || quote === "'") && bare.indexOf(quote, 1) === bare.length - 1;
  return quoted ? bare.slice(1, -1) : bare;
}
