import { type IniDocument, inheritedSection, valuesOf } from "./ini.ts";

/** `MAX_INTERPOLATION_DEPTH` of Python's configparser. */
const maxDepth = 10;

/**
 * Options whose `%` the SDK can not resolve (`configparser.BasicInterpolation`); one of them anywhere and the SDK does
 * not start. Says where and why without the value, which may be a token.
 */
export function interpolationFaults(document: IniDocument): string[] {
  const sections = valuesOf(document);
  const inherited = sections.get(inheritedSection) ?? new Map<string, string>();
  return [...sections.keys()]
    .filter((section) => section !== inheritedSection)
    .flatMap((section) => {
      const values = new Map([...inherited, ...(sections.get(section) ?? [])]);
      const depths = new Map<string, number>();
      return [...values.keys()]
        .filter((key) => depthOf(key, values, depths) > maxDepth)
        .map((key) => `[${section}] ${key} has a % that the SDK can not resolve; a plain % is written %%`);
    });
}

/** Levels of references below an option; infinite when one is missing, malformed or leads back to itself. */
function depthOf(key: string, values: ReadonlyMap<string, string>, known: Map<string, number>): number {
  const before = known.get(key);
  if (before !== undefined) return before;
  known.set(key, Number.POSITIVE_INFINITY);
  const references = referencesIn(values.get(key) ?? "");
  const depth =
    references === undefined || references.some((reference) => !values.has(reference))
      ? Number.POSITIVE_INFINITY
      : Math.max(0, ...references.map((reference) => depthOf(reference, values, known))) +
        (values.get(key)?.includes("%") ? 1 : 0);
  known.set(key, depth);
  return depth;
}

/** Keys that a value refers to as `%(key)s`; undefined when some `%` is neither that nor `%%`. */
function referencesIn(value: string): string[] | undefined {
  const references: string[] = [];
  const rest = value.replace(/%(?:%|\(([^)]+)\)s)/g, (_, key: string | undefined) => {
    if (key !== undefined) references.push(key.toLowerCase());
    return "";
  });
  return rest.includes("%") ? undefined : references;
}
