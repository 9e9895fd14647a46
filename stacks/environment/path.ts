/** One step into structured configuration: a key of a mapping or an index of a list. */
export type PathSegment = string | number;

const plainKey = /^[A-Za-z_][-A-Za-z0-9_]*$/;

/** `gpuPools.l40s.minNodes`, `discovery.nodeImages[0].ocid`, `nodeSelector["nvidia.com/gpu"]`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") {
      return `${text}[${key}]`;
    }
    const name = String(key);
    return plainKey.test(name) ? `${text}${text === "" ? "" : "."}${name}` : `${text}[${JSON.stringify(name)}]`;
  }, "");
}

/** Inverse of `pathText`. @throws Error on text that `pathText` can not have written */
export function pathSegments(text: string): PathSegment[] {
  const segments: PathSegment[] = [];
  const step = /\.?([A-Za-z_][-A-Za-z0-9_]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;
  while (step.lastIndex < text.length) {
    const start = step.lastIndex;
    const match = step.exec(text);
    if (!match) {
      throw new Error(`"${text}" is not a path: cannot read it from character ${start + 1}`);
    }
    const [, name, index, quoted] = match;
    segments.push(name ?? (index === undefined ? (JSON.parse(quoted ?? "") as string) : Number(index)));
  }
  return segments;
}

/** What stands at a path; `undefined` when nothing does. Own properties only. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    root,
  );
}
