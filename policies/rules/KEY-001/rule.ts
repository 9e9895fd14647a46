import rows from "../../data/encryption.json" with { type: "json" };
import { fields, get, isSet, textOf } from "../../engine/extract/reader.ts";
import type { Node } from "../../engine/extract/walk.ts";
import type { ResourceRule } from "../../engine/rule.ts";

/** Where a kind of store names the key that its owner manages. */
interface Store {
  /** Beginning of the type token. */
  readonly type: string;
  /** Paths of which one must be set. */
  readonly keys: readonly string[];
  /** Property without which the resource keeps nothing of its own. */
  readonly when?: string;
  /** What that property must say, where it may say something else. */
  readonly is?: string;
  /** Another resource may set the key, which can not be seen from here. */
  readonly advisory?: boolean;
}

export const customerManagedKey: ResourceRule = {
  id: "KEY-001",
  title: "customer-managed-key",
  severity: "high",
  axis: "security",
  description: "What is kept is encrypted under a key that its owner can take away.",
  law: "GDPR Art. 32(1)(a)",
  check: ({ type, root }) => {
    const store = (rows as readonly Store[]).find((row) => type.startsWith(row.type));
    if (!store || !keeps(root, store)) return [];
    if (store.keys.some((path) => fields(root, path).some(isOwnKey))) return [];
    const [path = ""] = store.keys;
    return [
      {
        path: "",
        what: "this is encrypted under a key of the provider's own, which nobody else can take away",
        fix: `set ${path} to a key of your own`,
        ...(store.advisory && { advisory: true }),
      },
    ];
  },
};

/** Amazon manages the keys that it calls after itself. */
function isOwnKey(node: Node): boolean {
  return isSet(node) && !/(^|:)alias\/aws\//.test(textOf(node) ?? "");
}

/** What is not known yet may be a store. */
function keeps(root: Node, { when, is }: Store): boolean {
  if (when === undefined) return true;
  const node = get(root, when);
  return node !== undefined && (is === undefined || (textOf(node) ?? is) === is);
}
