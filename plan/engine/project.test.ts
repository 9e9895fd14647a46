import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isTypeScriptPack, readProject, splitWords } from "./project.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "project-"));
});
afterEach(() => rmSync(dir, { recursive: true }));
const write = (text: string) => writeFileSync(join(dir, "Pulumi.yaml"), text);

describe("Pulumi.yaml", () => {
  it("says how the program runs", () => {
    write(
      "name: kit\nmain: stacks/index.ts\nruntime:\n  name: nodejs\n  options: {typescript: false, nodeargs: --import tsx}\n",
    );
    expect(readProject(dir)).toEqual({
      name: "kit",
      main: "stacks/index.ts",
      nodeArgs: ["--import", "tsx"],
      typescript: false,
    });
  });

  it("compiles with ts-node from the project's folder unless told otherwise", () => {
    write("name: kit\nruntime: nodejs\n");
    expect(readProject(dir)).toEqual({ name: "kit", main: ".", nodeArgs: [], typescript: true });
  });

  it("names the file when there is none", () => {
    expect(() => readProject(dir)).toThrow(`${dir}/Pulumi.yaml: does not exist`);
  });

  it("names the language when it is another one", () => {
    write("name: kit\nruntime: python\n");
    expect(() => readProject(dir)).toThrow("runtime python; only nodejs programs can be planned");
  });

  it("names the field that is missing", () => {
    write("runtime: nodejs\n");
    expect(() => readProject(dir)).toThrow(/name: /);
  });
});

describe("PulumiPolicy.yaml", () => {
  const writePack = (text: string) => writeFileSync(join(dir, "PulumiPolicy.yaml"), text);

  it("says whether the pack is compiled, which it is unless told otherwise", () => {
    writePack("description: Rules\nruntime: nodejs\n");
    expect(isTypeScriptPack(dir)).toBe(true);
    writePack("description: Rules\nruntime:\n  name: nodejs\n  options: {typescript: false}\n");
    expect(isTypeScriptPack(dir)).toBe(false);
  });

  it("names the language when it is another one", () => {
    writePack("runtime: opa\n");
    expect(() => isTypeScriptPack(dir)).toThrow(`${dir}/PulumiPolicy.yaml: runtime opa; only nodejs`);
  });
});

describe("words of a command line", () => {
  it("gives back any words that were quoted", () => {
    const quoted = (word: string) => `'${word.replaceAll("'", `'"'"'`)}'`;
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(splitWords(words.map(quoted).join(" "))).toEqual(words);
      }),
    );
  });

  it("lets a backslash take a space into a word", () => {
    expect(splitWords("--require a\\ b   c")).toEqual(["--require", "a b", "c"]);
  });

  it("refuses a quote that is not closed", () => {
    expect(() => splitWords("--import 'tsx")).toThrow("is not closed");
  });
});
