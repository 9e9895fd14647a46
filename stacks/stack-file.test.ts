import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseEnvironment } from "./environment.ts";
import { parseStackFile } from "./stack-document.ts";
import { readStackFile, stackNames } from "./stack-file.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const header = "config:\n  eu-gpu-cloud:cloud:\n";

function parse(text: string) {
  const result = parseStackFile("Pulumi.test.yaml", text, "eu-gpu-cloud");
  return "stackFile" in result ? { ...result, issues: [] } : { stackFile: undefined, issues: result.issues };
}

describe("the stack files of this project", () => {
  it.each(stackNames(root))("%s is a correct environment as it stands", (stack) => {
    const result = readStackFile(root, "eu-gpu-cloud", stack);
    expect("stackFile" in result && parseEnvironment(stack, result.stackFile.sections).issues).toEqual([]);
  });
});

describe("a stack file", () => {
  it("that is missing is answered with the stacks that exist", () => {
    const result = readStackFile(root, "eu-gpu-cloud", "prod-frankfurt");
    expect(result).toMatchObject({
      issues: [
        {
          accepted: expect.stringContaining("prod-fra"),
          message: expect.stringContaining("Pulumi.prod-frankfurt.yaml"),
        },
      ],
    });
  });

  it("that is not YAML names line and column", () => {
    const { issues } = parse("config:\n  a: [1, 2\n  b: }\n");
    expect(issues[0]?.source).toMatchObject({ file: "Pulumi.test.yaml", line: 3 });
    expect(issues[0]?.message).toMatch(/^is not valid YAML/);
  });

  it("that is nested out of all reason is answered briefly", () => {
    const { issues } = parse(`config:\n  eu-gpu-cloud:cloud: ${"[".repeat(20_000)}\n`);
    expect(issues.length).toBeGreaterThan(0);
    expect(issues.length).toBeLessThan(5);
  });

  it("that can not be read is answered with the reason", () => {
    const folder = mkdtempSync(join(tmpdir(), "eu-gpu-cloud-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, "Pulumi.a.yaml"));
    expect(readStackFile(folder, "eu-gpu-cloud", "a")).toMatchObject({
      issues: [{ message: expect.stringMatching(/^Pulumi\.a\.yaml can not be read: .*directory/) }],
    });
  });

  it.each([
    ["empty", "", /empty/],
    ["a list", "- a\n", /not a mapping/],
    ["without config", "secretsprovider: passphrase\n", /missing/],
    ["with a key of its own at the top", "config: {}\nconfiguration: {}\n", /not a key of a stack file/],
    ["with an unknown section", "config:\n  eu-gpu-cloud:cluod: {}\n", /not a section/],
    ["with an alias", "config:\n  eu-gpu-cloud:cloud: &a {}\n  eu-gpu-cloud:edge: *a\n", /alias \*a/],
    ["with the same key twice", "config:\n  eu-gpu-cloud:edge: {}\n  eu-gpu-cloud:edge: {}\n", /unique/],
  ])("%s is refused in words", (_, text, message) => {
    expect(parse(text).issues.map((issue) => issue.message)).toContainEqual(expect.stringMatching(message));
  });

  it.each([["2026-11-22"], ["NO"], ["on"], ["0755"], ["1:30"]])(
    "must have %s in quotation marks, because Pulumi's YAML reader takes it for something else",
    (scalar) => {
      expect(parse(`${header}    region: ${scalar}\n`).issues).toMatchObject([
        { value: scalar, accepted: `"${scalar}"` },
      ]);
      expect(parse(`${header}    region: "${scalar}"\n`).issues).toEqual([]);
    },
  );

  it("knows the line and column of a value", () => {
    const { stackFile } = parse(
      `${header}    network:\n      vcnCidr: 10.0.0.0/16\n      foreignCidrs: [10.1.0.0/16, 10.2.0.0/16]\n`,
    );
    expect(stackFile?.locate(["cloud", "network", "vcnCidr"])).toMatchObject({
      line: 4,
      column: 16,
      path: "cloud.network.vcnCidr",
    });
    expect(stackFile?.locate(["cloud", "network", "foreignCidrs", 1])).toMatchObject({ line: 5, column: 35 });
  });

  it("points to where a missing value would have to be written", () => {
    const { stackFile } = parse(`${header}    network: {}\n`);
    expect(stackFile?.locate(["cloud", "network", "vcnCidr"])).toMatchObject({ line: 3 });
    expect(stackFile?.locate(["edge", "domain"])).toMatchObject({ line: 1 });
  });

  it("hands secrets on as placeholders, never as ciphertext, and says which keys hold one", () => {
    const { stackFile } = parse(
      "config:\n  oci:privateKey:\n    secure: v1:CIPHER\n  eu-gpu-cloud:cloud:\n    keys:\n      deep: [{ secure: v1:CIPHER }]\n",
    );
    expect(stackFile?.secretKeys).toEqual(["oci:privateKey", "eu-gpu-cloud:cloud"]);
    expect(stackFile?.config).toEqual({
      "oci:privateKey": "[secret]",
      "eu-gpu-cloud:cloud": '{"keys":{"deep":["[secret]"]}}',
    });
    expect(JSON.stringify([stackFile?.sections, stackFile?.scalars])).not.toContain("CIPHER");
  });

  it("gives Pulumi's form of every key, short names with the project's prefix", () => {
    const { stackFile } = parse("config:\n  edge:\n    domain: gpu.example.eu\n  kubernetes:namespace: a\n");
    expect(stackFile?.config).toEqual({
      "eu-gpu-cloud:edge": '{"domain":"gpu.example.eu"}',
      "kubernetes:namespace": "a",
    });
    expect(stackFile?.sections).toEqual({ edge: { domain: "gpu.example.eu" } });
  });

  it("is not fooled by keys that objects inherit", () => {
    const { stackFile } = parse(`${header}    substrate: oci\n    __proto__: { region: x }\n    constructor: 1\n`);
    const { issues } = parseEnvironment("test", stackFile?.sections ?? {});
    expect(issues.map((issue) => issue.path)).toEqual(expect.arrayContaining(["cloud.__proto__", "cloud.constructor"]));
  });
});
