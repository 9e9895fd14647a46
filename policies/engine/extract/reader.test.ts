import { describe, expect, it } from "vitest";
import { UNKNOWN, wireSecret } from "../testing/cases.ts";
import { certaintyOf, each, entries, fields, get, isSet, textOf } from "./reader.ts";
import type { Node } from "./walk.ts";
import { pathOf, property } from "./where.ts";

const node = (value: unknown, secret = false): Node => ({ value, where: property(undefined, "at"), secret });
const root = (value: unknown): Node => ({ value, where: undefined, secret: false });
/** `path=text`, with `!` where it is secret. */
const shown = (found: Node | undefined) =>
  found && `${pathOf(found.where)}=${textOf(found) ?? JSON.stringify(found.value)}${found.secret ? "!" : ""}`;

describe("get", () => {
  it.each([
    [{ a: "x" }, "at.a=x"],
    [{ a: 0 }, "at.a=0"],
    [{ a: false }, "at.a=false"],
    [{ a: "" }, "at.a="],
    [{ a: wireSecret("x") }, "at.a=x!"],
    [{ a: wireSecret(wireSecret("x")) }, "at.a=x!"],
    [wireSecret({ a: "x" }), "at.a=x!"],
    ['{"a": "x"}', "at#a=x"],
    [' \n{"a": "x"}\n', "at#a=x"],
    [wireSecret('{"a": "x"}'), "at#a=x!"],
    [{ b: "x" }, undefined],
    [{ a: null }, undefined],
    [{ a: undefined }, undefined],
    [["x"], undefined],
    ['["x"]', undefined],
    ['{"a": "x"', undefined],
    ["x", undefined],
    [7, undefined],
    [null, undefined],
    [undefined, undefined],
  ])("finds a in %j", (value, found) => {
    expect(shown(get(node(value), "a"))).toBe(found);
  });

  it("finds nothing in nothing, and no item of a list by its number", () => {
    expect(get(undefined, "a")).toBeUndefined();
    expect(get(node(["x"]), "0")).toBeUndefined();
    expect(get(node("xyz"), "length")).toBeUndefined();
    expect(get(node({}), "toString")).toBeUndefined();
  });

  it("knows what is in a secret for secret", () => {
    expect(shown(get(node({ a: "x" }, true), "a"))).toBe("at.a=x!");
  });

  it("finds nothing in a text without a place", () => {
    expect(get(root('{"a": "x"}'), "a")).toBeUndefined();
  });

  it("starts at the root", () => {
    expect(shown(get(root({ a: "x" }), "a"))).toBe("a=x");
  });
});

describe("each", () => {
  it.each([
    [
      ["x", 1],
      ["at[0]=x", "at[1]=1"],
    ],
    ["x", ["at=x"]],
    ["{half", ["at={half"]],
    ["{{ x }}", ["at={{ x }}"]],
    [{ a: 1 }, ['at={"a":1}']],
    [
      [wireSecret("x"), "y"],
      ["at[0]=x!", "at[1]=y"],
    ],
    [wireSecret(["x"]), ["at[0]=x!"]],
    ['["x", "y"]', ["at#[0]=x", "at#[1]=y"]],
    [[], []],
  ])("finds the elements of %j", (value, found) => {
    expect(each(node(value)).map(shown)).toEqual(found);
  });

  it("finds none in nothing, nor in a list without a name", () => {
    expect(each(undefined)).toEqual([]);
    expect(each(root(["x"]))).toEqual([]);
  });

  it("calls nothing that stands in front of an element", () => {
    const guarded = new Proxy(["x"], { get: () => expect.unreachable("an element was read through the proxy") });
    expect(each(node(guarded)).map(shown)).toEqual(["at[0]=x"]);
  });
});

describe("fields", () => {
  const rules = { rules: [{ to: { bucket: "a" } }, { to: [{ bucket: "b" }, { bucket: ["c", "d"] }] }, { from: "e" }] };

  it("finds every value at a path, through lists", () => {
    expect(fields(root(rules), "rules.to.bucket").map(shown)).toEqual([
      "rules[0].to.bucket=a",
      "rules[1].to[0].bucket=b",
      "rules[1].to[1].bucket[0]=c",
      "rules[1].to[1].bucket[1]=d",
    ]);
    expect(fields(root(rules), "rules.bucket")).toEqual([]);
  });

  it("takes a star for any key", () => {
    const value = { sinks: { one: { url: "x" }, two: { url: "y" }, three: 3 } };
    expect(fields(root(value), "sinks.*.url").map(shown)).toEqual(["sinks.one.url=x", "sinks.two.url=y"]);
  });

  it("takes keys with dots in them one by one", () => {
    expect(fields(root({ "a.b": { c: "x" } }), ["a.b", "c"]).map(shown)).toEqual(['["a.b"].c=x']);
    expect(fields(root({ "a.b": "x" }), "a.b")).toEqual([]);
  });
});

describe("entries", () => {
  it("finds keys and values, and leaves out what is not there", () => {
    const value = { a: "x", b: null, c: wireSecret(1), d: undefined };
    expect(entries(node(value)).map(([key, found]) => [key, shown(found)])).toEqual([
      ["a", "at.a=x"],
      ["c", "at.c=1!"],
    ]);
    expect(entries(node('{"a": "x"}')).map(([key]) => key)).toEqual(["a"]);
  });

  it.each([[undefined], [null], ["text"], [["x"]], [7]])("finds none in %j", (value) => {
    expect(entries(node(value))).toEqual([]);
    expect(entries(undefined)).toEqual([]);
  });
});

describe("textOf", () => {
  it.each([
    ["x", "x"],
    ["", ""],
    [0, "0"],
    [true, "true"],
    [UNKNOWN, undefined],
    [null, undefined],
    [{}, undefined],
    [["x"], undefined],
  ])("reads %j as %j", (value, text) => {
    expect(textOf(node(value))).toBe(text);
  });

  it("reads nothing where nothing is", () => {
    expect(textOf(undefined)).toBeUndefined();
  });
});

describe("certaintyOf", () => {
  it.each([
    ["x", false, "known"],
    ["x", true, "secret"],
    [UNKNOWN, false, "unknown"],
    [UNKNOWN, true, "unknown"],
  ])("says of %j, secret %j, that it is %s", (value, secret, certainty) => {
    expect(certaintyOf(node(value, secret))).toBe(certainty);
  });
});

describe("isSet", () => {
  it.each([["x"], [0], [1], [true], ["no"], [UNKNOWN], [{ a: 1 }], [["x"]]])("takes %j for set", (value) => {
    expect(isSet(node(value))).toBe(true);
  });

  it.each([[""], [false], ["false"], [null], [{}], [[]]])("takes %j for empty or switched off", (value) => {
    expect(isSet(node(value))).toBe(false);
  });

  it("takes what is not there for not set", () => {
    expect(isSet(undefined)).toBe(false);
  });
});
