/** One scalar of a value, and its path as findings write it. */
export interface LeafOfValue {
  readonly path: string;
  readonly value: unknown;
}

/** Every scalar of a value, `null` included. */
export function leaves(value: unknown, at = ""): readonly LeafOfValue[] {
  if (Array.isArray(value)) return value.flatMap((element, n) => leaves(element, `${at}[${n}]`));
  if (typeof value !== "object" || value === null) return [{ path: at, value }];
  return Object.entries(value).flatMap(([key, element]) => leaves(element, step(at, key)));
}

/** The value with the scalar at that path replaced. */
export function replaced(value: unknown, path: string, by: unknown, at = ""): unknown {
  if (at === path && at !== "") return by;
  if (Array.isArray(value)) return value.map((element, n) => replaced(element, path, by, `${at}[${n}]`));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => [key, replaced(element, path, by, step(at, key))]),
  );
}

function step(at: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${at}[${JSON.stringify(key)}]`;
  return at === "" ? key : `${at}.${key}`;
}
