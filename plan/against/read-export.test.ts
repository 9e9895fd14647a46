import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { signature, signatureKey } from "../engine/codec.ts";
import { ResourceReference, SecretValue, UnknownValue } from "../engine/values.ts";
import { parseExport, readExport, StateFileError } from "./read-export.ts";
import { type ExportedResource, exportText } from "./testing/export-of.ts";

const canary = "canary-4f1c9a7e";
const mine = { project: "kit", stack: "prod" };

function resource(name: string, rest: object = {}): ExportedResource {
  const type = "oci:Core/vcn:Vcn";
  return { urn: `urn:pulumi:prod::kit::${type}::${name}`, type, custom: true, id: name, inputs: {}, ...rest };
}

function fileWith(text: string): string {
  const dir = mkdtempSync(join(tmpdir(), "eu-gpu-cloud-test-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const path = join(dir, "state.json");
  writeFileSync(path, text);
  return path;
}

function refusal(text: string): string {
  try {
    readExport(fileWith(text), mine);
  } catch (error) {
    expect(error).toBeInstanceOf(StateFileError);
    return (error as Error).message;
  }
  throw new Error("was accepted");
}

describe("the file of pulumi stack export", () => {
  it("gives every resource with its inputs, its provider and what it depends on", () => {
    const provider = "urn:pulumi:prod::kit::pulumi:providers:oci::oci";
    const text = exportText([
      resource("a", {
        inputs: { cidrBlock: "10.0.0.0/16" },
        provider: `${provider}::b8f3`,
        protect: true,
        dependencies: ["urn:x"],
        propertyDependencies: { cidrBlock: ["urn:x"], none: null },
      }),
    ]);
    const state = parseExport(text, "f");
    expect(state).toMatchObject({ project: "kit", stack: "prod", writtenAt: "2026-11-20T08:00:00Z", pending: [] });
    expect(state.resources).toMatchObject([
      {
        name: "a",
        id: "a",
        protect: true,
        provider,
        inputs: { cidrBlock: "10.0.0.0/16" },
        propertyDependencies: { cidrBlock: ["urn:x"], none: [] },
      },
    ]);
  });

  it("gives encrypted secrets as secrets that nobody can compare, and clear ones as they are", () => {
    const secret = (content: object) => ({ [signatureKey]: signature.secret, ...content });
    const inputs = {
      encrypted: secret({ ciphertext: "v1:abc" }),
      clear: secret({ plaintext: JSON.stringify({ a: secret({ plaintext: '"b"' }) }) }),
      list: [secret({ ciphertext: "v1:def" })],
      other: { [signatureKey]: signature.resource, urn: "urn:y", id: "i" },
    };
    expect(parseExport(exportText([resource("a", { inputs })]), "f").resources[0]?.inputs).toEqual({
      encrypted: new SecretValue(UnknownValue.instance),
      clear: new SecretValue({ a: new SecretValue("b") }),
      list: [new SecretValue(UnknownValue.instance)],
      other: new ResourceReference("urn:y", "i"),
    });
  });

  it("knows the digest of the file's bytes, which evidence is bound to", () => {
    const text = `${exportText([resource("a")])}\n`;
    const sha256 = createHash("sha256").update(text).digest("hex");
    expect(readExport(fileWith(text), mine).sha256).toBe(sha256);
    expect(readExport(fileWith(`${text} `), mine).sha256).not.toBe(sha256);
  });

  it("may be of a stack that has nothing yet", () => {
    expect(readExport(fileWith(exportText([])), mine).resources).toEqual([]);
    expect(readExport(fileWith('{"version":3,"deployment":{"manifest":{"time":"t"}}}'), mine).resources).toEqual([]);
    expect(parseExport('{"version":3,"deployment":null}', "f")).toMatchObject({ resources: [], pending: [] });
  });

  it("leaves out views, which are parts of other resources", () => {
    expect(parseExport(exportText([resource("a"), resource("b", { viewOf: "urn:x" })]), "f").resources).toHaveLength(1);
  });

  it("tells of operations that were interrupted", () => {
    const pending_operations = [{ type: "creating", resource: resource("a") }];
    expect(parseExport(exportText([], { pending_operations, resources: null }), "f").pending).toEqual([
      { operation: "creating", urn: resource("a").urn },
    ]);
  });

  const checkpoint = JSON.stringify({ version: 3, checkpoint: { stack: "s", latest: { resources: [] } } });
  const whole = exportText([resource("a", { inputs: { password: canary } })]);
  it.each([
    ["", "is empty"],
    [" \n", "is empty"],
    ["hello", "is not JSON"],
    [`{"a": ${canary}}`, "is not JSON"],
    ["[]", "is not an export"],
    ["3", "is not an export"],
    [whole.slice(0, -40), "ends in the middle of the document"],
    [checkpoint, "is a checkpoint of a state backend, not an export"],
    ["{}", "is an export without a version"],
    ['{"version":2,"deployment":{}}', "is an export of version 2"],
    ['{"version":5,"deployment":{}}', "is an export of version 5"],
    ['{"version":4,"features":["taint","snippets"],"deployment":{}}', "does not read: snippets"],
    ['{"version":3}', "has no usable deployment (deployment is not of type object)"],
    [
      '{"version":3,"deployment":{"resources":{}}}',
      "has no usable deployment (deployment.resources is not of type array)",
    ],
    [exportText([{ ...resource("a"), urn: 5 } as never]), "(deployment.resources[0].urn is not of type string)"],
    [exportText([resource("a", { urn: canary })]), "is damaged (deployment.resources[0]"],
    [exportText([resource("a", { type: "a:b:C" })]), "has a URN of another type"],
    [exportText([resource("a"), resource("a")]), "stands in it twice"],
    [
      exportText([resource("a", { inputs: { x: { [signatureKey]: canary } } })]),
      "of a kind that this version of the kit does not read",
    ],
    [
      exportText([resource("a", { inputs: { x: { [signatureKey]: signature.secret, plaintext: canary } } })]),
      "whose plaintext is not JSON",
    ],
    [
      exportText([resource("a", { urn: "urn:pulumi:dev::kit::oci:Core/vcn:Vcn::a" })]),
      "is the state of stack dev of project kit, not of prod of kit",
    ],
    [
      exportText([resource("a"), resource("b", { urn: "urn:pulumi:dev::kit::oci:Core/vcn:Vcn::b" })]),
      "of several stacks",
    ],
  ])("is refused in words that say why and quote nothing: %#", (text, words) => {
    const message = refusal(text);
    expect(message).toContain(words);
    expect(message).toContain("state.json");
    // A URN is no secret.
    if (!text.includes(`"urn":"${canary}`)) expect(message).not.toContain(canary);
  });

  it("is refused as cut wherever it was cut, and never with a piece of it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: whole.length - 1 }), (length) => {
        expect(() => parseExport(whole.slice(0, length), "f")).toThrow(/ends in the middle|is not JSON/);
        expect(() => parseExport(whole.slice(0, length), "f")).not.toThrow(canary);
      }),
    );
  });

  it("is refused when it is absent, a folder or too large to be one", () => {
    expect(() => readExport("/nowhere/state.json", mine)).toThrow(/does not exist; write it with: pulumi stack export/);
    expect(() => readExport(tmpdir(), mine)).toThrow("is not a file");
    const path = fileWith("{");
    truncateSync(path, 101 * 2 ** 20);
    expect(() => readExport(path, mine)).toThrow("has 101 MiB; an export of up to 100 MiB is read");
  });
});
