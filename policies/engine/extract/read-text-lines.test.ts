import { describe, expect, it } from "vitest";
import { readText } from "./read-text.ts";
import { fieldOf, pathOf, property } from "./where.ts";

const read = (text: string) => readText(text, property(undefined, "data"), 0);
/** `field=value` of every line, without the name of what holds the text. */
const lines = (text: string) =>
  read(`${text}${"\n".repeat(8)}`).frames.map(
    ({ value, where }) => `${fieldOf(where).replace(/^data\.?/, "")}=${value}`,
  );
const paths = (text: string) => read(text).frames.map(({ where }) => pathOf(where));

describe("readText of lines", () => {
  it.each([
    ["key: v", "key=v"],
    ["key:   v", "key=v"],
    ["key = v", "key=v"],
    ["key=v", "key=v"],
    ["key   =   v", "key=v"],
    ["- key: v", "key=v"],
    ["-   key: v", "key=v"],
    ["export KEY=v", "KEY=v"],
    ["export   KEY=v", "KEY=v"],
    ["- export KEY=v", "KEY=v"],
    ["exporter: v", "exporter=v"],
    ['"key": "v"', "key=v"],
    ["'key': 'v'", "key=v"],
    ["_key: v", "_key=v"],
    ["a.b/c-d_1: v", "a.b/c-d_1=v"],
    ["key: a: b", "key=a: b"],
    ["key: a = b", "key=a = b"],
    ["key=a: b", "key=a: b"],
    ["key:v", "=key:v"],
    ["key : v", "=key : v"],
    ["1key: v", "=1key: v"],
    ["-key: v", "=-key: v"],
    ["--key=v", "=--key=v"],
    ["run key=v", "=run key=v"],
    ["https://a.example.eu: v", "=https://a.example.eu: v"],
    ["- v", "=v"],
    ["-   v", "=v"],
    ['- "v"', "=v"],
    ["-v", "=-v"],
    ["- [tailscale, up]", "=- [tailscale, up]"],
    ["-  [tailscale, up]", "=-  [tailscale, up]"],
    ["two words", "=two words"],
    ["a - b", "=a - b"],
  ])("reads %j as %s", (line, expected) => {
    expect(lines(line)).toEqual([expected]);
  });

  it.each([
    ["key: v # remark", "v"],
    ["key: v#1", "v#1"],
    ["key: v #1", "v #1"],
    ["key: #fff", "#fff"],
    ['key: "v",', "v"],
    ["key: v,", "v"],
    ["key: 'v'", "v"],
    ['key: "a" + "b"', '"a" + "b"'],
    ["key: \"v'", "\"v'"],
    ['key: "', '"'],
    ['key: v"', 'v"'],
    ["key: `v`", "`v`"],
    ['key: ""a', '""a'],
  ])("takes the value of %j for %s", (line, value) => {
    expect(lines(line)).toEqual([`key=${value}`]);
  });

  it.each(["key: ", 'key: ""', "key: # remark", "key: ,", "key = # remark"])("finds no value in %j", (line) => {
    expect(lines(line)).toEqual([]);
  });

  it("says in which line a value stands", () => {
    expect(paths("a: b\n\nc:\n  d: e\n")).toEqual(["data#L1", "data#L4"]);
  });

  it("takes a text with something in its lines for a document, and one of remarks for none", () => {
    expect(read("# nothing\n; here").document).toBe(false);
    expect(read("# nothing\nhere").document).toBe(true);
  });

  it("passes over remarks, and not over the line that names an interpreter", () => {
    expect(lines("# a: b\n#c: d\n; e: f\n// g: h\n  # i: j\nurl: x#y")).toEqual(["url=x#y"]);
    expect(lines("#!/bin/sh\nrun")).toEqual(["=#!/bin/sh", "=run"]);
    expect(lines("a # b; c // d\n/e")).toEqual(["=a", "=/e"]);
  });

  it("reads lines that end as Windows ends them", () => {
    expect(lines("a:\r\n  b: c\r\n\r\n  d: e\r")).toEqual(["a.b=c", "a.d=e"]);
  });
});

