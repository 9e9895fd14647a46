import { gunzipSync } from "node:zlib";
import { inside, item, nameOf, property, type Where } from "./where.ts";

export type Certainty = "known" | "unknown" | "secret";

/** A scalar with its place. Text of an unknown value is `""`. */
export interface Leaf {
  readonly where: Where;
  /** The object or text that holds it: siblings share it by identity. */
  readonly holder: Where | undefined;
  readonly text: string;
  readonly certainty: Certainty;
  /** Text of several lines that its own lines will be reported for. */
  readonly split: boolean;
}

/** Something that was too deep, too large or not readable: what is in it is unknown. */
export interface Unread {
  readonly where: Where;
  readonly certainty: Certainty;
  readonly reason: string;
}

/** The wire's marks for values that only the cloud can give (pulumi sdk, `resource.Unknown*`). */
const SENTINELS =
  /1c4a061d-8072-4f0a-a4cb-0ff528b18fe7|3eeb2bf0-c639-47a8-9e75-3b44932eb421|04da6b54-80e4-46f7-96ec-b56ff0331ba9|6a19a0b0-7e62-4c92-b797-7f8e31da9cc2|030794c1-ac77-496b-92df-f27374a8bd58|e48ece36-62e2-4504-bad9-02848725956a|dd056dcd-154b-4c76-9bd3-c8f88648b5ff/g;

/** Stands for the unknown part of a text; one label of a host, so that a known suffix can still be judged. */
export const UNKNOWN_PART = "unknown--part";

/** The wire's marks of special objects (pulumi sdk, `runtime/rpc`). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

const MAX_DEPTH = 200;
const MAX_NESTED_TEXTS = 16;
/** Characters that one resource may decode to, a compressed one included. */
const MAX_TEXT = 32 * 1024 * 1024;

const SECRET_KEY = /passw|secret|token|credential|private_?key|api_?key|access_?key|\bdsn\b|_dsn$|kubeconfig|htpasswd/i;

interface Frame {
  readonly value: unknown;
  readonly where: Where | undefined;
  readonly holder: Where | undefined;
  readonly secret: boolean;
  readonly depth: number;
  readonly texts: number;
}

/**
 * Every scalar in a resource's properties, text inside text included, in one pass without recursion. Reads through
 * property descriptors, so the proxy that throws on unknown values never does.
 */
export function walk(
  properties: unknown,
  secretRoot: boolean,
  onLeaf: (leaf: Leaf) => void,
  onUnread: (unread: Unread) => void,
): void {
  const stack: Frame[] = [
    { value: properties, where: undefined, holder: undefined, secret: secretRoot, depth: 0, texts: 0 },
  ];
  let budget = MAX_TEXT;
  for (let frame = stack.pop(); frame; frame = stack.pop()) {
    const { value, where, secret, depth, texts } = frame;
    if (typeof value === "string") {
      if (!where) continue;
      budget -= value.length;
      if (budget < 0) {
        onUnread({ where, certainty: secret ? "secret" : "known", reason: "more text than is read" });
        return;
      }
      const text = readText(value, where, texts);
      if (text.unread) onUnread({ where, certainty: secret ? "secret" : "known", reason: text.unread });
      const unknown = value.length === 36 && value.replace(SENTINELS, "") === "";
      const certainty = unknown ? "unknown" : secret ? "secret" : "known";
      const plain = unknown ? "" : value.length >= 36 ? value.replace(SENTINELS, UNKNOWN_PART) : value;
      onLeaf({ where, holder: frame.holder, text: plain, certainty, split: text.frames.length > 0 });
      const nested = text.frames.map((f) => ({
        ...f,
        holder: where,
        secret: secret || SECRET_KEY.test(f.where.key),
        depth: 0,
        texts: texts + 1,
      }));
      for (let i = nested.length - 1; i >= 0; i--) stack.push(nested[i] as Frame);
    } else if (typeof value === "number" || typeof value === "boolean") {
      if (where)
        onLeaf({
          where,
          holder: frame.holder,
          text: String(value),
          certainty: secret ? "secret" : "known",
          split: false,
        });
    } else if (typeof value === "object" && value !== null) {
      if (depth >= MAX_DEPTH) {
        if (where)
          onUnread({ where, certainty: secret ? "secret" : "known", reason: `nested deeper than ${MAX_DEPTH} levels` });
        continue;
      }
      if (ownValue(value, SIGNATURE) === SECRET_SIGNATURE) {
        stack.push({ ...frame, value: ownValue(value, "value"), secret: true });
        continue;
      }
      const keys = Object.keys(value);
      for (let i = keys.length - 1; i >= 0; i--) {
        const key = keys[i] as string;
        const at =
          Array.isArray(value) && where
            ? item(where, i)
            : key === "value" || key === "values"
              ? pairValue(value, key, where)
              : property(where, key);
        stack.push({
          value: ownValue(value, key),
          where: at,
          holder: where,
          secret: secret || SECRET_KEY.test(at.key),
          depth: depth + 1,
          texts,
        });
      }
    }
  }
}

