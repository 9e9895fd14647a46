import {
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import { nearest } from "../components/nearest.ts";
import { SecretText } from "../components/secret-text.ts";
import { didYouMean } from "./environment/fields.ts";
import type { Issue, SourcePlace } from "./environment/issue.ts";
import { type PathSegment, pathText } from "./environment/path.ts";
import { type RawConfig, sectionNames } from "./environment.ts";

/** What stands where an encrypted value is decrypted at `pulumi up`: a plan never decrypts anything. */
const secretPlaceholder = "[secret]";

/** A scalar of the configuration and where it stands. */
export interface ConfigScalar {
  readonly value: string;
  readonly source: SourcePlace;
}

/** `Pulumi.<stack>.yaml`, read and located. */
export interface StackFile {
  /** File name, e.g. `Pulumi.prod-fra.yaml`. */
  readonly file: string;
  /** The project's sections, secrets as `SecretText` placeholders. */
  readonly sections: RawConfig;
  /** Every config key as Pulumi hands it to the program: plain text, structures as JSON, secrets as placeholders. */
  readonly config: Readonly<Record<string, string>>;
  /** Keys of `config` that hold a secret anywhere. */
  readonly secretKeys: readonly string[];
  /** Where a path stands; for a missing one, where it would have to be written. */
  locate(path: readonly PathSegment[]): SourcePlace;
  /** Every scalar of the project's sections, in the order of the file. */
  readonly scalars: readonly ConfigScalar[];
}

/** Keys that Pulumi itself puts at the top of a stack file. */
const pulumiKeys = ["config", "encryptionsalt", "encryptedkey", "secretsprovider", "environment"];

/** Plain scalars that YAML 1.1 and 1.2 read differently. */
const ambiguous: readonly { pattern: RegExp; kind: string }[] = [
  { pattern: /^\d{4}-\d{1,2}-\d{1,2}([Tt ].*)?$/, kind: "a time" },
  { pattern: /^(y|n|yes|no|on|off)$/i, kind: "true or false" },
  { pattern: /^[-+]?0[0-7]+$/, kind: "an octal number" },
  { pattern: /^[-+]?\d+(:[0-5]?\d)+$/, kind: "a number of base 60" },
];

/** The pure part: text of a stack file → its configuration, or its mistakes. */
export function parseStackFile(
  file: string,
  text: string,
  project: string,
): { readonly stackFile: StackFile } | { readonly issues: readonly Issue[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: "1.2", prettyErrors: false });
  const complaints = [...document.errors, ...document.warnings];
  if (complaints.length > 0) {
    return { issues: complaintsOf(file, lines, complaints) };
  }
  const reader = new Reader(file, lines, document, project);
  const issues = reader.check();
  return issues.length > 0 ? { issues } : { stackFile: reader.read() };
}

/** One issue a line and message: a reader that has lost its way says the same of everything that follows. */
function complaintsOf(file: string, lines: LineCounter, complaints: readonly YAMLError[]): Issue[] {
  const issues = complaints.map((complaint) => ({
    path: "",
    message: `is not valid YAML: ${firstLine(complaint.message)}`,
    source: placeOf(file, lines, complaint.pos[0], ""),
  }));
  const first = new Map(issues.map((issue) => [`${issue.source.line} ${issue.message}`, issue] as const).reverse());
  return issues.filter((issue) => first.get(`${issue.source.line} ${issue.message}`) === issue);
}

class Reader {
  readonly #file: string;
  readonly #lines: LineCounter;
  readonly #document: Document;
  readonly #prefix: string;

  constructor(file: string, lines: LineCounter, document: Document, project: string) {
    this.#file = file;
    this.#lines = lines;
    this.#document = document;
    this.#prefix = `${project}:`;
  }