describe("readText of what is indented", () => {
  it("keeps the keys above", () => {
    expect(lines("a:\n  b:\n    c: 1\n    d: 2\n  e: 3\nf: 4")).toEqual(["a.b.c=1", "a.b.d=2", "a.e=3", "f=4"]);
  });

  it("reads on after a blank line, a remark and a certificate", () => {
    expect(lines("a:\n  b:\n\n# x\n    c: 1\n-----BEGIN X-----\nd: 2\n-----END X-----")).toContain("a.b.c=1");
    expect(lines("a:\n\n  b: 1")).toEqual(["a.b=1"]);
  });

  it("keeps a key behind which there is a remark", () => {
    expect(lines("a: # why\n  b: 1\nc:\n  # - why\n  d: 2")).toEqual(["a.b=1", "c.d=2"]);
    expect(lines("- e: # - x\n  f: 3\n- g: # x\n    h: 4")).toEqual(["f=3", "g.h=4"]);
  });

  it.each(["|", ">", "|-", ">+", "|2", ">-2"])("keeps the key of a block that begins with %s", (mark) => {
    expect(lines(`a: ${mark}\n  b: 1\n  words`)).toEqual([`a=${mark}`, "a.b=1", "a=words"]);
  });

  it.each(["x", "||", "|x", "x|", "|-22", "& |"])("does not take what follows for part of %j", (value) => {
    expect(lines(`a: ${value}\n  b: 1`)).toEqual([`a=${value}`, "b=1"]);
  });

  it("reads a list that stands deeper than its key, and one that stands no deeper", () => {
    expect(lines("a:\n  - x\n  - y\nb: 1")).toEqual(["a=x", "a=y", "b=1"]);
    expect(lines("a:\n- x\n- y: 2\n  z: 3\nb: 1")).toEqual(["a=x", "a.y=2", "a.z=3", "b=1"]);
  });

  it("keeps the keys of an item apart from what is below one of them", () => {
    expect(lines("a:\n  - b:\n      c: 1\n    d: 2\n  - e: 3\n    f:\n      g: 4")).toEqual([
      "a.b.c=1",
      "a.d=2",
      "a.e=3",
      "a.f.g=4",
    ]);
    expect(lines("a:\n  - b:\n    c: 1")).toEqual(["a.c=1"]);
    expect(lines("a:\n  - b:\n      c:\n  - x")).toEqual(["a=x"]);
  });

  it("reads any depth, and tells no more than 32 levels apart", () => {
    const deep = (levels: number) =>
      lines(
        Array.from({ length: levels }, (_, n) => `${" ".repeat(n)}k${n}:`)
          .concat(`${" ".repeat(levels)}z: 1`)
          .join("\n"),
      );
    expect(deep(20)[0]?.split(".")).toHaveLength(21);
    expect(deep(100)).toEqual([`${Array.from({ length: 31 }, (_, n) => `k${n}`).join(".")}.z=1`]);
  });

  it("tells no more than 32 levels of lists apart", () => {
    const items = Array.from({ length: 100 }, (_, n) => `${" ".repeat(n)}- name: k${n}`);
    const holders = read(items.join("\n")).frames.map(({ where }) => where.parent);
    expect(new Set(holders).size).toBe(31);
  });
});

describe("readText of pairs", () => {
  it("calls a value what the name beside it says", () => {
    expect(lines("env:\n  - name: A\n    value: 1\n  - key: B\n    values: 2\n  - value: 3\n")).toEqual([
      "env.name=A",
      "env.A=1",
      "env.key=B",
      "env.B=2",
      "env.value=3",
    ]);
  });

  it.each(["value: 1", "a: 1\nvalue: 1", "[a]\nvalue: 1", "a:\n  value: 1", "- value: 1"])(
    "calls the value in %j by no name that is not there",
    (text) => {
      expect(lines(text).at(-1)).toMatch(/^(a\.)?value=1$/);
    },
  );

  it("calls no value by the name in an item before, however long the list", () => {
    const items = Array.from({ length: 50 }, (_, n) => `- name: k${n}`);
    expect(lines(`${items.join("\n")}\n- value: 1`).at(-1)).toBe("value=1");
  });

  it("takes nothing else for a name or for a value", () => {
    expect(lines("- names: A\n  value: 1\n- surname: A\n  value: 1\n- name: A\n  valued: 1\n  my_value: 1")).toEqual([
      "names=A",
      "value=1",
      "surname=A",
      "value=1",
      "name=A",
      "valued=1",
      "my_value=1",
    ]);
    expect(lines("- keys: A\n  value: 1\n- monkey: A\n  value: 1")).toEqual([
      "keys=A",
      "value=1",
      "monkey=A",
      "value=1",
    ]);
  });
});

