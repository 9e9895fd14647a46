import { z } from "zod";
import { nearest } from "../../components/nearest.ts";
import { SecretText } from "../../components/secret-text.ts";
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
      return [describeUnion(issue, here, schema, raw)];
    case "too_small":
      return [
        here(`is below the minimum of ${issue.minimum}${unitOf(issue.origin)}`, {
          accepted: bound(issue, "at least", issue.minimum),
        }),
      ];
    case "too_big":
      return [
        here(`is above the maximum of ${issue.maximum}${unitOf(issue.origin)}`, {
          accepted: bound(issue, "at most", issue.maximum),
        }),
      ];
    case "invalid_key":
      return issue.issues.map((inner) => ({
        ...here(inner.message, adviceOf(inner)),
        value: String(issue.path.at(-1)),
      }));
    case "invalid_format":
      return [here(`is not a valid ${issue.format}`, patternAdvice(issue))];
    case "custom":
      return [{ ...here(issue.message, adviceOf(issue)), ...(issue.params?.secret ? { value: "[secret]" } : {}) }];
    default:
      return [here(issue.message)];
  }
}

/** A union fails as a whole: say what its discriminator accepts, or what its branches do. */
function describeUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  here: (message: string, advice?: Advice) => Issue,
  schema: z.ZodType,
  raw: unknown,
): Issue {
  const written = valueAt(raw, issue.path);
  const inner = issue.errors.flat();
  const literals =
    issue.discriminator === undefined
      ? inner.flatMap((each) => (each.code === "invalid_value" ? each.values.map(String) : []))
      : discriminatorValues(schemaAt(schema, issue.path.slice(0, -1), raw));
  if (literals.length > 0) {
    return here(written === undefined ? "is missing" : "is not one of the accepted values", {
      accepted: literals.join(", "),
      ...(typeof written === "string" ? didYouMean(nearest(written, literals, 1)) : {}),
    });
  }
  const first = inner[0];
  return here(first?.message ?? "does not fit", first ? adviceOf(first) : {});
}

function discriminatorValues(schema: unknown): string[] {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) {
    return [];
  }
  return schema.options.flatMap((option) => literalsOf(option, schema.def.discriminator)).map(String);
}

function literalsOf(option: unknown, key: string): unknown[] {
  const field = option instanceof z.ZodObject ? (option.shape[key] as unknown) : undefined;
  return field instanceof z.ZodLiteral ? [...field.values] : [];
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

function bound(
  issue: { origin: string; inclusive?: boolean | undefined },
  word: string,
  limit: number | bigint,
): string {
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
  const union = schemaAt(schema, path, raw);
  const object = branchOf(union, valueAt(raw, path));
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

/** The schema at a path, without its optional and default wrappers. */
function schemaAt(schema: z.ZodType, path: Path, raw: unknown): unknown {
  let current = unwrap(schema);
  let value = raw;
  for (const key of path) {
    current = unwrap(childOf(branchOf(current, value), key));
    value = valueAt(value, [key]);
  }
  return current;
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

function unwrap(schema: unknown): unknown {
  let current = schema;
  while (current instanceof z.ZodOptional || current instanceof z.ZodDefault || current instanceof z.ZodPrefault) {
    current = current.unwrap();
  }
  return current;
}

/** Of a discriminated union the branch that the value chose; everything else stays as it is. */
function branchOf(schema: unknown, value: unknown): unknown {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) {
    return schema;
  }
  const { discriminator } = schema.def;
  const chosen = valueAt(value, [discriminator]);
  return schema.options.find((option) => literalsOf(option, discriminator).includes(chosen));
}
