import { z } from "zod";
import { SecretText } from "../../components/secret-text.ts";
import { nearest } from "../../components/substrate/oci/nearest.ts";
import { type Advice, didYouMean } from "./fields.ts";
import type { Issue } from "./issue.ts";
import { pathText, valueAt } from "./path.ts";

type Path = readonly PropertyKey[];

/** Every mistake that a schema found, in the words of somebody who wrote the file. */
export function issuesOf(error: z.ZodError, schema: z.ZodType, raw: unknown): Issue[] {
  return error.issues.flatMap((issue) => describe(issue, schema, raw));
}

function describe(issue: z.core.$ZodIssue, schema: z.ZodType, raw: unknown): Issue[] {
  const written = valueAt(raw, issue.path);
  const here = (message: string, advice: Advice = {}, path: Path = issue.path): Issue => ({
    path: pathText(path),
    message,
    ...(written === undefined || path !== issue.path ? {} : { value: printable(written) }),
    ...advice,
  });

  switch (issue.code) {
    case "unrecognized_keys": {
      const known = keysAt(schema, issue.path, raw);
      return issue.keys.map((key) =>
        here("is not a key of the configuration", unknownKeyAdvice(key, known), [...issue.path, key]),
      );
    }
    case "invalid_type":
      return written === undefined
        ? [here("is missing", { accepted: expectation(issue.expected) })]
        : [here(`is ${kindOf(written)}`, { accepted: expectation(issue.expected), ...quotedNumber(issue, written) })];
    case "invalid_value":
      return [
        here(written === undefined ? "is missing" : "is not one of the accepted values", {
          accepted: issue.values.map(String).join(", "),
          ...(typeof written === "string" ? didYouMean(nearest(written, issue.values.map(String), 1)) : {}),
        }),
      ];
    case "invalid_union":
      return [describeUnion(issue, here, written)];
    case "too_small":
      return [here(`is below the minimum of ${issue.minimum}${unitOf(issue.origin)}`, { accepted: bound(issue, "at least", issue.minimum) })];
    case "too_big":
      return [here(`is above the maximum of ${issue.maximum}${unitOf(issue.origin)}`, { accepted: bound(issue, "at most", issue.maximum) })];
    case "invalid_key":
      return issue.issues.map((inner) => ({ ...here(inner.message, adviceOf(inner)), value: String(issue.path.at(-1)) }));
    case "invalid_format":
      return [here(`is not a valid ${issue.format}`, patternAdvice(issue))];
    case "custom":
      return [here(issue.message, adviceOf(issue))];
    default:
      return [here(issue.message)];
  }
}

/** A union fails as a whole: say what its discriminator accepts, or what the closest branch wanted. */
function describeUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  here: (message: string, advice?: Advice, path?: Path) => Issue,
  written: unknown,
): Issue {
  if (issue.discriminator !== undefined) {
    const options = (issue as { options?: readonly unknown[] }).options ?? ["oci", "existing"];
    const path = [...issue.path, issue.discriminator];
    const value = valueAt(written, [issue.discriminator]);
    return {
      path: pathText(path),
      message: value === undefined ? "is missing" : "is not one of the accepted values",
      ...(value === undefined ? {} : { value: printable(value) }),
      accepted: options.map(String).join(", "),
      ...(typeof value === "string" ? didYouMean(nearest(value, options.map(String), 1)) : {}),
    };
  }
  const inner = issue.errors.flat();
  const literals = inner.flatMap((each) => (each.code === "invalid_value" ? each.values.map(String) : []));
  const first = inner[0];
  return literals.length > 0
    ? here("is not one of the accepted values", { accepted: literals.join(", ") })
    : here(first?.message ?? "does not fit", first ? adviceOf(first) : {});
}

function adviceOf(issue: z.core.$ZodIssue): Advice {
  const params = "params" in issue ? (issue.params as Record<string, unknown> | undefined) : undefined;
  return {
    ...(typeof params?.accepted === "string" ? { accepted: params.accepted } : {}),
    ...(typeof params?.suggestion === "string" ? { suggestion: params.suggestion } : {}),
  };
}

function unknownKeyAdvice(key: string, known: readonly string[]): Advice {
  const close = nearest(key, known, 1);
  return { ...(known.length > 0 ? { accepted: known.join(", ") } : {}), ...didYouMean(close) };
}

/** `"4"` where 4 was wanted is the commonest slip in YAML. */
function quotedNumber(issue: z.core.$ZodIssueInvalidType, written: unknown): Advice {
  const numeric = issue.expected === "number" || issue.expected === "int";
  return numeric && typeof written === "string" && written.trim() !== "" && Number.isFinite(Number(written))
    ? { suggestion: `write ${Number(written)} without quotation marks` }
    : {};
}

function patternAdvice(issue: z.core.$ZodIssueInvalidStringFormat): Advice {
  return issue.pattern ? { accepted: `text that matches ${issue.pattern}` } : {};
}

function bound(issue: { origin: string; inclusive?: boolean | undefined }, word: string, limit: number | bigint): string {
  const strict = issue.inclusive === false ? (word === "at least" ? "more than" : "less than") : word;
  return `${strict} ${limit}${unitOf(issue.origin)}`;
}

function unitOf(origin: string): string {
  return origin === "array" ? " entries" : origin === "string" ? " characters" : "";
}

const expectations: Readonly<Record<string, string>> = {
  object: "a mapping with keys",
  record: "a mapping with keys",
  array: "a list",
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

function expectation(expected: string): string {
  return expectations[expected] ?? expected;
}

function kindOf(value: unknown): string {
  if (value instanceof SecretText) {
    return "a secret";
  }
  if (value === null) {
    return "empty";
  }
  if (Array.isArray(value)) {
    return "a list";
  }
  if (typeof value === "number") {
    return Number.isInteger(value) ? "a number" : "not a whole number";
  }
  return { object: "a mapping", string: "text", boolean: "true or false" }[typeof value as string] ?? typeof value;
}

/** A value on one line, at most 80 characters; secrets show themselves as `[secret]`. */
export function printable(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  const line = text.replace(/\s+/g, " ");
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}

/** Keys that the schema knows at a path, for the suggestion beside an unknown one. */
function keysAt(schema: z.ZodType, path: Path, raw: unknown): string[] {
  let current: unknown = schema;
  let value: unknown = raw;
  for (const key of path) {
    current = childOf(unwrap(current, value), key);
    value = valueAt(value, [key]);
  }
  const object = unwrap(current, value);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

function childOf(schema: unknown, key: PropertyKey): unknown {
  if (schema instanceof z.ZodObject) {
    return (schema.shape as Record<PropertyKey, unknown>)[key];
  }
  if (schema instanceof z.ZodRecord) {
    return schema.valueType;
  }
  return schema instanceof z.ZodArray ? schema.element : undefined;
}

/** The object schema inside optional, default and discriminated-union wrappers. */
function unwrap(schema: unknown, value: unknown): unknown {
  let current = schema;
  while (current instanceof z.ZodOptional || current instanceof z.ZodDefault || current instanceof z.ZodPrefault) {
    current = current.unwrap();
  }
  if (current instanceof z.ZodDiscriminatedUnion) {
    const discriminator = current.def.discriminator;
    const wanted = valueAt(value, [discriminator]);
    return current.options.find(
      (option) =>
        option instanceof z.ZodObject &&
        option.shape[discriminator] instanceof z.ZodLiteral &&
        (option.shape[discriminator] as z.ZodLiteral).values.has(wanted as string),
    );
  }
  return current;
}
