import { describe, expect, it } from "vitest";
import { sampleOutputs } from "../stacks/testing/sample-outputs.ts";
import { maskedOutputs, outputProblems } from "./outputs.ts";

const clear = sampleOutputs(`canary${"A".repeat(80)}==`);
const masked = { ...clear, sdk: "[secret]", backupIdentity: "[secret]", kubeconfig: "[secret]" };

describe("a stack's outputs", () => {
  it("keep the contract, or are told where they break it, without a value", () => {
    expect(outputProblems(clear)).toEqual([]);
    const broken = { ...clear, sdk: { ...clear.sdk, gatewayPort: 80, token: 12345 }, extra: 1 };
    const problems = outputProblems(broken).join("\n");
    expect(problems).toMatch(/sdk\.gatewayPort: /);
    expect(problems).toMatch(/sdk\.token: /);
    expect(problems).toMatch(/outputs: .*extra/);
    expect(problems).not.toMatch(/12345/);
  });

  it("are shown with the token and the kubeconfig masked, and nothing else", () => {
    expect(maskedOutputs({ masked, clear })).toEqual({
      ...clear,
      sdk: { ...clear.sdk, token: "[secret]" },
      backupIdentity: "[secret]",
      kubeconfig: "[secret]",
    });
  });

  it("stay masked as Pulumi masks them when they are not those of the contract", () => {
    const other = { masked: { ...masked, gateway: "[secret]" }, clear: { ...clear, other: "hidden" } };
    expect(JSON.stringify(maskedOutputs(other))).not.toMatch(/hidden/);
    expect(maskedOutputs(other).sdk).toBe("[secret]");
  });

  it("stay masked where only Pulumi knows of a secret", () => {
    expect(maskedOutputs({ masked: { ...masked, gateway: "[secret]" }, clear }).gateway).toBe("[secret]");
  });
});
