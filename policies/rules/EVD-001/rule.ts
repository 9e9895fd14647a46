import stores from "../../data/stores.json" with { type: "json" };
import { each, entries, fields, textOf } from "../../engine/extract/reader.ts";
import type { Node } from "../../engine/extract/walk.ts";
import { plainName } from "../../engine/extract/where.ts";
import type { ResourceRule } from "../../engine/rule.ts";

/** A kind of resource that keeps data, and where its tags are. */
interface Store {
  /** Beginning of the type token. */
  readonly type: string;
  /** Names of the kinds meant, where the beginning covers more. */
  readonly of?: string;
  readonly tags: readonly string[];
}

export const art30Tags: ResourceRule = {
  id: "EVD-001",
  title: "art30-tags",
  severity: "high",
  axis: "evidence",
  description:
    "What keeps data says which class of data it is and for which purpose, so that the record of processing can be written from it.",
  law: "GDPR Art. 30(1)",
  check: ({ type, root }) => {
    const store = (stores as readonly Store[]).find(
      (row) => type.startsWith(row.type) && (!row.of || new RegExp(`[:/](${row.of})(:|$)`).test(type)),
    );
    if (!store) return [];
    const stated = new Set(store.tags.flatMap((path) => fields(root, path)).flatMap(tagNames));
    const missing = WANTED.filter(({ names }) => !names.some((name) => stated.has(name)));
    if (missing.length === 0) return [];
    const [path = ""] = store.tags;
    return [
      {
        path: "",
        what: `this keeps data and does not say its ${missing.map(({ meaning }) => meaning).join(", ")}`,
        fix: `add ${missing.map(({ names }) => names[0]?.replace(/class$/, "-class")).join(", ")} to ${path}`,
      },
    ];
  },
};

/** What Article 30(1)(b) and (c) ask for, under the names that people use. */
const WANTED: readonly { readonly meaning: string; readonly names: readonly string[] }[] = [
  {
    meaning: "class of data",
    names: [
      "dataclass",
      "dataclassification",
      "datacategory",
      "datacategories",
      "classification",
      "datasensitivity",
      "personaldata",
    ],
  },
  { meaning: "purpose", names: ["purpose", "processingpurpose", "datapurpose", "purposes"] },
];

/** `{name: value}`, `[{key, value}]` or `["name=value"]`; names of OCI's defined tags come behind their namespace. */
function tagNames(tags: Node): readonly string[] {
  const text = textOf(tags);
  if (text !== undefined) return [plainName(/^([^=:]+)[=:]./.exec(text)?.[1] ?? "")];
  return entries(tags).flatMap(([key, value]) => {
    if (key === "key" || key === "name" || key === "tagKey") return [plainName(textOf(value) ?? "")];
    const empty = each(value).every((node) => textOf(node) === "");
    const name = key.slice(Math.max(key.lastIndexOf("."), key.lastIndexOf("/"), key.lastIndexOf(":")) + 1);
    return empty ? [] : [plainName(name), ...entries(value).map(([inner]) => plainName(inner))];
  });
}
