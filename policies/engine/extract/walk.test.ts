import { describe, expect, it } from "vitest";
import { wireSecret } from "../testing/cases.ts";
import { ownValue } from "./own-value.ts";
import { isSecretMark, isUnknown, type Leaf, type Node, secretMark, UNKNOWN_PART, type Unread, walk } from "./walk.ts";
import { nameOf, pathOf } from "./where.ts";

function read(properties: unknown, secret = false) {
  const leaves: Leaf[] = [];
  const unread: Unread[] = [];
  const objects: Node[] = [];
  walk(
    properties,
    secret,
    (leaf) => leaves.push(leaf),
    (what) => unread.push(what),
    (node) => {
      objects.push(node);
      return undefined;
    },
  );
  return { leaves, unread, objects };
}
/** `path=text` of every scalar. */
const scalars = (properties: unknown) => read(properties).leaves.map(({ where, text }) => `${pathOf(where)}=${text}`);
const secretPaths = (properties: unknown, secret = false) =>
  read(properties, secret)
    .leaves.filter(({ certainty }) => certainty === "secret")
    .map(({ where }) => pathOf(where));

/** The seven marks of the wire: computed booleans, numbers, strings, lists, maps, assets and archives. */
const UNKNOWNS = [
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];
const [UNKNOWN = ""] = UNKNOWNS;

describe("walk", () => {
  it("finds every scalar, in the order in which they are written", () => {
    expect(scalars({ a: "x", b: [1, true, { c: "y" }], d: { e: false }, f: 0 })).toEqual([
      "a=x",
      "b[0]=1",
      "b[1]=true",
      "b[2].c=y",
      "d.e=false",
      "f=0",
    ]);
  });

  it("knows a number and a switch for what they are", () => {
    const { leaves } = read({ a: 1, b: true });
    expect(leaves.map(({ certainty, split }) => [certainty, split])).toEqual([
      ["known", false],
      ["known", false],
    ]);
  });

  it("passes over what is no value", () => {
    expect(scalars({ a: null, b: undefined, c: () => "x", d: Symbol("x") })).toEqual([]);
  });

  it.each([[null], [undefined], ["https://example.eu"], [7], [true]])(
    "finds nothing in %j, which has no names",
    (value) => {
      expect(read(value)).toEqual({ leaves: [], unread: [], objects: [] });
    },
  );

  it("names the items of a list that is all there is", () => {
    expect(scalars(["x", { a: "y" }])).toEqual(['["0"]=x', '["1"].a=y']);
  });

  it("tells which values stand beside one another", () => {
    const [a, b, c, d] = read({ o: { a: "1", b: "2" }, p: [{ c: "3" }], d: "4" }).leaves;
    expect(a?.holder).toBe(b?.holder);
    expect(pathOf(a?.holder)).toBe("o");
    expect(pathOf(c?.holder)).toBe("p[0]");
    expect(d?.holder).toBeUndefined();
  });

  it("tells which lines of a text stand beside one another", () => {
    const [, host, port, deep] = read({ data: "host: a.example.eu\nport: 1234\nmore:\n  url: x\n" }).leaves;
    expect(host?.holder).toBe(port?.holder);
    expect(pathOf(host?.holder)).toBe("data");
    expect(deep?.holder).not.toBe(host?.holder);
  });

  it("does not call what stands in front of a value", () => {
    const object = {
      plain: "x",
      get lazy() {
        return expect.unreachable("a value was computed");
      },
    };
    expect(scalars(object)).toEqual(["plain=x"]);
  });

  it("reads what is inside text as well as the text, and says which text is but a document", () => {
    const found = read({ json: '{"a": "x"}', lines: "a: x\nb: y", code: "aHR0cHM6Ly9hLmV1", word: "x" }).leaves;
    expect(found.map(({ where, text, split }) => [pathOf(where), text, split])).toEqual([
      ["json", '{"a": "x"}', true],
      ["json#a", "x", false],
      ["lines", "a: x\nb: y", true],
      ["lines#L1", "x", false],
      ["lines#L2", "y", false],
      ["code", "aHR0cHM6Ly9hLmV1", false],
      ["code#base64", "https://a.eu", false],
      ["word", "x", false],
    ]);
  });

  it("tells of every object and list before what is in it", () => {
    const { objects } = read({ a: { b: [{ c: 1 }] }, token: { d: 1 } });
    expect(objects.map(({ where, secret }) => [pathOf(where), secret])).toEqual([
      ["", false],
      ["a", false],
      ["a.b", false],
      ["a.b[0]", false],
      ["token", true],
    ]);
    expect(objects[3]?.value).toEqual({ c: 1 });
  });
});

