import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../testing/cases.ts";
import { chartValue, chartValues } from "./chart-values.ts";
import { pathOf } from "./where.ts";

const value = (properties: unknown, path = "config/loginServer") =>
  chartValue({ value: properties, where: undefined, secret: false }, path);
const URL = "https://vpn.example.eu";
const values = { config: { loginServer: URL } };
const yaml = `config:\n  loginServer: ${URL}\n`;

describe("chartValue", () => {
  it.each([
    ["a release of Helm", { values }],
    ["Flux", { spec: { values } }],
    ["Argo CD", { spec: { source: { helm: { valuesObject: values } } } }],
    ["Argo CD, of several sources", { spec: { sources: [{ path: "x" }, { helm: { valuesObject: values } }] } }],
    ["k3s, as YAML", { spec: { valuesContent: yaml } }],
    ["Argo CD, as YAML", { spec: { source: { helm: { values: yaml } } } }],
    ["Argo CD, of several sources, as YAML", { spec: { sources: [{ helm: { values: yaml } }] } }],
    ["Argo CD, of a set of applications", { spec: { template: { spec: { source: { helm: { values: yaml } } } } } }],
    ["a file", { valueYamlFiles: [{ text: yaml }] }],
    ["the second of two files", { valueYamlFiles: [{ text: "a: 1\n" }, { text: yaml }] }],
    ["a file, as text", { valueYamlFiles: [yaml] }],
    ["Argo CD, as JSON", { spec: { source: { helm: { values: JSON.stringify(values) } } } }],
    ["a file, as JSON", { valueYamlFiles: [{ text: JSON.stringify(values) }] }],
  ])("finds what is given to %s", (_, properties) => {
    expect(value(properties)).toContain(URL);
  });

  it.each([
    [`loginServer: ${URL}`, URL],
    [`  loginServer:   "${URL}"`, URL],
    [`'loginServer': '${URL}'`, URL],
    [`a: 1\nconfig: {"loginServer": "${URL}"}`, URL],
    [`config: {loginServer: ${URL}}`, URL],
    [`config: {a: 1,loginServer: ${URL}, b: 2}`, URL],
    [`config.loginServer=x\nloginServer=${URL}`, URL],
    [`loginServer = ${URL}`, URL],
    [`a: 1\nloginServer: ${URL}`, URL],
  ])("finds the value in the line %j", (text, found) => {
    expect(value({ spec: { valuesContent: text } })).toEqual([found]);
  });

  it.each([`ownloginServer: ${URL}`, `loginServers: ${URL}`, "loginServer:", "loginServer", 'loginServer: ""', "{}"])(
    "finds none in the line %j",
    (text) => {
      expect(value({ spec: { valuesContent: text } })).toEqual([]);
    },
  );

  it.each([
    [{ values: { loginServer: URL } }],
    [{ values: { config: { loginServers: URL } } }],
    [{ values: { config: { loginServer: { url: URL } } } }],
    [{ values: { config: { loginServer: UNKNOWN } } }],
    [{ spec: { config: { loginServer: URL } } }],
    [{}],
  ])("finds none in %j", (properties) => {
    expect(value(properties)).toEqual([]);
  });

  it("divides a path by slashes, as keys have dots in them", () => {
    expect(
      value({ values: { "grafana.ini": { analytics: { enabled: false } } } }, "grafana.ini/analytics/enabled"),
    ).toEqual(["false"]);
  });

  it("finds a switch that is on in one source and off in another in both", () => {
    expect(value({ values: { a: true }, valueYamlFiles: [{ text: "a: false" }] }, "a")).toEqual(["true", "false"]);
  });
});

describe("chartValues", () => {
  it("finds the values that are given as objects", () => {
    const root = { value: { values, spec: { values: { a: 1 } } }, where: undefined, secret: false };
    expect(chartValues(root).map(({ where, value }) => [pathOf(where), value])).toEqual([
      ["values", values],
      ["spec.values", { a: 1 }],
    ]);
  });
});
