import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProgramRun } from "../model.ts";
import { redact, redactWith, secretTexts } from "./redact.ts";
import { AssetValue, type PropertyValue, ResourceReference, SecretValue, UnknownValue } from "./values.ts";

const runWith = (outputs: Record<string, PropertyValue>): ProgramRun => ({
  project: "kit",
  stack: "dev",
  resources: [],
  invokes: [],
  outputs,
  log: [],
});

describe("redaction", () => {
  it("shows what a person may see and marks the rest", () => {
    const urn = "urn:pulumi:dev::kit::a:b:C::name";
    const value = {
      plain: ["a", 1, null],
      secret: new SecretValue({ password: "hunter2hunter2" }),
      unknown: UnknownValue.instance,
      reference: new ResourceReference(urn, "id"),
      script: new AssetValue("text", "echo hi"),
      image: new AssetValue("text", "x".repeat(5000)),
      file: new AssetValue("file", "./chart.tgz"),
    };
    expect(redact(value)).toEqual({
      plain: ["a", 1, null],
      secret: "[secret]",
      unknown: "[unknown]",
      reference: urn,
      script: "echo hi",
      image: "[text of 5000 characters]",
      file: { file: "./chart.tgz" },
    });
  });

  it("never shows a secret, wherever in another text it was pasted", () => {
    const secret = fc.string({ minLength: 8, maxLength: 40 }).filter((text) => !"[secret]".includes(text.slice(0, 2)));
    fc.assert(
      fc.property(fc.uniqueArray(secret, { minLength: 1 }), fc.string(), fc.string(), (secrets, before, after) => {
        const show = redactWith(secrets);
        for (const text of secrets) {
          const marked = String(show(`${before}${text}${after}`))
            .split("[secret]")
            .join("\u0000");
          expect(secrets.filter((other) => marked.includes(other))).toEqual([]);
        }
      }),
    );
  });

  it("leaves texts alone that hold no secret", () => {
    expect(redactWith(["correct horse"])("correct  horse")).toBe("correct  horse");
  });

  it("finds secrets inside secret objects, also in base64, but not short ones", () => {
    const run = runWith({ login: new SecretValue({ password: "hunter2hunter2", pin: "1234" }), open: "visible text" });
    const texts = secretTexts(run);
    expect(texts).toEqual(new Set(["hunter2hunter2", Buffer.from("hunter2hunter2").toString("base64")]));
    expect(redactWith(texts)({ url: "postgres://u:hunter2hunter2@db" })).toEqual({ url: "postgres://u:[secret]@db" });
  });
});