  /** Mistakes in the outer shape, which no section's schema can see. */
  check(): Issue[] {
    const root = this.#document.contents;
    if (root === null) {
      return [this.#issue("", "is empty", undefined, "a config section; copy one of the stack files of this folder")];
    }
    if (!isMap(root)) {
      return [this.#issue("", "is not a mapping", root as Node, "config: at the top")];
    }
    const unknownTop = root.items.flatMap((pair) => {
      const key = String(pair.key);
      return pulumiKeys.includes(key)
        ? []
        : [
            this.#issue(
              key,
              "is not a key of a stack file",
              pair.key as Node,
              pulumiKeys.join(", "),
              nearest(key, pulumiKeys, 1),
            ),
          ];
    });
    const config = root.get("config", true);
    if (config === undefined) {
      return [...unknownTop, this.#issue("config", "is missing", undefined, "the environment's sections")];
    }
    if (!isMap(config)) {
      return [...unknownTop, this.#issue("config", "is not a mapping", config as Node, "the environment's sections")];
    }
    const sections = sectionNames;
    const unknownSections = config.items.flatMap((pair) => {
      const key = String(pair.key);
      const section = this.#sectionOf(key);
      return section === undefined || sections.includes(section)
        ? []
        : [
            this.#issue(
              section,
              "is not a section of the configuration",
              pair.key as Node,
              sections.join(", "),
              nearest(section, sections, 1),
            ),
          ];
    });
    return [...unknownTop, ...unknownSections, ...this.#misreadable()];
  }

  /**
   * What another YAML reader takes for something else. Pulumi's own reader follows YAML 1.1 here: a bare day becomes a
   * time, Norway's `NO` becomes false; and it loses aliases when `pulumi config set` writes the file anew.
   */
  #misreadable(): Issue[] {
    const issues: Issue[] = [];
    visit(this.#document, {
      Alias: (_, alias) => {
        issues.push(this.#issue("", `uses the YAML alias *${alias.source}`, alias, "the value written out"));
      },
      Scalar: (_, scalar) => {
        const text = scalar.source ?? "";
        const kind = scalar.type === "PLAIN" ? ambiguous.find(({ pattern }) => pattern.test(text))?.kind : undefined;
        if (kind) {
          issues.push({
            ...this.#issue("", `is read as ${kind} without quotation marks`, scalar, `"${text}"`),
            value: text,
          });
        }
      },
    });
    return issues;
  }

  read(): StackFile {
    const items = this.#configItems();
    const values = items.map(({ key, node }) => ({ key, ...plain(node) }));
    return {
      file: this.#file,
      sections: Object.fromEntries(
        values.flatMap(({ key, value }) => {
          const section = this.#sectionOf(key);
          return section === undefined ? [] : [[section, value]];
        }),
      ),
      config: Object.fromEntries(values.map(({ key, value }) => [qualified(key, this.#prefix), configText(value)])),
      secretKeys: values.filter(({ secret }) => secret).map(({ key }) => qualified(key, this.#prefix)),
      locate: (path) => this.#locate(path),
      scalars: items.flatMap(({ key, node }) => {
        const section = this.#sectionOf(key);
        return section === undefined ? [] : this.#scalars(node, [section]);
      }),
    };
  }

  /** `eu-gpu-cloud:cloud` and the short form `cloud` are this project's; other namespaces belong to providers. */
  #sectionOf(key: string): string | undefined {
    if (key.startsWith(this.#prefix)) {
      return key.slice(this.#prefix.length);
    }
    return key.includes(":") ? undefined : key;
  }

  #configItems(): { key: string; keyNode: Node; node: Node | null }[] {
    const config = this.#document.get("config", true);
    return isMap(config)
      ? config.items.map((pair) => ({
          key: String(pair.key),
          keyNode: pair.key as Node,
          node: (pair.value as Node | null) ?? null,
        }))
      : [];
  }

  #locate(path: readonly PathSegment[]): SourcePlace {
    const [section, ...rest] = path;
    const item = this.#configItems().find(({ key }) => this.#sectionOf(key) === section);
    if (!item) {
      return this.#place(this.#configKey(), path);
    }
    let place: Node = item.keyNode;
    let current: Node | null = item.node;
    for (const segment of rest) {
      const child = childOf(current, segment);
      if (!child) {
        return this.#place(place, path);
      }
      place = child.key ?? child.value ?? place;
      current = child.value;
    }
    return this.#place(isScalar(current) && path.length > 0 ? current : place, path);
  }

  #configKey(): Node | undefined {
    const root = this.#document.contents;
    const pair = isMap(root) ? root.items.find((item) => String(item.key) === "config") : undefined;
    return pair?.key as Node | undefined;
  }

  #scalars(node: Node | null, path: readonly PathSegment[]): ConfigScalar[] {
    if (isMap(node)) {
      return isSecure(node)
        ? []
        : node.items.flatMap((pair) => this.#scalars((pair.value as Node | null) ?? null, [...path, String(pair.key)]));
    }
    if (isSeq(node)) {
      return node.items.flatMap((item, index) => this.#scalars(item as Node | null, [...path, index]));
    }
    return isScalar(node) && node.value !== null
      ? [{ value: String(node.value), source: this.#place(node, path) }]
      : [];
  }

  #place(node: Node | undefined, path: readonly PathSegment[]): SourcePlace {
    return placeOf(this.#file, this.#lines, node?.range?.[0] ?? 0, pathText(path));
  }

  #issue(
    path: string,
    message: string,
    node: Node | undefined,
    accepted: string,
    close: readonly string[] = [],
  ): Issue {
    return {
      path,
      message,
      accepted,
      ...didYouMean(close),
      source: placeOf(this.#file, this.#lines, node?.range?.[0] ?? 0, path),
    };
  }
}

function childOf(node: Node | null, segment: PathSegment): { key: Node | undefined; value: Node | null } | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => isPair(item) && String(item.key) === String(segment));
    return pair ? { key: pair.key as Node, value: (pair.value as Node | null) ?? null } : undefined;
  }
  if (isSeq(node) && typeof segment === "number" && segment < node.items.length) {
    return { key: undefined, value: node.items[segment] as Node | null };
  }
  return undefined;
}

function isSecure(node: Node): boolean {
  return isMap(node) && node.items.length === 1 && String(node.items[0]?.key) === "secure";
}

/** A node as plain data, encrypted leaves as placeholders that show themselves to nobody. */
function plain(node: Node | null): { value: unknown; secret: boolean } {
  if (isMap(node)) {
    if (isSecure(node)) {
      return { value: new SecretText(secretPlaceholder), secret: true };
    }
    const members = node.items.map((pair) => ({
      key: String(pair.key),
      ...plain((pair.value as Node | null) ?? null),
    }));
    const value: Record<string, unknown> = Object.create(null);
    for (const member of members) {
      value[member.key] = member.value;
    }
    return { value, secret: members.some((member) => member.secret) };
  }
  if (isSeq(node)) {
    const members = node.items.map((item) => plain(item as Node | null));
    return { value: members.map((member) => member.value), secret: members.some((member) => member.secret) };
  }
  return { value: isScalar(node) ? node.value : null, secret: false };
}

function configText(value: unknown): string {
  if (value instanceof SecretText) {
    return secretPlaceholder;
  }
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
}

function qualified(key: string, prefix: string): string {
  return key.includes(":") ? key : `${prefix}${key}`;
}

function placeOf(file: string, lines: LineCounter, offset: number, path: string): SourcePlace {
  const { line, col } = lines.linePos(offset);
  return { file, path, line: Math.max(line, 1), column: Math.max(col, 1) };
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0]?.replace(/:$/, "") ?? message;
}
