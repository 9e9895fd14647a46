import { randomBytes } from "node:crypto";
import type { PropertyMap } from "../../../../plan/engine/codec.ts";
import { SecretValue } from "../../../../plan/engine/values.ts";
import { textOf } from "../base/plain-value.ts";

/** Where the provider works and for whom. */
export interface Tenancy {
  readonly region: string;
  /** `oc1`, `oc19`. */
  readonly realm: string;
  readonly tenancyOcid: string;
}

/** What is known of one type beyond its inputs. */
export interface OciResource {
  /** Id of a new object. */
  readonly id: (tenancy: Tenancy, inputs: PropertyMap) => string;
  /** What the cloud adds. @default nothing that the kit reads */
  readonly outputs?: (tenancy: Tenancy, inputs: PropertyMap) => PropertyMap;
  /** Inputs that no two objects may share. @default none */
  readonly unique?: readonly string[];
  /** The tenancy has one whether it is wanted or not: it can be set, and never deleted. */
  readonly permanent?: true;
}

/** `ocid1.<entity>.<realm>.<region>.<unique>`: Oracle, "Resource Identifiers". */
function ocid(entity: string): OciResource["id"] {
  return ({ realm, region }) => `ocid1.${entity}.${realm}.${region}.aaaaaaaa${unique()}`;
}

/** Identity belongs to the realm and to no region. */
function realmOcid(entity: string): OciResource["id"] {
  return ({ realm }) => `ocid1.${entity}.${realm}..aaaaaaaa${unique()}`;
}

function unique(): string {
  return randomBytes(26).toString("hex");
}

/** The provider's ids of what has no OCID: the path of its request. */
function path(...keys: readonly string[]): OciResource["id"] {
  return (_tenancy, inputs) => keys.map((key) => textOf(inputs, key)).join("/");
}

const inCompartment = ["compartmentId", "name"] as const;

/** Every type that the kit registers; ids as github.com/oracle/terraform-provider-oci makes them. */
export const ociResources: Readonly<Record<string, OciResource>> = {
  "oci:Audit/configuration:Configuration": { id: path("compartmentId"), permanent: true },
  "oci:Bastion/bastion:Bastion": { id: ocid("bastion"), unique: inCompartment },
  "oci:Budget/budget:Budget": { id: ocid("budget") },
  "oci:Budget/rule:Rule": { id: ocid("budgetalertrule") },
  "oci:CloudGuard/cloudGuardConfiguration:CloudGuardConfiguration": { id: path("compartmentId"), permanent: true },
  "oci:CloudGuard/target:Target": { id: ocid("cloudguardtarget"), unique: ["targetResourceId"] },
  "oci:ContainerEngine/addon:Addon": { id: path("clusterId", "addonName"), unique: ["clusterId", "addonName"] },
  "oci:ContainerEngine/cluster:Cluster": {
    id: ocid("cluster"),
    outputs: () => ({
      endpoints: [{ privateEndpoint: "10.16.147.2:6443", publicEndpoint: "", kubernetes: "" }],
      lifecycleDetails: "",
      state: "ACTIVE",
    }),
  },
  "oci:ContainerEngine/nodePool:NodePool": { id: ocid("nodepool"), outputs: () => ({ state: "ACTIVE" }) },
  "oci:Core/defaultSecurityList:DefaultSecurityList": { id: path("manageDefaultResourceId") },
  "oci:Core/internetGateway:InternetGateway": { id: ocid("internetgateway"), unique: ["vcnId"] },
  "oci:Core/natGateway:NatGateway": {
    id: ocid("natgateway"),
    // TEST-NET-3 is refused in stack files, and nobody reads it from here.
    outputs: () => ({ natIp: "203.0.113.7" }),
  },
  "oci:Core/networkSecurityGroup:NetworkSecurityGroup": { id: ocid("networksecuritygroup") },
  "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule": {
    id: () => randomBytes(3).toString("hex").toUpperCase(),
  },
  "oci:Core/routeTable:RouteTable": { id: ocid("routetable") },
  "oci:Core/securityList:SecurityList": { id: ocid("securitylist") },
  "oci:Core/serviceGateway:ServiceGateway": { id: ocid("servicegateway"), unique: ["vcnId"] },
  "oci:Core/subnet:Subnet": { id: ocid("subnet"), unique: ["vcnId", "dnsLabel"] },
  "oci:Core/vcn:Vcn": {
    id: ocid("vcn"),
    outputs: (tenancy, inputs) => ({ defaultSecurityListId: ocid("securitylist")(tenancy, inputs) }),
  },
  "oci:Identity/compartment:Compartment": { id: realmOcid("compartment"), unique: inCompartment },
  "oci:Identity/customerSecretKey:CustomerSecretKey": {
    id: () => randomBytes(20).toString("hex"),
    outputs: () => ({ key: new SecretValue(randomBytes(32).toString("base64")) }),
  },
  "oci:Identity/group:Group": { id: realmOcid("group"), unique: ["name"] },
  "oci:Identity/policy:Policy": { id: realmOcid("policy"), unique: inCompartment },
  "oci:Identity/user:User": { id: realmOcid("user"), unique: ["name"] },
  "oci:Identity/userCapabilitiesManagement:UserCapabilitiesManagement": {
    id: (_tenancy, inputs) => `capabilities/${textOf(inputs, "userId")}`,
  },
  "oci:Identity/userGroupMembership:UserGroupMembership": { id: realmOcid("groupmembership") },
  "oci:Kms/key:Key": { id: ocid("key") },
  "oci:Kms/vault:Vault": {
    id: ocid("vault"),
    outputs: ({ region }) => {
      const host = `${randomBytes(6).toString("hex")}-management.kms.${region}.oci.oraclecloud.com`;
      return { managementEndpoint: `https://${host}` };
    },
  },
  "oci:Limits/quota:Quota": { id: realmOcid("quota"), unique: ["name"] },
  "oci:Logging/log:Log": { id: ocid("log"), unique: ["logGroupId", "displayName"] },
  "oci:Logging/logGroup:LogGroup": { id: ocid("loggroup"), unique: ["compartmentId", "displayName"] },
  "oci:ObjectStorage/bucket:Bucket": {
    id: (_tenancy, inputs) => `n/${textOf(inputs, "namespace")}/b/${textOf(inputs, "name")}`,
    unique: ["namespace", "name"],
  },
  "oci:ObjectStorage/namespaceMetadata:NamespaceMetadata": { id: path("namespace"), permanent: true },
};
