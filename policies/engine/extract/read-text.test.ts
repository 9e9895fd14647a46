import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parseJson, readText } from "./read-text.ts";
import { pathOf, property } from "./where.ts";

const place = property(undefined, "data");
const read = (text: string, texts = 0) => readText(text, place, texts);
const base64 = (text: string | Uint8Array) => Buffer.from(text).toString("base64");
const NOTHING = { frames: [], document: false };

describe("readText", () => {
  it.each(["", "x", "eu-west-1", "a word and another", "https://a.example.eu", "{half", "[half", "half of a text}"])(
    "takes %j for a text that holds no other",
    (text) => {
      expect(read(text)).toEqual(NOTHING);
      expect(read(text, 100)).toEqual(NOTHING);
    },
  );

  it.each([
    ['{"a": 1}', { a: 1 }],
    ['[1, "ab"]', [1, "ab"]],
    ['  {"a": {"b": "c"}}\n', { a: { b: "c" } }],
    ['\n\t["a",\n"b"]  ', ["a", "b"]],
  ])("reads the JSON %j", (text, value) => {
    const { frames, document, unread } = read(text);
    expect(frames.map((frame) => [frame.value, pathOf(frame.where)])).toEqual([[value, "data#json"]]);
    expect([document, unread]).toEqual([true, undefined]);
  });

  it.each([
    '{"a": "b"} and more',
    '{"a": "b",}',
    '{a: "b"}',
    "[a, b, c]",
    "{{ template }}",
    `[${base64("https://a.eu")}`,
  ])("does not take %j for JSON, nor for anything encoded", (text) => {
    expect(read(text)).toEqual(NOTHING);
  });

  it("reads the lines of what begins like JSON and is none", () => {
    for (const text of ['[main]\nurl = "x"', "{{ if .x }}\nurl: x\n{{ end }}"])
      expect(read(text).frames.map(({ value }) => value)).toContain("x");
  });

  it("reads no further than 16 levels of text in text", () => {
    const reason = { frames: [], document: false, unread: "text nested deeper than 16 levels" };
    for (const text of ['{"a": "b"}', "a: b\nc: d", base64("https://a.eu")]) {
      expect(read(text, 15).frames.length, text).toBeGreaterThan(0);
      expect(read(text, 16), text).toEqual(reason);
    }
  });
});

describe("parseJson", () => {
  it.each([
    ['{"a": 1} \n', { a: 1 }],
    [" [ ] ", []],
    ["{}", {}],
  ])("reads %j", (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it.each(["", "1", "null", '"text"', "{", "{]", "run {}"])(
    "reads nothing in %j, which is no object and no list",
    (text) => {
      expect(parseJson(text)).toBeUndefined();
    },
  );
});

describe("readText of what is encoded", () => {
  const decoded = (text: string) =>
    read(text).frames.map(({ value, where }) => [value, pathOf(where), where.key] as const);

  it.each([
    ["padded", base64("https://a.example.eu")],
    ["without padding", base64("https://a.example.eu").replace(/=+$/, "")],
    ["in the alphabet for URLs", Buffer.from("https://a.example.eu/???>>>").toString("base64url")],
    ["in the usual alphabet", base64("https://a.example.eu/???>>>")],
    ["in small letters, but too long for a word", "ai5uamdoai5uamdo"],
  ])("reads base64 %s, and keeps its key", (_, text) => {
    const [[value = "", path, key] = []] = decoded(text);
    expect(value).toMatch(/^(https:\/\/a\.example\.eu(\/\?\?\?>>>)?|j\.njghj\.njgh)$/);
    expect([path, key]).toEqual(["data#base64", "data"]);
    expect(read(text).document).toBe(false);
  });

  it("covers both characters that the alphabets differ in", () => {
    expect(Buffer.from("https://a.example.eu/???>>>").toString("base64url")).toMatch(/_.*-/);
  });

  // Each of these decodes to text, by chance.
  it.each(["cloudsql", "ai5uamdoai5uamd", "SGkh", "aHR0cHM6Ly9hLmV1!", "aHR0cHM6 Ly9hLmV1", "!aHR0cHM6Ly9hLmV1"])(
    "takes the word %s for no base64",
    (text) => {
      expect(read(text)).toEqual(NOTHING);
    },
  );

  it.each([0x00, 0x08, 0x0e, 0x1f, 0x7f, 0xff])("takes what decodes to the byte %s for data and no text", (byte) => {
    expect(read(base64(Uint8Array.of(72, 97, 108, 108, 111, byte, 72, 97)))).toEqual(NOTHING);
  });

  it.each([0x09, 0x0a, 0x0d, 0x20, 0x7e])("takes what decodes to the byte %s for text", (byte) => {
    expect(decoded(base64(Uint8Array.of(72, 97, 108, 108, 111, byte, 72, 97)))).toHaveLength(1);
  });

  it("unpacks what is compressed, and keeps its key", () => {
    const packed = base64(gzipSync("url: https://a.example.eu"));
    expect(decoded(packed)).toEqual([["url: https://a.example.eu", "data#gzip", "data"]]);
    expect(read(packed).document).toBe(false);
  });

  it("unpacks up to 8 MiB", () => {
    const packed = (size: number) => base64(gzipSync(Buffer.alloc(size, "x"), { level: 1 }));
    expect(read(packed(8 * 1024 * 1024)).frames).toHaveLength(1);
    expect(read(packed(8 * 1024 * 1024 + 1))).toEqual({
      ...NOTHING,
      unread: "compressed data that does not unpack within the limit",
    });
  });

  it("takes half of the mark of compressed data for none", () => {
    expect(read(base64(Uint8Array.of(0x1f, 0x41, 0x8b, 0x41, 0x41, 0x41)))).toEqual(NOTHING);
    expect(read(base64(Uint8Array.of(0x41, 0x8b, 0x41, 0x41, 0x41, 0x41)))).toEqual(NOTHING);
  });
});
