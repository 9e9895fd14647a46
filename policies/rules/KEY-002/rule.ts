import { get, isSet, textOf } from "../../engine/extract/reader.ts";
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
    const holder = HOLDERS.find(({ type }) => type.test(subject.type));
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
  readonly type: RegExp;
  readonly isExternal: (subject: Subject) => boolean;
  readonly fix: string;
}

const says = (path: readonly string[], wanted: RegExp) => (subject: Subject) =>
  wanted.test(textOf(path.reduce<ReturnType<typeof get>>((node, key) => get(node, key), subject.root)) ?? "");
const never = () => false;

const HOLDERS: readonly Holder[] = [
  {
    type: /^oci:Kms\/vault:/,
    isExternal: says(["vaultType"], /^EXTERNAL$/),
    fix: "use a vault of the type EXTERNAL with a European key manager",
  },
  {
    type: /^oci:Kms\/key:/,
    isExternal: (subject) =>
      isSet(get(subject.root, "externalKeyReference")) || says(["protectionMode"], /^EXTERNAL$/)(subject),
    fix: "use externalKeyReference",
  },
  {
    type: /^aws:kms\/(key|externalKey):|^aws-native:kms:Key$/,
    isExternal: (subject) => isSet(get(subject.root, "xksKeyId")),
    fix: "use an external key store (XKS)",
  },
  {
    type: /^aws:kms\/customKeyStore:/,
    isExternal: says(["customKeyStoreType"], /^EXTERNAL_KEY_STORE$/),
    fix: "use the type EXTERNAL_KEY_STORE",
  },
  {
    type: /^gcp:kms\/cryptoKey:/,
    isExternal: says(["versionTemplate", "protectionLevel"], /^EXTERNAL(_VPC)?$/),
    fix: "use protectionLevel EXTERNAL",
  },
  {
    type: /^azure-native:keyvault:(Vault|ManagedHsm|Key)$|^azure:keyvault\/(keyVault|key|managedHardwareSecurityModule):/,
    isExternal: never,
    fix: "encrypt before the data reaches this cloud",
  },
];

function attested(name: string, { keyCustody: records, profile, today }: Settings): boolean {
  return records.some(
    ({ key, country, until }) => key === name && allowsCountry(profile, country.toUpperCase()) && until >= today,
  );
}
