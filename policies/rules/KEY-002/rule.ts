import { fields, get, isSet, textOf } from "../../engine/extract/reader.ts";
import type { Subject } from "../../engine/extract/subject.ts";
import { allowsCountry, allowsVendor } from "../../engine/profile.ts";
import { vendorByPattern } from "../../engine/resolve/vendors.ts";
import type { ResourceRule } from "../../engine/rule.ts";
import type { Settings } from "../../engine/settings.ts";

export const keyCustody: ResourceRule = {
  id: "KEY-002",
  title: "key-custody",
  severity: "high",
  axis: "jurisdiction",
  description:
    "Where no US-exposed company may read the data, keys in its cloud are held outside it: the cloud asks for each use of them.",
  law: "C-311/18; EDPB Recommendations 01/2020; EU Cloud Sovereignty Framework SOV-3",
  check: (subject, settings) => {
    const holder = HOLDERS.find(({ types }) => types.includes(subject.type));
    const vendor = subject.vendorOfPackage?.vendor;
    if (
      !holder ||
      settings.profile.usSubprocessors ||
      !vendor ||
      allowsVendor(settings.profile, vendorByPattern(vendor))
    )
      return [];
    if (holder.isExternal(subject) || attested(subject.name, settings)) return [];
    return [
      {
        path: "",
        what: "the key material is in the hands of a cloud that the profile does not trust with it",
        fix: `${holder.fix}, and have the custodian recorded in keyCustody`,
      },
    ];
  },
};

interface Holder {
  readonly types: readonly string[];
  readonly isExternal: (subject: Subject) => boolean;
  readonly fix: string;
}

const says =
  (path: string, ...wanted: readonly string[]) =>
  ({ root }: Subject) =>
    fields(root, path).some((node) => wanted.includes(textOf(node) ?? ""));

const HOLDERS: readonly Holder[] = [
  {
    types: ["oci:Kms/vault:Vault"],
    isExternal: says("vaultType", "EXTERNAL"),
    fix: "use a vault of the type EXTERNAL with a European key manager",
  },
  {
    types: ["oci:Kms/key:Key"],
    isExternal: (subject) =>
      isSet(get(subject.root, "externalKeyReference")) || says("protectionMode", "EXTERNAL")(subject),
    fix: "use externalKeyReference",
  },
  {
    types: ["aws:kms/key:Key", "aws:kms/externalKey:ExternalKey", "aws-native:kms:Key"],
    isExternal: (subject) => isSet(get(subject.root, "xksKeyId")),
    fix: "use an external key store (XKS)",
  },
  {
    types: ["aws:kms/customKeyStore:CustomKeyStore"],
    isExternal: says("customKeyStoreType", "EXTERNAL_KEY_STORE"),
    fix: "use the type EXTERNAL_KEY_STORE",
  },
  {
    types: ["gcp:kms/cryptoKey:CryptoKey"],
    isExternal: says("versionTemplate.protectionLevel", "EXTERNAL", "EXTERNAL_VPC"),
    fix: "use protectionLevel EXTERNAL",
  },
  {
    types: [
      "azure-native:keyvault:Vault",
      "azure-native:keyvault:ManagedHsm",
      "azure-native:keyvault:Key",
      "azure:keyvault/keyVault:KeyVault",
      "azure:keyvault/key:Key",
      "azure:keyvault/managedHardwareSecurityModule:ManagedHardwareSecurityModule",
    ],
    isExternal: () => false,
    fix: "encrypt before the data reaches this cloud",
  },
];

function attested(name: string, { keyCustody: records, profile, today }: Settings): boolean {
  return records.some(
    ({ key, country, until }) => key === name && allowsCountry(profile, country.toUpperCase()) && until >= today,
  );
}
