import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALL_RULES } from "../../all-rules.ts";
import { judge } from "../rule.ts";
import { parseSettings } from "../settings.ts";
import { allCases, CASE_SETTINGS, resourceOf, settingsOf, UNKNOWN, wireSecret } from "../testing/cases.ts";
import { reversed } from "../testing/reversed.ts";
import { extract, type ResourceInput, subjectsOf } from "./subject.ts";
import { pathOf } from "./where.ts";

const resourceRules = ALL_RULES.filter((rule) => "check" in rule);
const cases = allCases();
const resource = (properties: unknown, type = "kubernetes:core/v1:ConfigMap"): ResourceInput => ({
  urn: "urn",
  type,
  name: "x",
  properties,
});
const hosts = (properties: unknown) => extract(resource(properties)).hosts.map((host) => host.text);
const verdict = (input: ResourceInput, config: Readonly<Record<string, unknown>> = CASE_SETTINGS) => {
  const subjects = subjectsOf(input);
  const settings = parseSettings(config);
  return resourceRules.flatMap((rule) =>
    judge(rule, subjects, settings).map((violation) => ({ rule: rule.id, ...violation })),
  );
};

const base64 = (text: string) => Buffer.from(text).toString("base64");
const wrappings: readonly ((text: string) => string)[] = [
  (text) => JSON.stringify({ settings: [text] }),
  (text) => `kind: Config\nservers:\n  - url: ${text}\n`,
  (text) => `[main]\nurl = "${text}"\nport = 1\n`,
  (text) => `export TARGET_URL=${text}\nrun\n`,
  base64,
  (text) => gzipSync(text).toString("base64"),
  (text) => `#cloud-config\nwrite_files:\n  - encoding: b64\n    content: ${base64(text)}\n`,
];

describe("extract", () => {
  it("takes names that a CEL expression compares for names, and an address in it for an address", () => {
    const policy = (expression: string) => hosts({ spec: { validations: [{ expression }] } });
    expect(policy("'run.beam.cloud/role' in object.metadata.labels")).toEqual([]);
    expect(policy("object.spec.url == 'https://api.beam.cloud/v1'")).toEqual(["api.beam.cloud"]);
  });

  it("finds a host however deep text is wrapped in text", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...wrappings), { maxLength: 4 }), (layers) => {
        const text = layers.reduce(
          (inner, wrap) => wrap(inner.includes("\n") || inner.includes('"') ? base64(inner) : inner),
          "https://hooks.slack.com/services/x",
        );
        expect(hosts({ data: { value: text } })).toContain("hooks.slack.com");
      }),
    );
  });

  it("finds the same in an object whatever the order of its keys", () => {
    for (const example of cases) {
      const input = resourceOf(example);
      const sorted = (findings: readonly object[]) => findings.map((finding) => JSON.stringify(finding)).sort();
      expect(sorted(verdict({ ...input, properties: reversed(input.properties) }))).toEqual(sorted(verdict(input)));
    }
  });

  it("is total on any JSON value, keys of Object.prototype included", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom("oci:Core/vcn:Vcn", "kubernetes:apps/v1:Deployment", "pulumi:providers:aws", "", ":::"),
        (value, type) => {
          verdict(resource(value, type));
          verdict(
            resource(JSON.parse(`{"__proto__": ${JSON.stringify(value)}, "constructor": {"toString": 1}}`), type),
          );
        },
      ),
    );
  });

  it("is total on arbitrary text under keys that mean something", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        for (const key of ["image", "url", "region", "availabilityDomain", "repository", "data", "peerRegionName"]) {
          verdict(
            resource({ [key]: text, list: [text, `https://${text}`, `ocid1.${text}`] }, "oci:Core/instance:Instance"),
          );
        }
      }),
    );
  });

  it("reads 10,000 levels without overflowing and says what it could not read", () => {
    let deep: unknown = "https://hooks.slack.com";
    for (let n = 0; n < 10_000; n++) deep = n % 2 ? [deep] : { a: deep };
    expect(extract(resource({ deep })).unread).toHaveLength(1);
    expect(verdict(resource({ deep })).map((v) => v.rule)).toEqual(["RES-003", "JUR-002"]);
  });

  it("does not unpack a bomb", () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024)).toString("base64");
    expect(extract(resource({ binaryData: { bomb } })).unread.map(({ where }) => pathOf(where))).toEqual([
      "binaryData.bomb",
    ]);
  });

  it("gets through half a million characters of what invites a parser to start over and over", () => {
    const units = [
      "a.",
      "1.",
      "https://",
      "ocid1.a.oc1.",
      "arn:aws:",
      " A-AD-",
      "projects/",
      "x@",
      "://",
      "- ",
      "{",
      "=",
      "\n",
      "image: a/",
      "aA0+",
      "${",
    ];
    for (const unit of units) {
      const text = unit.repeat(500_000 / unit.length);
      expect(extract(resource({ data: { url: text, image: text, region: text } })).type).toBe(
        "kubernetes:core/v1:ConfigMap",
      );
    }
  });

  it("says so when there is more text than it reads", () => {
    const long = "x".repeat(20 * 1024 * 1024);
    expect(extract(resource({ a: long, b: long })).unread.map(({ where }) => pathOf(where))).toEqual(["b"]);
  });

  it("judges a secret as it judges the same value in the open", () => {
    const place = ({ rule, path }: { rule: string; path: string }) => `${rule} ${path.split("#")[0]}`;
    for (const example of cases.filter(({ kind }) => kind === "violating")) {
      const input = resourceOf(example);
      const secret = {
        ...input,
        properties: Object.fromEntries(Object.entries(input.properties as object).map(([k, v]) => [k, wireSecret(v)])),
      };
      const config = settingsOf(example);
      expect(new Set(verdict(secret, config).map(place)), example.name).toEqual(
        new Set(verdict(input, config).map(place)),
      );
    }
  });

  it("reads through the proxy that throws on unknown values, never touching one", () => {
    const properties = new Proxy(
      { region: UNKNOWN, url: "https://hooks.slack.com" },
      { get: () => expect.unreachable("a value was read through the proxy") },
    );
    expect(extract(resource(properties, "pulumi:providers:oci")).places[0]?.certainty).toBe("unknown");
  });
});
