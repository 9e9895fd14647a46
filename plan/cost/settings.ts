/** Providers whose resources are not billed by anybody: objects in a cluster, generated values, local commands. */
const providersWithoutBill = new Set(["kubernetes", "random", "tls", "command", "docker", "pulumi", "pulumi-nodejs"]);

/**
 * Types of a cloud that are settings of something else and have no bill of their own, with the reason. Oracle's
 * price list (answer of 2026-01-05, 602 parts) has no part for any of them.
 */
const settings: Readonly<Record<string, readonly string[]>> = {
  "identity is not billed: who may do what, and how things are grouped and tagged": [
    "oci:Identity/compartment:Compartment",
    "oci:Identity/policy:Policy",
    "oci:Identity/group:Group",
    "oci:Identity/dynamicGroup:DynamicGroup",
    "oci:Identity/domainsDynamicResourceGroup:DomainsDynamicResourceGroup",
    "oci:Identity/user:User",
    "oci:Identity/userGroupMembership:UserGroupMembership",
    "oci:Identity/customerSecretKey:CustomerSecretKey",
    "oci:Identity/authToken:AuthToken",
    "oci:Identity/userCapabilitiesManagement:UserCapabilitiesManagement",
    "oci:Identity/tag:Tag",
    "oci:Identity/tagDefault:TagDefault",
    "oci:Identity/tagNamespace:TagNamespace",
  ],
  "a rule or partition of a network": [
    "oci:Core/subnet:Subnet",
    "oci:Core/routeTable:RouteTable",
    "oci:Core/routeTableAttachment:RouteTableAttachment",
    "oci:Core/defaultRouteTable:DefaultRouteTable",
    "oci:Core/securityList:SecurityList",
    "oci:Core/defaultSecurityList:DefaultSecurityList",
    "oci:Core/networkSecurityGroup:NetworkSecurityGroup",
    "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule",
    "oci:Core/dhcpOptions:DhcpOptions",
    "oci:Core/defaultDhcpOptions:DefaultDhcpOptions",
  ],
  "a limit, an alert or a retention time": [
    "oci:Limits/quota:Quota",
    "oci:Budget/budget:Budget",
    "oci:Budget/rule:Rule",
    "oci:Audit/configuration:Configuration",
    "oci:CloudGuard/cloudGuardConfiguration:CloudGuardConfiguration",
    "oci:CloudGuard/detectorRecipe:DetectorRecipe",
    "oci:CloudGuard/responderRecipe:ResponderRecipe",
    "oci:CloudGuard/securityRecipe:SecurityRecipe",
    "oci:CloudGuard/securityZone:SecurityZone",
    "oci:ObjectStorage/objectLifecyclePolicy:ObjectLifecyclePolicy",
    "oci:ObjectStorage/namespaceMetadata:NamespaceMetadata",
    "oci:Artifacts/containerConfiguration:ContainerConfiguration",
    "oci:Core/volumeBackupPolicy:VolumeBackupPolicy",
  ],
  "a part or setting of something that is counted where it stands": [
    "oci:ContainerEngine/addon:Addon",
    "oci:Bastion/session:Session",
    "oci:Logging/logGroup:LogGroup",
    "oci:Ons/subscription:Subscription",
    "oci:LoadBalancer/backend:Backend",
    "oci:LoadBalancer/backendSet:BackendSet",
    "oci:LoadBalancer/listener:Listener",
  ],
};

const types = new Set(Object.values(settings).flat());

/** Type tokens that have no bill of their own. */
export const settingTypes: readonly string[] = [...types];

/** Whether resources of this type have no bill of their own. */
export function hasNoBill(type: string): boolean {
  return types.has(type) || providersWithoutBill.has(type.split(":", 1)[0] ?? "");
}
