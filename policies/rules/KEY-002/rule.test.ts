import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { keyCustody } from "./rule.ts";

const NO_US = { profile: "eu-residency-no-us" };

const said = (type: string, properties: unknown, settings: Readonly<Record<string, unknown>> = {}) =>
  objections(keyCustody, { type, properties, resource: "own-keys", settings: { ...NO_US, ...settings } });

describe("KEY-002 key-custody", () => {
  it.each([
    ["oci:Kms/vault:Vault", { vaultType: "EXTERNAL" }, { vaultType: "VIRTUAL_PRIVATE" }],
    ["oci:Kms/key:Key", { externalKeyReference: { externalKeyId: "k" } }, { protectionMode: "HSM" }],
    ["oci:Kms/key:Key", { protectionMode: "EXTERNAL" }, { protectionMode: "SOFTWARE" }],
    ["aws:kms/key:Key", { xksKeyId: "bb8562717f809024" }, { xksKeyId: "" }],
    ["aws-native:kms:Key", { xksKeyId: "bb8562717f809024" }, {}],
    [
      "aws:kms/customKeyStore:CustomKeyStore",
      { customKeyStoreType: "EXTERNAL_KEY_STORE" },
      { customKeyStoreType: "AWS_CLOUDHSM" },
    ],
    [
      "gcp:kms/cryptoKey:CryptoKey",
      { versionTemplate: { protectionLevel: "EXTERNAL" } },
      { versionTemplate: { protectionLevel: "SOFTWARE" } },
    ],
    ["gcp:kms/cryptoKey:CryptoKey", { versionTemplate: { protectionLevel: "EXTERNAL_VPC" } }, {}],
  ])("%s with %j holds no key itself, with %j it does", (type, external, own) => {
    expect(said(type, external)).toEqual([]);
    expect(said(type, own)).toEqual([""]);
    expect(said(type, { tags: external })).toEqual([""]);
  });

  it.each([
    "aws:kms/externalKey:ExternalKey",
    "azure-native:keyvault:Vault",
    "azure-native:keyvault:ManagedHsm",
    "azure-native:keyvault:Key",
    "azure:keyvault/keyVault:KeyVault",
    "azure:keyvault/key:Key",
    "azure:keyvault/managedHardwareSecurityModule:ManagedHardwareSecurityModule",
  ])("%s holds keys whatever it says", (type) => {
    expect(said(type, { xksKeyId: "", protectionMode: "EXTERNAL" })).toEqual([""]);
  });

  it.each([
    "oci:Kms/vaultReplication:VaultReplication",
    "aws:kms/alias:Alias",
    "aws-native:kms:KeyAlias",
    "aws:kms/keyPolicy:KeyPolicy",
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
    "azure-native:keyvault:VaultAccessPolicy",
    "azure-native:keyvault:ManagedHsmKey",
    "azure:keyvault/keyRotationPolicy:KeyRotationPolicy",
  ])("%s holds none", (type) => {
    expect(said(type, {})).toEqual([]);
  });

  it("asks nothing where a profile lets US companies read the data, or the key is of a company that it trusts", () => {
    expect(said("aws:kms/key:Key", {}, { profile: "eu-residency" })).toEqual([]);
    expect(said("kubernetes:core/v1:Secret", {})).toEqual([]);
  });

  const record = { key: "own-keys", custodian: "Beispiel HSM GmbH", country: "DE", by: "R. Example" };
  it.each([
    [{ until: "2027-03-01" }, 0],
    [{ until: "2027-03-01", country: "de" }, 0],
    [{ until: "2026-11-21" }, 0],
    [{ until: "2026-11-20" }, 1],
    [{ until: "2027-03-01", country: "US" }, 1],
    [{ until: "2027-03-01", key: "other-keys" }, 1],
  ])("on 2026-11-21, a custodian recorded with %j leaves %s things to say", (differing, times) => {
    const custody = [{ ...record, ...differing }];
    expect(said("aws:kms/key:Key", {}, { keyCustody: custody })).toHaveLength(times);
  });
});
