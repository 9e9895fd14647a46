/** How a type token and a URN are said to a person. */

const acronyms = new Set([
  "api",
  "bgp",
  "cpu",
  "dns",
  "gpu",
  "iam",
  "ip",
  "kms",
  "nat",
  "oci",
  "oke",
  "tls",
  "vcn",
  "vnic",
]);

/** Tokens whose last part alone would mislead, or whose usual name is another. */
const usualNames: Readonly<Record<string, string>> = {
  "pulumi:pulumi:Stack": "stack",
  "oci:Core/networkSecurityGroup:NetworkSecurityGroup": "NSG",
  "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule": "NSG rule",
  "oci:Budget/rule:Rule": "budget alert",
  "oci:Identity/policy:Policy": "IAM policy",
  "oci:Kms/vault:Vault": "key vault",
  "oci:Kms/key:Key": "encryption key",
  "oci:CloudGuard/cloudGuardConfiguration:CloudGuardConfiguration": "Cloud Guard configuration",
  "oci:CloudGuard/target:Target": "Cloud Guard target",
};

/** `oci:Core/natGateway:NatGateway` → `NAT gateway`, `pulumi:providers:oci` → `oci provider`. Always singular. */
export function nounOf(type: string): string {
  const usual = usualNames[type];
  if (usual !== undefined) return usual;
  const provider = /^pulumi:providers:(.+)$/.exec(type)?.[1];
  if (provider !== undefined) return `${provider} provider`;
  const last = type.slice(type.lastIndexOf(":") + 1);
  const words = last.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^A-Za-z\d]+/g);
  if (words === null) return type;
  return words.map((word) => (acronyms.has(word.toLowerCase()) ? word.toUpperCase() : word.toLowerCase())).join(" ");
}

/** Type and name inside `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`; the name may hold `::`. */
export function partsOfUrn(urn: string): { readonly type: string; readonly name: string } {
  const [, , qualified = "", ...name] = urn.split("::");
  if (!urn.startsWith("urn:pulumi:") || name.length === 0) return { type: "", name: urn };
  return { type: qualified.slice(qualified.lastIndexOf("$") + 1), name: name.join("::") };
}

/** `oci:Core/vcn:Vcn "cloud-network-vcn"`; anything that is no URN, such as a path of the stack file, as it is. */
export function resourceLabel(urn: string): string {
  const { type, name } = partsOfUrn(urn);
  return type === "" ? name : `${type} "${name}"`;
}
