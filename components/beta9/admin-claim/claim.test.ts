import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Failure } from "../../program/program.ts";
import { SecretText } from "../../secret-text.ts";
import { decideClaim, judge, type Ledger } from "./claim.ts";
import { ends, finalEnds } from "./ends.ts";

const key = (text: string) => new SecretText(text);
const ledger = (adminTokens: readonly string[], primaryTokens = 1): Ledger => ({
  workspaces: adminTokens.length,
  adminTokens: adminTokens.map(key),
  primaryTokens,
});
const failureOf = (decide: () => unknown): Failure => {
  try {
    throw new Error(`no failure but ${JSON.stringify(decide())}`);
  } catch (error) {
    return error as Failure;
  }
};
const endOf = (decide: () => unknown) => failureOf(decide).exitCode;
const messageOf = (decide: () => unknown) => failureOf(decide).message;

describe("deciding whether to call the claim", () => {
  it("keeps a token that works, whoever holds the lease", () => {
    expect(decideClaim("valid", { holder: "other", until: 99 }, "me", 0)).toBe("keep");
  });

  it("lets one caller at a time through, and an expired lease is nobody's", () => {
    const lease = { holder: "other", until: 1_000 };
    expect(endOf(() => decideClaim("none", lease, "me", 999))).toBe(ends.anotherClaim);
    expect(decideClaim("none", lease, "me", 1_000)).toBe("call");
    expect(decideClaim("none", lease, "other", 0)).toBe("call");
    expect(decideClaim("none", undefined, "me", 0)).toBe("call");
  });

  it("calls again when the gateway refuses the stored token: its database may be new and unclaimed", () => {
    expect(decideClaim("refused", undefined, "me", 0)).toBe("call");
  });
});

describe("judging what PostgreSQL knows", () => {
  it("keeps the stored token when it is the only one with full power", () => {
    expect(judge(ledger(["a"]), key("a"), false)).toEqual({ token: "keep" });
  });

  it("recovers a token that was handed to nobody: the claim was used up while Redis was down", () => {
    const verdict = judge(ledger(["a"], 0), undefined, false);
    expect(verdict.token === "recover" && verdict.recovered.reveal()).toBe("a");
  });

  it("takes a token that somebody may hold on a person's word alone", () => {
    expect(endOf(() => judge(ledger(["a"]), undefined, false))).toBe(ends.someoneWasFirst);
    expect(endOf(() => judge(ledger(["a"]), key("b"), false))).toBe(ends.tokenUnknown);
    expect(judge(ledger(["a"]), undefined, true).token).toBe("recover");
    expect(judge(ledger(["a"]), key("b"), true).token).toBe("recover");
  });

  it("tells an unclaimed database from one that nobody can administer", () => {
    expect(endOf(() => judge(ledger([], 0), undefined, false))).toBe(ends.notClaimed);
    expect(endOf(() => judge({ ...ledger([], 0), workspaces: 2 }, undefined, false))).toBe(ends.noAdmin);
  });

  it("never ends well with several tokens of full power, not even on a person's word", () => {
    const several = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(several, fc.nat(3), fc.boolean(), (tokens, primary, approved) => {
        expect(endOf(() => judge(ledger(tokens, primary), key(tokens[0] ?? ""), approved))).toBe(ends.severalAdmins);
      }),
    );
  });

  it("says what to do and never a token", () => {
    const token = "canary-token-canary-token";
    const messages = [
      () => judge(ledger([token, "b"]), key(token), false),
      () => judge(ledger([token]), undefined, false),
      () => judge(ledger([token]), key("b"), false),
    ].map(messageOf);
    for (const message of messages) {
      expect(message).toMatch(/deploy again/);
      expect(message).not.toContain(token);
    }
  });
});

describe("exit codes", () => {
  it("are all different, and none means success or a signal", () => {
    const codes = Object.values(ends);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((code) => code > 1 && code < 126)).toBe(true);
  });

  it("end the Job at once where another attempt changes nothing", () => {
    expect(finalEnds).toContain(ends.someoneWasFirst);
    expect(finalEnds).toContain(ends.severalAdmins);
    expect(finalEnds).not.toContain(ends.gatewayUnhealthy);
    expect(finalEnds).not.toContain(ends.anotherClaim);
  });
});
