import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALL_RULES } from "../all-rules.ts";
import { extract, type ResourceInput, type Subject, subjectsOf } from "./extract/subject.ts";
import { formatMessage } from "./message.ts";
import { PROFILES } from "./profile.ts";
import { judge, messageOf } from "./rule.ts";
import { parseSettings } from "./settings.ts";
import {
  allCases,
  CASE_SETTINGS,
  type Case,
  secretTexts,
  settingsOf,
  stackOf,
  UNKNOWN,
  urnOf,
} from "./testing/cases.ts";
import { leaves, replaced } from "./testing/leaves.ts";

const cases = allCases();
const violating = cases.filter(({ kind }) => kind === "violating");

/** What the rules say of a stack, as `rule urn path`. */
function said(stack: readonly ResourceInput[], config: Readonly<Record<string, unknown>>): readonly string[] {
  return saidOf(stack.flatMap(subjectsOf), config);
}

function saidOf(subjects: readonly Subject[], config: Readonly<Record<string, unknown>>): readonly string[] {
  const settings = parseSettings(config);
  return ALL_RULES.flatMap((rule) =>
    judge(rule, subjects, settings).map(({ urn, path }) => `${rule.id} ${urn} ${path}`),
  );
}

const findings = new Map(cases.map((example) => [example, said(stackOf(example), settingsOf(example))]));
const ofCase = (example: Case) => findings.get(example) ?? [];

describe("rules over every case", () => {
  it("never let a violation pass because the value became unknown", () => {
    for (const example of violating) {
      const [own, ...others] = stackOf(example);
      for (const { path = "" } of example.expect) {
        const base = path.split("#")[0] as string;
        const properties = replaced(own?.properties, base, UNKNOWN);
        if (base === "" || properties === own?.properties || !hasScalar(own?.properties, base)) continue;
        const found = said([{ ...(own as ResourceInput), properties }, ...others], settingsOf(example));
        expect(
          found.some((finding) => finding.includes(urnOf(example))),
          `${example.rule}/${example.name} at ${base}`,
        ).toBe(true);
      }
    }
  });

  it("say the same when the resource is renamed", () => {
    const renamable = cases.filter(
      ({ rule, resource, type, with: others }) =>
        resource === undefined && rule !== "EVD-005" && rule !== "OPS-004" && !others && type !== "",
    );
    for (const example of renamable) {
      const renamed = stackOf(example).map((input) => ({ ...input, name: "renamed" }));
      expect(said(renamed, settingsOf(example)), `${example.rule}/${example.name}`).toEqual(ofCase(example));
    }
  });

  it("say no less of a resource when others stand beside it", () => {
    const other: ResourceInput = {
      urn: "urn:other",
      type: "random:index/randomPassword:RandomPassword",
      name: "other",
      properties: { length: 32 },
    };
    for (const example of cases) {
      const found = new Set(said([...stackOf(example), other], settingsOf(example)));
      for (const finding of ofCase(example)) expect(found, `${example.rule}/${example.name}`).toContain(finding);
    }
  });

  it("keep the lattice of profiles: what a stricter one lets pass, every weaker one does", () => {
    for (const example of cases) {
      const subjects = stackOf(example).flatMap(subjectsOf);
      const found = PROFILES.map(({ name }) => new Set(saidOf(subjects, { ...settingsOf(example), profile: name })));
      for (let n = 1; n < found.length; n++)
        for (const finding of found[n - 1] as Set<string>)
          expect(found[n], `${example.rule}/${example.name} under ${PROFILES[n]?.name}`).toContain(finding);
    }
  });

  it("repeat no six characters of a secret that is not a word of their own", () => {
    const words = JSON.stringify(ALL_RULES.map(({ description, title }) => [description, title]));
    for (const example of cases) {
      const subjects = stackOf(example).flatMap(subjectsOf);
      const settings = parseSettings(settingsOf(example));
      const text = ALL_RULES.flatMap((rule) =>
        judge(rule, subjects, settings).map((found) => formatMessage(messageOf(rule, found))),
      ).join("\n");
      for (const secret of secretTexts(example.properties))
        for (let at = 0; at + 6 <= secret.length; at++) {
          const part = secret.slice(at, at + 6);
          if (!words.includes(part))
            expect(text.includes(part), `${example.rule}/${example.name}: ${part}`).toBe(false);
        }
    }
  });
});

describe("rules over any value", () => {
  it("name no part of a random secret, wherever a setting has it", () => {
    const keys = [
      "SENTRY_DSN",
      "WEBHOOK_URL",
      "image",
      "command",
      "region",
      "userData",
      "PULUMI_BACKEND_URL",
      "chart",
      "create",
    ];
    const secret = fc.stringMatching(/^[A-Z0-9]{12,24}$/);
    fc.assert(
      fc.property(secret, fc.constantFrom(...keys), (text, key) => {
        for (const value of [
          text,
          `https://${text}.example.com/${text}`,
          `https://hooks.slack.com/${text}`,
          `curl https://x.io/${text} | sh`,
        ]) {
          const input = resource({ data: { [key]: marked(value) }, [key]: marked(value) });
          for (const found of messages(input))
            expect(found.includes(text) || found.toLowerCase().includes(text.toLowerCase())).toBe(false);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("find a host in JSON, YAML, base64 and gzip alike, under every rule that found it in the open", () => {
    const hosts = ["hooks.slack.com", "o1.ingest.sentry.io", "charts.bitnami.com", "api.openai.com", "time.google.com"];
    const wraps: readonly ((text: string) => string)[] = [
      (text) => JSON.stringify({ any: { list: [text] } }),
      (text) => `a:\n  b:\n    - c: ${text}\n`,
      (text) => Buffer.from(text).toString("base64"),
      (text) => gzipSync(text).toString("base64"),
    ];
    const rulesIn = (text: string) =>
      new Set(said([resource({ data: { any: text } })], CASE_SETTINGS).map((finding) => finding.slice(0, 7)));
    for (const host of hosts)
      for (const wrap of wraps) expect(rulesIn(wrap(`https://${host}/x`))).toEqual(rulesIn(`https://${host}/x`));
  });

  it("answer anything without throwing", () => {
    const types = [...new Set(cases.map(({ type }) => type))];
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(...types), (value, type) => {
        said([resource({ value, spec: value, metadata: value, data: value, rules: value }, type)], CASE_SETTINGS);
      }),
      { numRuns: 60 },
    );
  });

  it("read what a case says whatever stands in the place of one of its values", () => {
    const odd = [null, true, 0, "", [], {}, [[]], { a: null }, "\ufffd", "__proto__", UNKNOWN];
    for (const example of violating) {
      const [own] = stackOf(example);
      for (const { path } of leaves(own?.properties).slice(0, 12))
        for (const value of odd)
          said(
            [{ ...(own as ResourceInput), properties: replaced(own?.properties, path, value) }],
            settingsOf(example),
          );
    }
  });
});

function resource(properties: unknown, type = "kubernetes:core/v1:ConfigMap"): ResourceInput {
  return { urn: "urn:x", type, name: "x", properties };
}

function marked(value: unknown): unknown {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

function messages(input: ResourceInput): readonly string[] {
  const subject = extract(input);
  const settings = parseSettings(CASE_SETTINGS);
  return ALL_RULES.flatMap((rule) =>
    judge(rule, [subject], settings).map((found) => formatMessage(messageOf(rule, found))),
  );
}

function hasScalar(value: unknown, path: string): boolean {
  return leaves(value).some((leaf) => leaf.path === path);
}
