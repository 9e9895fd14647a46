import { parse } from "yaml";
import { ownValue } from "./own-value.ts";
import { nameOf, type Where } from "./where.ts";

/** A Kubernetes object that stands inside another resource: in a file of user data, a ConfigMap, a chart's values. */
export interface Manifest {
  /** Type token that the object would have as a resource of its own. */
  readonly type: string;
  readonly name: string;
  readonly properties: object;
  readonly where: Where;
  /** It stands in a secret, as all of it does then. */
  readonly secret: boolean;
}

/** Characters of one manifest that are parsed as YAML; what is longer is read by its lines. */
const MAX_MANIFEST = 256 * 1024;

/** Lists of whole objects. Anything else that has a kind may be a reference, a patch or a template of an object. */
const HOLDS_OBJECTS =
  /^(items|objs|objects|manifests?|inline_?manifests|extra_?(deploy|objects|manifests|resources)|additional_?(objects|manifests|resources)|raw_?resources|resources)$/i;

/** What is laid over an object, or filled in later, says only a part of it. */
const IS_PART = /patch|overlay|template|last-applied-configuration$/i;

/** The whole object that a value is; `undefined` for a part of one and for anything else. */
export function manifestAt(value: object, where: Where | undefined, secret: boolean): Manifest | undefined {
  if (!where || Array.isArray(value)) return undefined;
  const [version, kind] = [ownValue(value, "apiVersion"), ownValue(value, "kind")];
  if (typeof version !== "string" || typeof kind !== "string") return undefined;
  const holder = nameOf(where);
  if (IS_PART.test(holder) || !(isDocument(where) || HOLDS_OBJECTS.test(holder))) return undefined;
  const metadata = ownValue(value, "metadata");
  if (typeof metadata !== "object" || metadata === null) return undefined;
  const name = ownValue(metadata, "name");
  return {
    type: `kubernetes:${version.includes("/") ? version : `core/${version}`}:${kind}`,
    name: secret ? "an object inside a secret" : typeof name === "string" ? name : kind,
    properties: value,
    where,
    secret,
  };
}

/** The value is a text of its own, or an item of one that is a list. */
function isDocument({ step, decoded }: Where): boolean {
  return decoded && step.startsWith("#");
}

const BEGINS = /^(?:apiVersion|kind): {1,20}["']?[A-Za-z]/;
const ENDS = /^(?:---|\.\.\.)/;
/**
 * How a line at the manifest's own indentation begins; any other is none of YAML's: the end of a here-document, the
 * next command.
 */
const OF_YAML = /^(?:["']?[\w$./-]+["']?:(?: |\t|\r|$)|- |-$|#|[\]}])/;
/** Values that a template fills in. */
const TEMPLATED = /\{\{/;

/** A manifest among the lines of a text. */
export interface ManifestLines {
  /** Its object; `undefined` when the lines can only be read one by one. */
  readonly value: object | undefined;
  /** Index of the first line behind it. */
  readonly end: number;
  /** Characters that were parsed. */
  readonly parsed: number;
}

/** The manifest that begins at a line; `undefined` when none does. */
export function manifestLines(lines: readonly string[], start: number): ManifestLines | undefined {
  const first = lines[start] as string;
  const body = first.trimStart();
  if (!BEGINS.test(body)) return undefined;
  const indent = first.length - body.length;
  const block: string[] = [];
  let length = 0;
  let end = start;
  for (; end < lines.length && length <= MAX_MANIFEST; end++) {
    const line = lines[end] as string;
    const [own, at] = [line.slice(indent), line.search(/\S/)];
    if (at >= 0 && (at < indent || ENDS.test(own) || (at === indent && !OF_YAML.test(own)))) break;
    block.push(own);
    length += line.length;
  }
  const isWhole = ["apiVersion:", "kind:", "metadata:"].every((key) => block.some((line) => line.startsWith(key)));
  // Either way it is read once: what begins again at every line would take for ever.
  const byLines = { value: undefined, end, parsed: 0 };
  if (!isWhole || length > MAX_MANIFEST) return byLines;
  const text = block.join("\n");
  return TEMPLATED.test(text) ? byLines : { value: objectOf(text), end, parsed: length };
}

function objectOf(text: string): object | undefined {
  try {
    const value: unknown = parse(text, { uniqueKeys: false, logLevel: "error", maxAliasCount: 50 });
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    // No YAML after all: its lines are read one by one.
    return undefined;
  }
}
