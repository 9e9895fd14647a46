import { describe, expect, it } from "vitest";
import { sampleOutputs } from "../stacks/testing/sample-outputs.ts";
import { contractIssues } from "./contract.ts";
import { type PropertyValue, SecretValue, UnknownValue } from "./engine/values.ts";

const sample = sampleOutputs("");
const outputs: Record<string, PropertyValue> = {
  ...sample,
  sdk: { ...sample.sdk, token: new SecretValue("t".repeat(88)) },
  objectStore: {
    endpoint: UnknownValue.instance,
    region: "eu-frankfurt-1",
    buckets: { images: UnknownValue.instance },
  },
  backupIdentity: new SecretValue("AGE-SECRET-KEY-1TEST"),
  kubeconfig: new SecretValue("apiVersion: v1"),
};

describe("the outputs of an environment", () => {
  it("keep their contract while some of them are unknown", () => {
    expect(contractIssues(outputs)).toEqual([]);
    expect(contractIssues({ ...outputs, kubeconfig: UnknownValue.instance })).toEqual([]);
  });

  it("break it when the kubeconfig is not secret", () => {
    expect(contractIssues({ ...outputs, kubeconfig: "apiVersion: v1" })).toEqual([
      { path: "outputs.kubeconfig", message: "must be secret and is not" },
    ]);
  });

  it("break it when the identity that opens the dumps is not secret", () => {
    expect(contractIssues({ ...outputs, backupIdentity: "AGE-SECRET-KEY-1TEST" })).toEqual([
      { path: "outputs.backupIdentity", message: "must be secret and is not" },
    ]);
  });

  it("break it when the administrator's token is not secret", () => {
    const sdk = { context: "prod-fra", gatewayHost: "gpu.example.eu", gatewayPort: 443, token: "t".repeat(88) };
    expect(contractIssues({ ...outputs, sdk })).toEqual([
      { path: "outputs.sdk.token", message: "must be secret and is not" },
    ]);
  });

  it("break it when the SDK would be sent to a port on which it talks plain text", () => {
    const sdk = {
      context: "prod-fra",
      gatewayHost: "gpu.example.eu",
      gatewayPort: 8443,
      token: new SecretValue("t".repeat(88)),
    };
    expect(contractIssues({ ...outputs, sdk })).toMatchObject([{ path: "outputs.sdk.gatewayPort" }]);
  });

  it("break it when one is missing or nobody knows its name", () => {
    const { gateway: _, ...withoutGateway } = outputs;
    expect(contractIssues({ ...withoutGateway, extra: 1 }).map((issue) => issue.path)).toContain("outputs.gateway");
    expect(contractIssues({ ...outputs, extra: 1 })).toHaveLength(1);
  });

  it("never repeat a secret in the complaint", () => {
    const leaked = contractIssues({ ...outputs, kubeconfig: new SecretValue(["CANARY-SECRET"]) });
    expect(leaked).toHaveLength(1);
    expect(JSON.stringify(leaked)).not.toContain("CANARY");
  });
});
