import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ResourceInput, subjectsOf } from "../extract/subject.ts";
import { judge, type Rule, type Violation } from "../rule.ts";
import { parseSettings } from "../settings.ts";

/**
 * One labelled example of a rule: `policies/rules/<rule>/cases/<kind>/<name>.json`. In its properties
 * `{"$unknown": true}` is a value that only the cloud can give and `{"$secret": x}` a secret.
 */
export interface Case {
  readonly rule: string;
  readonly kind: "violating" | "conforming" | "unknown" | "secret" | "adversarial";
  readonly name: string;
  /** What the example shows. */
  readonly shows: string;
  /** Way around rules that the example tries, a key of `BYPASSES`. */
  readonly bypass?: string;
  /** Conforming case that differs in exactly one value. */
  readonly twin?: string;
  readonly type: string;
  readonly properties: unknown;
  /** Name of the resource in the program, where the rule reads it. */
  readonly resource?: string;
  /** The resource is only read. */
  readonly external?: boolean;
  readonly provider?: { readonly type: string; readonly properties: unknown };
  /** Other resources of the stack, for rules that look at it as a whole. */
  readonly with?: readonly { readonly type: string; readonly name: string; readonly properties: unknown }[];
  /** Over `CASE_SETTINGS`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Findings of this rule on this resource, and no others. */
  readonly expect: readonly ExpectedFinding[];
}

export interface ExpectedFinding {
  /** Without a path it is anywhere in the resource. */
  readonly path?: string;
  readonly level?: "advisory";
  /** What it says, and what it advises, word for word; a few cases of a rule state them. */
  readonly what?: string;
  readonly fix?: string;
}

/** An environment in Frankfurt as most cases assume it. */
export const CASE_SETTINGS: Readonly<Record<string, unknown>> = {
  profile: "eu-residency",
  acceptedParents: [
    {
      company: "Oracle",
      country: "US",
      by: "R. Example",
      reason: "GPU capacity in Frankfurt",
      date: "2026-11-01",
      until: "2027-04-30",
    },
  ],
  ownDomains: ["example.eu"],
  subprocessors: [{ host: "api.partner.eu", company: "Partner GmbH", country: "DE", basis: "DPA 2026-03-01" }],
  mirror: "registry.example.eu/mirror",
  today: "2026-11-21",
};

const RULES = join(import.meta.dirname, "../../rules");

/** The project's own cases; or those of another folder that holds `<rule>/cases/<kind>/<name>.json`. */
export function allCases(folder: string = RULES): readonly Case[] {
  return readdirSync(folder)
    .filter((rule) => existsSync(join(folder, rule, "cases")))
    .flatMap((rule) =>
      readdirSync(join(folder, rule, "cases"), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".json"))
        .sort()
        .map((file) => {
          const [kind = "", name = ""] = file.replace(/\.json$/, "").split("/");
          const example: unknown = JSON.parse(readFileSync(join(folder, rule, "cases", file), "utf8"));
          return { ...(example as object), rule, kind, name } as Case;
        }),
    );
}

export function settingsOf(example: Case): Readonly<Record<string, unknown>> {
  return { ...CASE_SETTINGS, ...example.settings };
}

export function urnOf(example: Case): string {
  return `urn:pulumi:test::test::${example.type}::${example.rule}-${example.kind}-${example.name}`;
}

export function nameOf(example: Case): string {
  return example.resource ?? `${example.rule}-${example.kind}-${example.name}`;
}

/** What a rule says of a case's own resource. */
export function judgeCase(rule: Rule, example: Case): readonly Violation[] {
  const urn = urnOf(example);
  const subjects = stackOf(example).flatMap(subjectsOf);
  return judge(rule, subjects, parseSettings(settingsOf(example))).filter((violation) => violation.urn === urn);
}

/** The case's own resource and those beside it. */
export function stackOf(example: Case): readonly ResourceInput[] {
  const others = (example.with ?? []).map(({ type, name, properties }) => ({
    urn: `urn:pulumi:test::test::${type}::${name}`,
    type,
    name,
    properties: mapMarks(properties, () => UNKNOWN, wireSecret),
  }));
  return [resourceOf(example), ...others];
}

/** The resource with the wire's own marks for unknown and secret values. */
export function resourceOf(example: Case): ResourceInput {
  const { type, provider } = example;
  return {
    urn: urnOf(example),
    type,
    name: nameOf(example),
    external: example.external,
    properties: mapMarks(example.properties, () => UNKNOWN, wireSecret),
    provider: provider && {
      type: provider.type,
      name: "provider",
      properties: mapMarks(provider.properties, () => UNKNOWN, wireSecret),
    },
  };
}

/** The mark of an unknown string on the wire. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function wireSecret(value: unknown): unknown {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

/** Rebuilds a JSON value with its `$unknown` and `$secret` marks replaced. */
export function mapMarks(value: unknown, unknown: () => unknown, secret: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => mapMarks(element, unknown, secret));
  if (typeof value !== "object" || value === null) return value;
  if ("$unknown" in value) return unknown();
  if ("$secret" in value) return secret(mapMarks(value.$secret, unknown, secret));
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, mapMarks(element, unknown, secret)]));
}

/** Every text inside a `$secret`. */
export function secretTexts(value: unknown, inSecret = false): readonly string[] {
  if (typeof value === "string") return inSecret ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, element]) => secretTexts(element, inSecret || key === "$secret"));
}
