import type { ProgramRun } from "../model.ts";
import { AssetValue, type PropertyValue, ResourceReference, SecretValue, UnknownValue } from "./values.ts";

const secretMark = "[secret]";
const unknownMark = "[unknown]";

/** A secret shorter than this many characters is not looked for elsewhere: it would match by accident. */
const minimumSecretLength = 8;

/** Text assets are shown up to this many characters. */
const shownAssetLength = 1000;

/** Plain JSON for a person or a report: no secret, no wire mark, nothing that only a program understands. */
export function redact(value: PropertyValue): unknown {
  return redactWith([])(value);
}

/**
 * Like {@link redact}, and also hides every place where one of `secrets` stands in clear: a secret that a program
 * unwrapped and pasted into another value.
 */
export function redactWith(secrets: Iterable<string>): (value: PropertyValue) => unknown {
  const hide = hideTexts(secrets);
  const show = (value: PropertyValue): unknown => {
    if (typeof value === "string") return hide(value);
    if (value === null || typeof value !== "object") return value;
    if (value instanceof SecretValue) return secretMark;
    if (value instanceof UnknownValue) return unknownMark;
    if (value instanceof ResourceReference) return value.urn;
    if (value instanceof AssetValue) return showAsset(value, show);
    if (Array.isArray(value)) return value.map(show);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [hide(key), show(part)]));
  };
  return show;
}

/** Every text that stands inside a secret of this run and is long enough to be recognised elsewhere, plain and base64. */
export function secretTexts(run: ProgramRun): ReadonlySet<string> {
  return secretTextsOf([
    ...run.resources.flatMap(({ properties, outputs }) => [properties, outputs]),
    ...run.invokes.map(({ args }) => args),
    run.outputs,
  ]);
}

/** The same for values of any origin. */
export function secretTextsOf(values: Iterable<PropertyValue>): ReadonlySet<string> {
  const texts = new Set<string>();
  const add = (text: string) => {
    if (text.length < minimumSecretLength) return;
    texts.add(text);
    texts.add(Buffer.from(text).toString("base64"));
  };
  const visit = (value: PropertyValue | undefined, secret: boolean): void => {
    if (typeof value === "string") {
      if (secret) add(value);
    } else if (value instanceof SecretValue) visit(value.element, true);
    else if (value instanceof AssetValue) visit(value.content, secret);
    else if (value instanceof ResourceReference || value instanceof UnknownValue) return;
    else if (Array.isArray(value)) for (const part of value) visit(part, secret);
    else if (value !== null && typeof value === "object") for (const part of Object.values(value)) visit(part, secret);
  };
  for (const value of values) visit(value, false);
  return texts;
}

function showAsset({ kind, content }: AssetValue, show: (value: PropertyValue) => unknown): unknown {
  if (kind === "archive") return { archive: show(content) };
  if (kind === "text" && typeof content === "string" && content.length > shownAssetLength) {
    return `[text of ${content.length} characters]`;
  }
  return kind === "text" ? show(content) : { [kind]: show(content) };
}

/**
 * Replaces every occurrence of a secret by its mark. One pass over the text whatever the number of secrets: their first
 * characters are looked up in an index at each position.
 */
function hideTexts(secrets: Iterable<string>): (text: string) => string {
  const byStart = new Map<string, string[]>();
  for (const secret of secrets) {
    if (secret.length < minimumSecretLength) continue;
    const start = secret.slice(0, minimumSecretLength);
    byStart.set(
      start,
      [...(byStart.get(start) ?? []), secret].sort((a, b) => b.length - a.length),
    );
  }
  if (byStart.size === 0) return (text) => text;
  return (text) => {
    let result = "";
    let shownTo = 0;
    for (let at = 0; at + minimumSecretLength <= text.length; ) {
      const candidates = byStart.get(text.slice(at, at + minimumSecretLength));
      const found = candidates?.find((secret) => text.startsWith(secret, at));
      if (found === undefined) {
        at += 1;
      } else {
        result += text.slice(shownTo, at) + secretMark;
        at += found.length;
        shownTo = at;
      }
    }
    return result + text.slice(shownTo);
  };
}
