import { describe, expect, it } from "vitest";
import { SecretValue, UnknownValue } from "../../../../plan/engine/values.ts";
import { changesBetween, difference } from "./differences.ts";

const known = (inputs: Record<string, never> | object) => ({ id: "i", inputs: inputs as never, outputs: {} });

describe("what a stand-in's provider makes of new inputs", () => {
  it("names each change as deep as it can", () => {
    const old = { spec: { replicas: 1, ports: [{ port: 1 }, { port: 2 }] }, "a/b": 1 };
    const wanted = { spec: { replicas: 2, ports: [{ port: 1 }, { port: 3 }] }, "a/b": 2 };
    expect(changesBetween(old, wanted).map(({ path }) => path)).toEqual([
      ["a/b"],
      ["spec", "ports", 1, "port"],
      ["spec", "replicas"],
    ]);
  });

  it("sees no change in a value that is secret now", () => {
    expect(changesBetween({ key: "a" }, { key: new SecretValue("a") })).toEqual([]);
    expect(changesBetween({ key: new SecretValue("a") }, { key: new SecretValue("b") })).toHaveLength(1);
  });

  it("takes an unknown value for a change", () => {
    expect(changesBetween({ key: "a" }, { key: UnknownValue.instance })).toMatchObject([{ unknownAfter: true }]);
  });

  it("replaces what the table says, and nothing else", () => {
    const vault = known({ vaultType: "DEFAULT", displayName: "a" });
    const type = "oci:Kms/vault:Vault";
    expect(difference(type, vault, { vaultType: "VIRTUAL_PRIVATE", displayName: "b" })).toMatchObject({
      changed: ["displayName", "vaultType"],
      replaces: ["vaultType"],
    });
    expect(difference(type, vault, { vaultType: "DEFAULT", displayName: "b" }).replaces).toEqual([]);
  });

  it("refuses a type that the table does not have", () => {
    expect(() => difference("aws:s3/bucket:Bucket", known({}), {})).toThrow("says nothing of aws:s3/bucket:Bucket");
  });
});
