import { ownValue } from "./own-value.ts";
import { parseJson } from "./read-text.ts";
import { type Certainty, isSecretMark, isUnknown, type Node } from "./walk.ts";
import { inside, item, property } from "./where.ts";

/** The value under a key; JSON text is read as what it says, a secret as what it holds. `undefined` when there is none. */
export function get(node: Node | undefined, key: string): Node | undefined {
  const from = node && opened(node);
  if (!from || typeof from.value !== "object" || from.value === null || Array.isArray(from.value)) return undefined;
  const value = ownValue(from.value, key);
  if (value === undefined || value === null) return undefined;
  return unsealed({ value, where: property(from.where, key), secret: from.secret });
}

/** The elements of a list; a value that is none counts as a list of itself. */
export function each(node: Node | undefined): readonly Node[] {
  const from = node && opened(node);
  if (!from) return [];
  if (!Array.isArray(from.value)) return [from];
  const { where, secret } = from;
  return where
    ? Object.keys(from.value).map((_, index) =>
        unsealed({ value: ownValue(from.value as object, String(index)), where: item(where, index), secret }),
      )
    : [];
}

/** Every value at a path of keys, through lists: `rules.destination.bucket`; as a list where keys have dots in them. */
export function fields(node: Node | undefined, path: string | readonly string[]): readonly Node[] {
  let found: readonly Node[] = each(node);
  for (const key of typeof path === "string" ? path.split(".") : path)
    found = found.flatMap((from) => (key === "*" ? entries(from).map(([, value]) => value) : each(get(from, key))));
  return found;
}

/** Keys and values of an object; none of anything else. */
export function entries(node: Node | undefined): readonly (readonly [key: string, value: Node])[] {
  const from = node && opened(node);
  if (!from || typeof from.value !== "object" || from.value === null || Array.isArray(from.value)) return [];
  return Object.keys(from.value).flatMap((key) => {
    const value = get(from, key);
    return value ? [[key, value] as const] : [];
  });
}

/** A scalar as text; `undefined` of objects, lists and values that are not known yet. */
export function textOf(node: Node | undefined): string | undefined {
  if (!node || isUnknown(node.value)) return undefined;
  return typeof node.value === "string" || typeof node.value === "number" || typeof node.value === "boolean"
    ? String(node.value)
    : undefined;
}

export function certaintyOf(node: Node): Certainty {
  return isUnknown(node.value) ? "unknown" : node.secret ? "secret" : "known";
}

/** True when something is there that is neither empty nor switched off; what is not known yet counts as there. */
export function isSet(node: Node | undefined): boolean {
  if (!node) return false;
  const { value } = node;
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return value !== "" && value !== false && value !== "false" && value !== null;
}

function unsealed(node: Node): Node {
  let { value, secret } = node;
  while (typeof value === "object" && value !== null && isSecretMark(value)) {
    value = ownValue(value, "value");
    secret = true;
  }
  return { value, where: node.where, secret };
}

/** Providers get nested settings, and clouds get policies, as JSON text. */
function opened(node: Node): Node {
  const { value, where, secret } = unsealed(node);
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return { value, where, secret };
  const parsed = parseJson(value);
  return parsed === undefined || !where
    ? { value, where, secret }
    : { value: parsed, where: inside(where, "json"), secret };
}