describe("readText of sections", () => {
  it.each(["main", "a.b", 'remote "origin"', "it's", "a/b", "a:b", "a-b_1"])("keeps the section [%s]", (name) => {
    expect(lines(`[${name}]\nurl = x`)).toEqual([`${name}.url=x`]);
    expect(lines(`[[${name}]]\nurl = x`)).toEqual([`${name}.url=x`]);
  });

  it.each(["x [a]", "[a] x", "[a", "a]", "[]", "[https://a.example.eu]", "[a,b]"])(
    "takes %j for no section",
    (line) => {
      expect(lines(`b: 1\n${line}\nurl = x`)).toEqual(["b=1", `=${line}`, "url=x"]);
    },
  );

  it("ends one section, and all that is indented in it, where the next begins", () => {
    expect(lines("[a]\nb:\n  c: 1\n  [d]\n  e = 2\nf = 3")).toEqual(["a.b.c=1", "d.e=2", "d.f=3"]);
  });

  it("reads a key and one word in a section, as Fluent Bit has them, and two words elsewhere as a command", () => {
    expect(lines("[OUTPUT]\n    Name    datadog\n\tHost\ta.example.eu\n    Match all of it\n    x.y-z_1 on")).toEqual([
      "OUTPUT.Name=datadog",
      "OUTPUT.Host=a.example.eu",
      "OUTPUT=Match all of it",
      "OUTPUT.x.y-z_1=on",
    ]);
    expect(lines("[a]\n  1st word\n  -a word\n  @type word\n  ends ")).toEqual([
      "a=1st word",
      "a=-a word",
      "a=@type word",
      "a=ends",
    ]);
    expect(lines("apt update\na:\n  apt update")).toEqual(["=apt update", "a=apt update"]);
    expect(lines("|\napt update")).toEqual(["=|", "=apt update"]);
  });
});

describe("readText of lines that belong together", () => {
  const text = "https://a.example.eu/path?and=more&".repeat(5);
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const wrapped = (width: number) =>
    base64(text)
      .replace(new RegExp(`.{${width}}`, "g"), "$&\n")
      .trim();

  it.each([40, 64, 76])("puts base64 together again that is wrapped at %s characters", (width) => {
    expect(lines(`a: 1\n\n${wrapped(width)}\nb: 2`)).toEqual(["a=1", `=${base64(text)}`, "b=2"]);
    expect(paths(`a: 1\n\n${wrapped(width)}\nb: 2`)).toEqual([
      "data#L1",
      "data#L3",
      `data#L${3 + wrapped(width).split("\n").length}`,
    ]);
  });

  it("reads a text that ends in wrapped base64", () => {
    expect(read(`a: 1\n${wrapped(64)}`).frames.at(-1)?.value).toBe(base64(text));
    expect(read(`a: 1\n${base64(text)}`).frames.at(-1)?.value).toBe(base64(text));
  });

  it("takes lines that are shorter for words", () => {
    expect(lines(wrapped(39)).length).toBeGreaterThan(1);
  });

  it("ends wrapped base64 behind its first shorter line, and before anything else", () => {
    const [first = "", second = ""] = wrapped(64).split("\n");
    expect(lines(`${first}\n${second.slice(0, 20)}\nword`)).toEqual([`=${first}${second.slice(0, 20)}`, "=word"]);
    expect(lines(`${first}\n\n${second}`)).toEqual([`=${first}`, `=${second}`]);
    expect(lines(`${first}\n${second.slice(0, 62)}.!`)).toEqual([`=${first}`, `=${second.slice(0, 62)}.!`]);
  });

  it("keeps the key above wrapped base64, so that it is known for a secret where it is one", () => {
    const block = wrapped(64).replace(/^/gm, "    ");
    expect(lines(`users:\n  password: |\n${block}\n  b: 1\nc: 2`)).toEqual([
      "users.password=|",
      `users.password=${base64(text)}`,
      "users.b=1",
      "c=2",
    ]);
  });

  it("puts lines together that end in a backslash", () => {
    expect(lines("curl -X POST \\\n  --data x \\\n  https://a.example.eu\nb: 1")).toEqual([
      "=curl -X POST  --data x  https://a.example.eu",
      "b=1",
    ]);
    expect(lines("a \\d \\\nb")).toEqual(["=a \\d  b"]);
    expect(lines("RUN=a \\\n  b")).toEqual(["RUN=a  b"]);
    expect(paths("a \\\n b\nc: 1")).toEqual(["data#L1", "data#L3"]);
    expect(lines("a \\ b\nc: 1")).toEqual(["=a \\ b", "c=1"]);
  });

  it("reads a text that ends in a backslash", () => {
    expect(read("a: 1\nrun this \\").frames.at(-1)?.value).toBe("run this");
  });

  it("passes over certificates and keys, and reads on behind them", () => {
    expect(lines("a: 1\n-----BEGIN CERTIFICATE-----\nurl: x\n-----END CERTIFICATE-----\nb: 2\n---\nc: 3")).toEqual(
      expect.arrayContaining(["a=1", "b=2", "c=3"]),
    );
    expect(lines("-----BEGIN CERTIFICATE-----\nurl: x\n-----END CERTIFICATE-----")).not.toContain("url=x");
    expect(lines("  -----BEGIN X-----\n  url: x\n  -----END X-----\n# -----BEGIN\nb: 1")).toContain("b=1");
  });
});