describe("walk of pairs", () => {
  const named = (value: unknown) => read(value).leaves.map(({ where, text }) => `${nameOf(where)}=${text}`);

  it.each([
    [{ name: "AWS_REGION", value: "eu" }, "AWS_REGION=eu"],
    [{ key: "AWS_REGION", value: "eu" }, "AWS_REGION=eu"],
    [{ label: "AWS_REGION", value: "eu" }, "AWS_REGION=eu"],
    [{ name: "AWS_REGION", label: "shown", value: "eu" }, "AWS_REGION=eu"],
    [{ key: "AWS_REGION", label: "shown", value: "eu" }, "AWS_REGION=eu"],
    [{ name: "AWS_REGION", values: ["eu"] }, "AWS_REGION=eu"],
    [{ name: "AWS_REGION", default: "eu" }, "default=eu"],
    [{ name: "", value: "eu" }, "value=eu"],
    [{ name: 7, value: "eu" }, "value=eu"],
    [{ title: "AWS_REGION", value: "eu" }, "value=eu"],
  ])("finds %j to be %s", (pair, meaning) => {
    expect(named({ list: [pair] })).toContain(meaning);
  });

  it("prints where the value stands, and not what it is called", () => {
    expect(scalars({ env: [{ name: "AWS_REGION", value: "eu" }] })).toContain("env[0].value=eu");
  });
});

describe("walk of what is unknown", () => {
  it.each(UNKNOWNS)("takes %s for a value that only the cloud can give", (mark) => {
    expect(read({ a: mark }).leaves.map(({ certainty, text }) => [certainty, text])).toEqual([["unknown", ""]]);
    expect(isUnknown(mark)).toBe(true);
    expect(isUnknown(mark.replace(/.$/, "0"))).toBe(false);
  });

  it.each([[""], ["x"], [undefined], [7], [[UNKNOWN]], [`${UNKNOWN}x`]])(
    "takes %j for a value that is known",
    (value) => {
      expect(isUnknown(value)).toBe(false);
    },
  );

  it("keeps the known part of a text", () => {
    const [leaf] = read({ url: `https://${UNKNOWN}.example.eu/${UNKNOWNS[1]}` }).leaves;
    expect(leaf).toMatchObject({
      text: `https://${UNKNOWN_PART}.example.eu/${UNKNOWN_PART}`,
      certainty: "known",
    });
  });

  it("stands for an unknown part with what can be one label of a host", () => {
    expect(UNKNOWN_PART).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
  });

  it("is unknown rather than secret where it is both", () => {
    expect(read({ password: UNKNOWN }).leaves[0]?.certainty).toBe("unknown");
  });
});

describe("walk of secrets", () => {
  it.each(
    "password DB_PASSWD passwordHash secret clientSecret token AUTH_TOKENS credentials awsCredential privateKey private_key PRIVATE_KEY apiKey api_key accessKey access_key ACCESSKEY dsn DSN SENTRY_DSN dsn-url kubeconfig KUBECONFIG htpasswd".split(
      " ",
    ),
  )("takes what %s holds for a secret", (key) => {
    expect(secretPaths({ [key]: "x", other: "y" })).toEqual([key]);
  });

  it.each(
    "pass pw key publicKey private_public_key apis access dsnx adsn dsn_mode sentry_dsn_mode kube config".split(" "),
  )("takes what %s holds for no secret", (key) => {
    expect(secretPaths({ [key]: "x" })).toEqual([]);
  });

  it("takes all below a secret for secret", () => {
    expect(secretPaths({ credentials: { user: "x", more: [1, { a: true }], text: '{"a": "b"}' } })).toEqual([
      "credentials.user",
      "credentials.more[0]",
      "credentials.more[1].a",
      "credentials.text",
      "credentials.text#a",
    ]);
  });

  it("takes the value of a pair with such a name, and such a line of a text, for secret", () => {
    expect(secretPaths({ env: [{ name: "DB_PASSWORD", value: "x" }], data: "user: x\npassword: y\n" })).toEqual([
      "env[0].value",
      "data#L2",
    ]);
  });

  it("takes everything for secret where the whole is", () => {
    expect(secretPaths({ a: "x", b: 1 }, true)).toEqual(["a", "b"]);
    expect(read({ a: {} }, true).objects.map(({ secret }) => secret)).toEqual([true, true]);
  });

  it("reads what is marked as secret at its own place", () => {
    const { leaves, objects } = read({ a: wireSecret("x"), b: wireSecret({ c: wireSecret(1) }), d: "y" });
    expect(leaves.map(({ where, text, certainty }) => [pathOf(where), text, certainty])).toEqual([
      ["a", "x", "secret"],
      ["b.c", "1", "secret"],
      ["d", "y", "known"],
    ]);
    expect(objects.map(({ where }) => pathOf(where))).toEqual(["", "b"]);
  });

  it("reads properties that are marked as a whole", () => {
    expect(secretPaths(wireSecret({ a: "x" }))).toEqual(["a"]);
  });

  it("marks a secret as the wire does", () => {
    expect(secretMark("x")).toEqual(wireSecret("x"));
    expect(isSecretMark(secretMark("x"))).toBe(true);
    // The same key with another value marks an asset, an archive or a reference to a resource.
    expect(isSecretMark({ "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e" })).toBe(false);
    expect(isSecretMark({ value: "x" })).toBe(false);
  });
});

