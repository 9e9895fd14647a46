// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what shells and templates put in later is what is read here

import { describe, expect, it } from "vitest";
import { leafAt } from "../testing/at.ts";
import { authorityAt, readAuthority, trimEnds } from "./authorities.ts";
import { UNKNOWN_PART } from "./walk.ts";

describe("authorityAt", () => {
  const afterScheme = (text: string) => authorityAt(text, text.indexOf("://") + 3);

  it.each([
    "https://a.eu",
    ..." \t\n/?#\"'`<>|\\;)".split("").map((end) => `https://a.eu${end}b.eu`),
    "see (https://a.eu) or https://b.eu",
    "$(curl https://a.eu)",
    "https://a.eu)$(x)",
  ])("ends the authority of %j at a.eu", (text) => {
    expect(afterScheme(text)).toBe("a.eu");
  });

  it.each([
    ["https://$(TENANT).example.eu/x", "$(TENANT).example.eu"],
    ["https://$(A).$(B).example.eu)", "$(A).$(B).example.eu"],
    ["https://x$(TENANT)", "x$(TENANT)"],
    ["$(https://a.eu)", "a.eu"],
    ["https://a$(f(x)).example.eu", "a$(f(x"],
    [`https://$(${"A".repeat(98)}).eu`, `$(${"A".repeat(98)}).eu`],
    [`https://$(${"A".repeat(99)}).eu`, `$(${"A".repeat(99)}`],
  ])("reads the authority of %j with its variables: %j", (text, authority) => {
    expect(afterScheme(text)).toBe(authority);
  });
});

describe("trimEnds", () => {
  it.each([
    ["..a.b..", ".", "a.b"],
    [".:a:.", ":.", "a"],
    ["a", ".", "a"],
    ["a.", ".", "a"],
    [".a", ".", "a"],
    ["...", ".", ""],
    ["", ".", ""],
  ])("takes off %j what is of %j at its ends: %j", (text, characters, bare) => {
    expect(trimEnds(text, characters)).toBe(bare);
  });
});

describe("readAuthority", () => {
  const read = (authority: string, secret = false) =>
    readAuthority(authority, leafAt("data url", "x", { certainty: secret ? "secret" : "known" }));

  it("says whose a host is, and where it was named", () => {
    const { where, holder } = leafAt("data url", "x");
    const base = { where, holder, certainty: "secret", templated: false, purposes: [] };
    expect(read("user:key@API.Github.com:443", true)).toMatchObject({
      ...base,
      text: "api.github.com",
      internal: false,
      vendor: { pattern: "*.github.com" },
    });
    expect(read("mine.example.eu", true)).toEqual({
      ...base,
      text: "mine.example.eu",
      internal: false,
      vendor: undefined,
    });
    expect(read("10.0.0.1:80", true)).toEqual({ ...base, text: "10.0.0.1", internal: true, vendor: undefined });
  });

  it.each(
    (
      "www.w3.org schemas.xmlsoap.org schemas.openxmlformats.org json-schema.org schema.org purl.org xmlns.com " +
      "cyclonedx.org"
    ).split(" "),
  )("takes %s for a vocabulary, and what is called alike for a host", (name) => {
    expect(read(name)).toBeUndefined();
    expect(read(`my-${name}`)?.text).toBe(`my-${name}`);
  });

  it.each(["", "a b", "a:b:c", "user@"])("takes %j for no host", (authority) => {
    expect(read(authority)).toBeUndefined();
  });

  it("reads an authority of 303 characters, and no longer one", () => {
    const authority = (length: number) => `${"u".repeat(length - 13)}@a.example.eu`;
    expect(read(authority(303))?.text).toBe("a.example.eu");
    expect(read(authority(304))).toBeUndefined();
  });

  it.each([
    ["${tenant}.sentry.io", "x.sentry.io"],
    ["{tenant}.sentry.io", "x.sentry.io"],
    ["{{ tenant }}.sentry.io:443", "x.sentry.io"],
    ["${{ tenant }}.sentry.io", "x.sentry.io"],
    ["$(TENANT).sentry.io", "x.sentry.io"],
    ["$TENANT.sentry.io", "x.sentry.io"],
    ["<tenant>.sentry.io", "x.sentry.io"],
    ["%(tenant)s.sentry.io", "x.sentry.io"],
    ["%s.sentry.io", "x.sentry.io"],
    ["%v.sentry.io", "x.sentry.io"],
    ["*.sentry.io", "x.sentry.io"],
    ["${}.sentry.io", "x.sentry.io"],
    ["<>.sentry.io", "x.sentry.io"],
    ["$().sentry.io", "x.sentry.io"],
    ["o1.${region}.sentry.io:${port}", "o1.x.sentry.io"],
    ["a-${b}.sentry.io:", "a-x.sentry.io"],
  ])("reads %s, of which a variable is a label, as %s", (authority, text) => {
    expect(read(authority)).toMatchObject({ text, templated: false, vendor: { pattern: "*.sentry.io" } });
  });

  it.each([
    "${HOST}",
    "$HOST:443",
    "sentry.${ZONE}",
    "o1.sentry.${ZONE}",
    "o1.${NAME}.io",
    "${A}.io",
    "{{ if .x }}a{{ else",
    "${A.sentry.io",
    "a}.sentry.io",
    "(x).sentry.io",
    "<x.sentry.io",
    "%(x.sentry.io",
    "$.sentry.io",
  ])("can not say what becomes of %s", (authority) => {
    const { where, holder } = leafAt("data url", "x");
    expect(read(authority, true)).toEqual({
      where,
      holder,
      certainty: "secret",
      text: authority,
      internal: false,
      templated: true,
      vendor: undefined,
      purposes: [],
    });
  });

  it.each(["${PORT}", "$PORT", "$(PORT)", "{port}", "<port>", "%d", "*", "{{", ""])(
    "leaves off the port %j, on which nothing depends",
    (port) => {
      expect(read(`sentry.io:${port}`)).toMatchObject({ text: "sentry.io", templated: false });
      expect(read(`$TENANT.sentry.io:${port}`)).toMatchObject({ text: "x.sentry.io", templated: false });
    },
  );

  it("reads what stands in front of a host as no port", () => {
    expect(read("user:${PASSWORD}@o1.sentry.io")?.text).toBe("o1.sentry.io");
    expect(read("sentry.io:80a")).toBeUndefined();
    expect(read("sentry.io:80${X}")?.templated).toBe(true);
    expect(read("%x.sentry.io")).toBeUndefined();
  });

  it("judges what only the cloud will name by the part that is known", () => {
    const { where, holder } = leafAt("data url", "x");
    expect(read(`${UNKNOWN_PART}.sentry.io`)).toMatchObject({
      text: `${UNKNOWN_PART}.sentry.io`,
      certainty: "known",
      vendor: { pattern: "*.sentry.io" },
    });
    for (const unknown of [UNKNOWN_PART, `${UNKNOWN_PART}.io`, `a.${UNKNOWN_PART}.io`, `x-${UNKNOWN_PART}:80`])
      expect(read(unknown, true), unknown).toEqual({
        where,
        holder,
        certainty: "unknown",
        text: "",
        internal: false,
        templated: false,
        vendor: undefined,
        purposes: [],
      });
  });
});
