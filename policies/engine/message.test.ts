import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatMessage, type Message, normalMessage, parseMessage, toFinding } from "./message.ts";

const anyMessage: fc.Arbitrary<Message> = fc.record({
  rule: fc.string({ unit: "binary" }),
  title: fc.string({ unit: "binary" }),
  severity: fc.constantFrom("low", "medium", "high", "critical"),
  axis: fc.string({ unit: "binary" }),
  what: fc.oneof(fc.string({ unit: "binary" }), fc.constant("a   why b\n  at  c")),
  path: fc.string({ unit: "binary" }),
  fix: fc.oneof(fc.string({ unit: "binary" }), fc.constant("use x   why not\n\ty")),
  why: fc.oneof(fc.string({ unit: "binary" }), fc.constant("   why ")),
});
const anyWaived = fc.record({
  by: fc.oneof(fc.string({ unit: "binary" }), fc.constant("A\n  because b")),
  reason: fc.oneof(fc.string({ unit: "binary" }), fc.constant("until 2027-01-01 by B")),
  until: fc.oneof(fc.string({ unit: "binary" }), fc.constant("2027-01-01")),
});

const ashburn: Message = {
  rule: "RES-001",
  title: "region-allow-list",
  severity: "critical",
  axis: "residency",
  what: "us-ashburn-1 (Ashburn, US) is outside the profile eu-residency",
  path: "region",
  fix: "use one of eu-amsterdam-1, eu-frankfurt-1",
  why: "GDPR Art. 44",
};

describe("message", () => {
  it("reads on four lines: rule, what, where, fix and why", () => {
    expect(formatMessage(ashburn)).toMatchInlineSnapshot(`
      "RES-001 region-allow-list  critical  residency
        us-ashburn-1 (Ashburn, US) is outside the profile eu-residency
        at  region
        fix use one of eu-amsterdam-1, eu-frankfurt-1   why GDPR Art. 44"
    `);
  });

  it("gives every field back, whatever the fields hold", () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(parseMessage(formatMessage(message))).toEqual(normalMessage(message));
      }),
    );
  });

  it("gives back who waived it, why and until when, on two lines more", () => {
    fc.assert(
      fc.property(anyMessage, anyWaived, (message, waived) => {
        const text = formatMessage({ ...message, waived });
        expect(text.split("\n")).toHaveLength(6);
        expect(parseMessage(text)).toEqual(normalMessage({ ...message, waived }));
      }),
    );
  });

  it("answers undefined for the text of another pack", () => {
    expect(parseMessage("Buckets must be private.\nYou cannot set public-read.")).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseMessage(text);
        if (parsed) expect(formatMessage(parsed)).toBe(text);
      }),
    );
  });

  it("turns a diagnostic of ours into a finding with its own fields", () => {
    const finding = toFinding({
      policyName: "RES-001",
      policyPackName: "residency",
      message: formatMessage(ashburn),
      enforcementLevel: "mandatory",
      urn: "urn:x",
    });
    expect(finding).toMatchObject({
      rule: "RES-001",
      path: "region",
      level: "mandatory",
      why: "GDPR Art. 44",
      urn: "urn:x",
    });
    expect(finding.message).toBe(ashburn.what);
  });

  it("keeps the text and the policy's name of a diagnostic of somebody else", () => {
    const finding = toFinding({
      policyName: "s3-no-public-read",
      policyPackName: "other",
      message: "No public buckets",
      enforcementLevel: "advisory",
      urn: "urn:y",
    });
    expect(finding).toMatchObject({ rule: "s3-no-public-read", message: "No public buckets", fix: "" });
  });
});