/** `{name: "AWS_REGION", value: …}` means what `AWS_REGION: …` means. */
function pairValue(pair: object, key: string, where: Where | undefined): Where {
  const name = ownValue(pair, "name") ?? ownValue(pair, "key");
  const at = property(where, key);
  return typeof name === "string" && name !== "" ? { ...at, key: name } : at;
}

function ownValue(object: object, key: string): unknown {
  return Reflect.getOwnPropertyDescriptor(object, key)?.value;
}

interface ReadText {
  readonly frames: readonly { readonly value: unknown; readonly where: Where }[];
  readonly unread?: string;
}

const NOTHING: ReadText = { frames: [] };

/** What a text holds when it is itself a document: JSON, base64, gzip, or lines. */
function readText(text: string, where: Where, texts: number): ReadText {
  if (text.length < 8) return NOTHING;
  const first = text.trimStart()[0];
  const several = text.includes("\n");
  const looksNested = first === "{" || first === "[" || several || isBase64(text);
  if (!looksNested) return NOTHING;
  if (texts >= MAX_NESTED_TEXTS) return { frames: [], unread: `text nested deeper than ${MAX_NESTED_TEXTS} levels` };
  if (first === "{" || first === "[") {
    const value = parseJson(text);
    if (value !== undefined) return { frames: [{ value, where: inside(where, "json") }] };
  }
  if (!several) return readBase64(text, where, nameOf(where));
  return { frames: readLines(text, where) };
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Standard or URL alphabet, padded or not. A search for one foreign character needs no stack, however long the text. */
function isBase64(text: string): boolean {
  return text.length >= 8 && !/[^A-Za-z0-9+/_=-]/.test(text);
}

function readBase64(text: string, where: Where, key: string): ReadText {
  if (!isBase64(text)) return NOTHING;
  const bytes = Buffer.from(text, "base64");
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      const value = gunzipSync(bytes, { maxOutputLength: MAX_TEXT / 4 }).toString("utf8");
      return { frames: [{ value, where: inside(where, "gzip", key) }] };
    } catch {
      return { frames: [], unread: "compressed data that does not unpack within the limit" };
    }
  }
  const value = bytes.toString("utf8");
  return isText(value) ? { frames: [{ value, where: inside(where, "base64", key) }] } : NOTHING;
}

/** Decoded bytes that are no text were no base64 to begin with: a hash, a key, an identifier. */
function isText(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells data from text
  return !/[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/.test(value);
}

const SECTION = /^\[\[?[\w."'/: -]{1,200}\]\]?$/;
const KEY = /^(?:- {1,20})?(?:export {1,20})?["']?([A-Za-z_][\w./-]{0,200})["']?(?:: {1,200}|:$| {0,200}= {0,200})/;
/** Shortest line that is taken for wrapped base64 rather than for a word. */
const BASE64_WIDTH = 40;

/**
 * The lines of a YAML, TOML, INI, dotenv, shell, MIME or cloud-init text. Each `key: value` or `key = value` line
 * keeps its key; comments, section headers and certificates say nothing; wrapped base64 is put together again.
 */
function readLines(text: string, where: Where): ReadText["frames"] {
  const frames: { value: unknown; where: Where }[] = [];
  const lines = text.split("\n");
  let pem = false;
  for (let n = 0; n < lines.length; n++) {
    const line = (lines[n] as string).trim();
    if (line.startsWith("-----")) pem = line.startsWith("-----BEGIN");
    if (pem || line === "" || isComment(line) || (SECTION.test(line) && !line.includes("://"))) continue;
    if (line.length >= BASE64_WIDTH && isBase64(line)) {
      const start = n;
      let block = line;
      // A wrapped block has lines of one width; only its last line may be shorter.
      for (let width = line.length; width === line.length && isBase64Rest(lines[n + 1]); ) {
        const next = (lines[++n] as string).trim();
        width = next.length;
        block += next;
      }
      frames.push({ value: block, where: inside(where, `L${start + 1}`) });
      continue;
    }
    const [head = "", key = ""] = KEY.exec(line) ?? [];
    const rest = line.slice(head.length);
    const remark = rest.indexOf(" # ");
    const value = unquote((remark < 0 ? rest : rest.slice(0, remark)).trim());
    if (value !== "") frames.push({ value, where: inside(where, `L${n + 1}`, key) });
  }
  return frames;
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
