/** A scalar of a configuration and where it stands, e.g. `database.redis.addrs[]`. */
export interface Leaf {
  readonly path: string;
  readonly value: unknown;
}

/** Every scalar below a value, in document order. Items of a list share a path. */
export function leavesOf(value: unknown, path = ""): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, `${path}[]`));
  if (typeof value !== "object" || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, path === "" ? key : `${path}.${key}`));
}