describe("walk of what is too much", () => {
  const nested = (levels: number): unknown => {
    let value: unknown = "x";
    for (let n = 0; n < levels; n++) value = { a: value };
    return value;
  };
  const compressed = `H4sI${"A".repeat(8)}`;

  it("reads 200 levels, and says where more begin", () => {
    expect(read(nested(200))).toMatchObject({ leaves: [{ text: "x" }], unread: [] });
    const { leaves, unread } = read({ b: 1, ...(nested(202) as object), c: 2 });
    expect(leaves.map(({ text }) => text)).toEqual(["1", "2"]);
    expect(unread.map(({ where, ...rest }) => ({ path: pathOf(where).length, ...rest }))).toEqual([
      { path: "a.".repeat(200).length - 1, certainty: "known", reason: "nested deeper than 200 levels" },
    ]);
  });

  it("counts the levels of a text's own document from its root", () => {
    const value = JSON.stringify(nested(150));
    let outer: unknown = { text: value };
    for (let n = 0; n < 150; n++) outer = { a: outer };
    expect(read(outer)).toMatchObject({ leaves: [{ text: value }, { text: "x" }], unread: [] });
  });

  it("reads 16 levels of text in text, and says where more begin", () => {
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    const wrapped = (times: number) => Array.from({ length: times }).reduce<string>(base64, "https://a.example.eu");
    const found = read({ a: wrapped(16) });
    expect(found.leaves.at(-1)?.text).toBe("https://a.example.eu");
    expect(found.unread).toEqual([]);
    const { unread } = read({ a: wrapped(17) });
    expect(unread.map(({ where, reason }) => [pathOf(where), reason])).toEqual([
      [`a${"#base64".repeat(16)}`, "text nested deeper than 16 levels"],
    ]);
  });

  it("reads 32 MiB of one resource, and says where more begins", () => {
    const page = "? ".repeat(1024 * 1024);
    const pages = { a: Array.from({ length: 16 }, () => page) };
    expect(read(pages)).toMatchObject({ unread: [] });
    const { leaves, unread } = read({ ...pages, b: "x", c: "y" });
    expect(leaves).toHaveLength(16);
    expect(unread.map(({ where, ...rest }) => ({ path: pathOf(where), ...rest }))).toEqual([
      { path: "b", certainty: "known", reason: "more text than is read" },
    ]);
    expect(read({ ...pages, token: "x" }).unread[0]?.certainty).toBe("secret");
  });

  it("says what can not be unpacked, and that it is secret where it is", () => {
    const reason = "compressed data that does not unpack within the limit";
    const told = ({ where, ...rest }: Unread) => ({ path: pathOf(where), ...rest });
    expect(read({ a: compressed }).unread.map(told)).toEqual([{ path: "a", certainty: "known", reason }]);
    expect(read({ token: compressed }).unread.map(told)).toEqual([{ path: "token", certainty: "secret", reason }]);
    const deep = { token: nested(201) };
    expect(read(deep).unread[0]?.certainty).toBe("secret");
  });
});

describe("ownValue", () => {
  it("reads what the object itself has, and calls nothing", () => {
    const object = {
      a: 1,
      get b() {
        return 2;
      },
    };
    expect(["a", "b", "toString", "c"].map((key) => ownValue(object, key))).toEqual([
      1,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
