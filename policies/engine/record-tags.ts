import stores from "../data/stores.json" with { type: "json" };
import { each, entries, fields, get, textOf } from "./extract/reader.ts";
import type { Node } from "./extract/walk.ts";
import { plainName } from "./extract/where.ts";

/** A kind of resource that keeps data, and where its tags are. */
interface Store {
  /** Beginning of the type token. */
  readonly type: string;
  /** Names of the kinds meant, where the beginning covers more. */
  readonly of?: string;
  readonly tags: readonly string[];
}

/** What a data store states about itself for the record of processing. */
export interface RecordTags {
  /** Property in which its tags stand. */
  readonly path: string;
  /** Plain name of a tag → its value; `""` where only the name is known. */
  readonly tags: ReadonlyMap<string, string>;
}

/** Names under which people write what Article 30(1)(b) and (c) GDPR ask for. */
export const dataClassNames = [
  "dataclass",
  "dataclassification",
  "datacategory",
  "datacategories",
  "classification",
  "datasensitivity",
  "personaldata",
] as const;
export const purposeNames = ["purpose", "processingpurpose", "datapurpose", "purposes"] as const;

/** The tags of a resource that keeps data; `undefined` for every other resource. */
export function recordTags(type: string, root: Node): RecordTags | undefined {
  const store = (stores as readonly Store[]).find(
    (row) => type.startsWith(row.type) && (!row.of || new RegExp(`[:/](${row.of})(:|$)`).test(type)),
  );
  if (!store) return undefined;
  const [path = ""] = store.tags;
  return { path, tags: new Map(store.tags.flatMap((at) => fields(root, at)).flatMap(namedTags)) };
}

/** `{name: value}`, `[{key, value}]` or `["name=value"]`; names of OCI's defined tags come behind their namespace. */
function namedTags(tags: Node): readonly (readonly [name: string, value: string])[] {
  const text = textOf(tags);
  if (text !== undefined) {
    const [, name = "", value = ""] = /^([^=:]+)[=:](.*)$/s.exec(text) ?? [];
    return [[plainName(name), value]];
  }
  return entries(tags).flatMap(([key, value]) => {
    if (key === "key" || key === "name" || key === "tagKey")
      return [[plainName(textOf(value) ?? ""), known(get(tags, "value") ?? get(tags, "tagValue"))] as const];
    if (each(value).every((node) => textOf(node) === "")) return [];
    const name = key.slice(Math.max(key.lastIndexOf("."), key.lastIndexOf("/"), key.lastIndexOf(":")) + 1);
    const inner = entries(value).map(([own, part]) => [plainName(own), known(part)] as const);
    return [[plainName(name), known(value)] as const, ...inner];
  });
}

/** The text of a tag unless it is secret. */
function known(node: Node | undefined): string {
  return node === undefined || node.secret ? "" : (textOf(node) ?? "");
}
