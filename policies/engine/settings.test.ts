import { describe, expect, it } from "vitest";
import { vendorByPattern } from "./resolve/vendors.ts";
import { acceptanceOf, isMirror, owns, parseSettings, registered } from "./settings.ts";

const oracle = {
  company: "Oracle",
  country: "US",
  by: "R. Example",
  reason: "GPU capacity",
  date: "2026-01-01",
  until: "2026-11-21",
};
const base = { profile: "eu-residency", today: "2026-11-21" };

describe("parseSettings", () => {
  it("takes the strictest profile and accepts nobody when nothing is set", () => {
    expect(parseSettings({}, () => new Date("2026-11-21T23:00:00Z"))).toEqual({
      profile: expect.objectContaining({ name: "eu-owned" }),
      acceptedParents: [],
      ownDomains: [],
      subprocessors: [],
      mirror: undefined,
      waivers: [],
      chartImages: [],
      attestations: [],
      keyCustody: [],
      logRetention: { minDays: 30, maxDays: 400 },
      dataPrivacyFramework: false,
      today: "2026-11-21",
    });
  });

  it("keeps logs of a high-risk system for six months, and refuses limits that contradict it", () => {
    expect(parseSettings({ highRiskAi: true }).logRetention.minDays).toBe(183);
    expect(() => parseSettings({ highRiskAi: true, logRetentionMaxDays: 90 })).toThrow("logRetentionMaxDays: 90");
    expect(() => parseSettings({ logRetentionMinDays: 1.5 })).toThrow(
      "logRetentionMinDays: not a whole number of days",
    );
  });

  it("lists every mistake at once", () => {
    const wrong = {
      profile: "eu",
      acceptedParents: [{ ...oracle, until: "next year" }, "Oracle"],
      ownDomains: ["eu"],
      subprocessors: {},
      mirror: 5,
      today: "now",
      acceptedparents: [],
    };
    const error = (() => {
      try {
        parseSettings(wrong);
        return "";
      } catch (caught) {
        return String(caught);
      }
    })();
    for (const part of [
      "acceptedparents: not one of",
      "profile: not one of development",
      "acceptedParents[0]: until",
      "acceptedParents[1]: company",
      "ownDomains: each",
      "subprocessors: not a list",
      "mirror: not a text",
      "today: not a date",
    ]) {
      expect(error).toContain(part);
    }
  });
});

describe("acceptanceOf", () => {
  const oraclecloud = vendorByPattern("*.oraclecloud.com");

  it("holds through its last day and not a day longer", () => {
    const on = (today: string) =>
      acceptanceOf(parseSettings({ ...base, today, acceptedParents: [oracle] }), oraclecloud)?.current;
    expect([on("2026-11-21"), on("2026-11-22")]).toEqual([true, false]);
  });

  it("covers what the accepted company owns, and no owner of it", () => {
    const accepts = (company: string, pattern: string) =>
      acceptanceOf(parseSettings({ ...base, acceptedParents: [{ ...oracle, company }] }), vendorByPattern(pattern)) !==
      undefined;
    expect(accepts("Oracle Corp.", "*.oraclecloud.eu")).toBe(true);
    expect(accepts("Microsoft", "github.com")).toBe(true);
    expect(accepts("GitHub", "*.azure.com")).toBe(false);
    expect(accepts("Oracle", "*.amazonaws.com")).toBe(false);
  });

  it("does not survive the sale of the company to another country", () => {
    expect(
      acceptanceOf(parseSettings({ ...base, acceptedParents: [{ ...oracle, country: "DE" }] }), oraclecloud),
    ).toBeUndefined();
  });

  it("prefers one that still holds", () => {
    const settings = parseSettings({ ...base, acceptedParents: [{ ...oracle, until: "2025-01-01" }, oracle] });
    expect(acceptanceOf(settings, oraclecloud)).toEqual({ entry: oracle, current: true });
  });
});

describe("registered", () => {
  const settings = parseSettings({
    ...base,
    subprocessors: [
      { host: "api.partner.eu", company: "Partner", country: "DE", basis: "DPA" },
      { host: "*.cdn.eu", company: "CDN", country: "FR", basis: "DPA", until: "2026-01-01" },
    ],
  });

  it("knows a host exactly, and sub-domains only where a star says so", () => {
    expect(registered(settings, "api.partner.eu")?.current).toBe(true);
    expect(registered(settings, "x.api.partner.eu")).toBeUndefined();
    expect(registered(settings, "a.cdn.eu")?.current).toBe(false);
    expect(registered(settings, "notcdn.eu")).toBeUndefined();
  });
});

describe("owns and isMirror", () => {
  const settings = parseSettings({ ...base, ownDomains: ["Example.EU"], mirror: "shared.foo.io:443/ours/" });

  it("own a domain and what is below it", () => {
    expect(
      ["example.eu", "a.example.eu", "notexample.eu", "example.eu.evil.io"].map((host) => owns(settings, host)),
    ).toEqual([true, true, false, false]);
  });

  it("keep to the mirror's path", () => {
    expect([
      isMirror(settings, "shared.foo.io", "ours/a"),
      isMirror(settings, "shared.foo.io", "ours-too/a"),
      isMirror(settings, "shared.foo.io"),
    ]).toEqual([true, false, true]);
  });
});
