import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseIni, renderIni, valuesOf } from "./ini.ts";
import { interpolationFaults } from "./interpolation.ts";
import { iniTexts } from "./testing/ini-texts.ts";

const faultsIn = (text: string) =>
  parseIni(text).lines.flatMap((line, index) => (line.kind === "fault" ? [`${index + 1} ${line.fault}`] : []));

const objectOf = (text: string) =>
  Object.fromEntries([...valuesOf(parseIni(text))].map(([name, options]) => [name, Object.fromEntries(options)]));

describe("an INI document", () => {
  it("comes back byte for byte, whatever the text is", () => {
    fc.assert(
      fc.property(iniTexts, (text) => renderIni(parseIni(text)) === text),
      { numRuns: 2000 },
    );
  });

  it("has the values that the SDK reads", () => {
    const text = "# mine\n[default]\ntoken = abc\nGateway_Host: h\n\n[two]\r\ntoken=x\r\n  more\r\n\r\n  and more\r\n";
    expect(faultsIn(text)).toEqual([]);
    expect(objectOf(text)).toEqual({
      default: { token: "abc", gateway_host: "h" },
      two: { token: "x\nmore\n\nand more" },
    });
  });

  it("takes an indented header below a value for a part of the value, as the SDK does", () => {
    expect(objectOf("[a]\ntoken = x\n  [b]\n")).toEqual({ a: { token: "x\n[b]" } });
    expect(objectOf("[a]\n  [b]\n")).toEqual({ a: {}, b: {} });
  });

  it.each([
    ["token = x\n", "1 stands before the first section header"],
    ["\ufeff[default]\n", "1 stands before the first section header"],
    ["[a]\ntoken\n", "2 is neither a section header nor an option"],
    ["[a]\n[b]\n[a]\n", "3 opens a section a second time"],
    ["[a]\ntoken = 1\nToken = 2\n", "3 sets an option a second time"],
    ["[DEFAULT]\nx = 1\n[DEFAULT]\nx = 2\n", "4 sets an option a second time"],
    ["[a]\n = 1\n", "2 has no name before its delimiter"],
    ["[a] # see [1]\n", "1 has more than one ] in a section header"],
  ])("has a fault where the SDK would stop: %j", (text, fault) => {
    expect(faultsIn(text)).toEqual([fault]);
  });
});

describe("interpolation", () => {
  const chain = (levels: number) =>
    `[a]\n${Array.from({ length: levels }, (_, i) => `k${i} = %(k${i + 1})s`).join("\n")}\nk${levels} = end\n`;

  it.each([["a%%b"], ["%(note)s and %(NOTE)s"], ["%(inherited)s"]])("resolves %j", (value) => {
    expect(interpolationFaults(parseIni(`[DEFAULT]\ninherited = 1\n[a]\nnote = n\ntoken = ${value}\n`))).toEqual([]);
  });

  it.each([["100%"], ["%(nothing)s"], ["%(token)s"], ["%(note)"], ["%s"]])(
    "refuses %j without repeating it",
    (value) => {
      expect(interpolationFaults(parseIni(`[a]\nnote = n\ntoken = ${value}\n`))).toEqual([
        "[a] token has a % that the SDK can not resolve; a plain % is written %%",
      ]);
    },
  );

  it("goes as deep as Python's, and no deeper", () => {
    expect(interpolationFaults(parseIni(chain(10)))).toEqual([]);
    expect(interpolationFaults(parseIni(chain(11)))).toHaveLength(1);
  });

  it("ends soon with references that double at each of forty levels", () => {
    const lines = Array.from({ length: 40 }, (_, i) => `k${i} = %(k${i + 1})s%(k${i + 1})s\n`).join("");
    expect(interpolationFaults(parseIni(`[a]\n${lines}k40 = end\n`))).toHaveLength(30);
  });
});
