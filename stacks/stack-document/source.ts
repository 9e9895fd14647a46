import { type Document, isMap, isPair, isScalar, isSeq, type LineCounter, type Node } from "yaml";
import { didYouMean } from "../environment/fields.ts";
import type { Issue, SourcePlace } from "../environment/issue.ts";
import { type PathSegment, pathText } from "../environment/path.ts";
import { isSecure } from "./values.ts";

/** A scalar of the configuration and where it stands. */
export interface ConfigScalar {
  readonly value: string;
  readonly source: SourcePlace;
}

/** A config key and its value as they stand in the file. */
interface ConfigItem {
  readonly key: string;
  /** Section of the project; `undefined` for keys of providers. */
  readonly section: string | undefined;
  readonly keyNode: Node;
  readonly node: Node | null;
}

/** A stack file as text with places: finds what stands where. */
export class Source {
  readonly file: string;
  readonly document: Document;
  readonly #lines: LineCounter;
  readonly #prefix: string;

  constructor(file: string, lines: LineCounter, document: Document, project: string) {
    this.file = file;
    this.document = document;
    this.#lines = lines;
    this.#prefix = `${project}:`;
  }

  /** Everything under `config`, in the order of the file. */
  get items(): ConfigItem[] {
    const config = isMap(this.document.contents) ? this.document.get("config", true) : undefined;
    return isMap(config)
      ? config.items.map((pair) => {
          const key = String(pair.key);
          return {
            key,
            section: this.#sectionOf(key),
            keyNode: pair.key as Node,
            node: (pair.value as Node | null) ?? null,
          };
        })
      : [];
  }

  /** The key with the project's namespace, which the file may leave out. */
  qualified(key: string): string {
    return key.includes(":") ? key : `${this.#prefix}${key}`;
  }

  /** `eu-gpu-cloud:cloud` and the short form `cloud` are this project's; other namespaces belong to providers. */
  #sectionOf(key: string): string | undefined {
    if (key.startsWith(this.#prefix)) {
      return key.slice(this.#prefix.length);
    }
    return key.includes(":") ? undefined : key;
  }

  /** Where a path stands; for a missing one, where it would have to be written. */
  locate(path: readonly PathSegment[]): SourcePlace {
    const [section, ...rest] = path;
    const item = this.items.find((each) => each.section === section);
    if (!item) {
      return this.place(this.#configKey(), path);
    }
    let place: Node = item.keyNode;
    let current: Node | null = item.node;
    for (const segment of rest) {
      const child = childOf(current, segment);
      if (!child) {
        return this.place(place, path);
      }
      place = child.key ?? child.value ?? place;
      current = child.value;
    }
    return this.place(isScalar(current) && path.length > 0 ? current : place, path);
  }

  #configKey(): Node | undefined {
    const root = this.document.contents;
    const pair = isMap(root) ? root.items.find((item) => String(item.key) === "config") : undefined;
    return pair?.key as Node | undefined;
  }

  /** Every scalar below a node, encrypted values left out. */
  scalars(node: Node | null, path: readonly PathSegment[]): ConfigScalar[] {
    if (isMap(node)) {
      return isSecure(node)
        ? []
        : node.items.flatMap((pair) => this.scalars((pair.value as Node | null) ?? null, [...path, String(pair.key)]));
    }
    if (isSeq(node)) {
      return node.items.flatMap((item, index) => this.scalars(item as Node | null, [...path, index]));
    }
    return isScalar(node) && node.value !== null ? [{ value: String(node.value), source: this.place(node, path) }] : [];
  }

  place(node: Node | undefined, path: readonly PathSegment[]): SourcePlace {
    return placeAt(this.file, this.#lines, node?.range?.[0] ?? 0, pathText(path));
  }

  issue(path: string, message: string, node: Node | undefined, accepted: string, close: readonly string[] = []): Issue {
    return {
      path,
      message,
      accepted,
      ...didYouMean(close),
      source: placeAt(this.file, this.#lines, node?.range?.[0] ?? 0, path),
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

/** Line and column of an offset. */
export function placeAt(file: string, lines: LineCounter, offset: number, path: string): SourcePlace {
  const { line, col } = lines.linePos(offset);
  return { file, path, line: Math.max(line, 1), column: Math.max(col, 1) };
}
