import { DefaultSecurityList } from "@pulumi/oci/core/defaultSecurityList.js";
import { InternetGateway } from "@pulumi/oci/core/internetGateway.js";
import { NatGateway } from "@pulumi/oci/core/natGateway.js";
import { NetworkSecurityGroup } from "@pulumi/oci/core/networkSecurityGroup.js";
import { NetworkSecurityGroupSecurityRule } from "@pulumi/oci/core/networkSecurityGroupSecurityRule.js";
import { RouteTable } from "@pulumi/oci/core/routeTable.js";
import { SecurityList } from "@pulumi/oci/core/securityList.js";
import { ServiceGateway } from "@pulumi/oci/core/serviceGateway.js";
import { Subnet } from "@pulumi/oci/core/subnet.js";
import { Vcn } from "@pulumi/oci/core/vcn.js";
import * as pulumi from "@pulumi/pulumi";
import { planSubnets, SUBNET_ROLES, type SubnetPlan, type SubnetRole } from "./cidr-plan.ts";
import { type Discovered, derive } from "./discovered.ts";
import { bastionSubnetRules, NSG_ROLES, type NsgRole, type NsgRule, nsgRules } from "./nsg-matrix.ts";
import { ruleName, securityListEgress, securityRuleArgs } from "./nsg-resources.ts";
import type { OracleServices } from "./oracle-services.ts";

export interface OciNetworkComponentArgs {
  readonly compartmentId: pulumi.Input<string>;
  /** Range of the VCN, /16 to /20. */
  readonly vcnCidr: string;
  /** Source ranges that may reach a public API endpoint. Empty: the endpoint and its subnet are private. */
  readonly apiEndpointCidrs: readonly string[];
  /** Whether a bastion will stand in its subnet. */
  readonly bastion: boolean;
  /** TCP ports that the public load balancer serves. Empty: nothing enters from the internet. */
  readonly publicLbPorts: readonly number[];
  /** Ranges outside the VCN that nodes and pods may reach on TCP 443 through the NAT gateway. */
  readonly egressCidrs: readonly string[];
  /** What the service gateway is opened to. */
  readonly oracleServices: Discovered<OracleServices>;
}

type RouteTables = Record<"private" | "public", RouteTable>;

/**
 * VCN with regional subnets, its gateways and one security group per role. Everything is private but the subnet of
 * public load balancers and, when ranges are named for it, the API endpoint's.
 */
export class OciNetwork extends pulumi.ComponentResource {
  readonly vcnId: pulumi.Output<string>;
  readonly subnetIds: Readonly<Record<SubnetRole, pulumi.Output<string>>>;
  readonly nsgIds: Readonly<Record<NsgRole, pulumi.Output<string>>>;
  /** Public address that traffic through the NAT gateway comes from. */
  readonly natAddress: pulumi.Output<string>;
  /** Label that stands for the addresses of Oracle's services in rules and routes. */
  readonly servicesCidrLabel: pulumi.Output<string>;
  private readonly base: string;
  private readonly args: OciNetworkComponentArgs;

  constructor(name: string, args: OciNetworkComponentArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planSubnets(args.vcnCidr);
    super("sgc:oci:OciNetwork", name, {}, opts);
    this.base = name;
    this.args = args;
    this.servicesCidrLabel = pulumi.output(derive(args.oracleServices, (services) => services.cidrLabel));

    const vcn = this.createVcn();
    this.vcnId = vcn.id;
    const nat = new NatGateway(`${name}-nat`, this.inVcn("nat"), { parent: this });
    this.natAddress = nat.natIp;
    const routeTables = this.createRouteTables(nat);
    this.subnetIds = this.createSubnets(plan, routeTables);
    this.nsgIds = this.createSecurityGroups();
    this.createSecurityRules(plan);
    this.registerOutputs({
      vcnId: this.vcnId,
      subnetIds: this.subnetIds,
      nsgIds: this.nsgIds,
      natAddress: this.natAddress,
      servicesCidrLabel: this.servicesCidrLabel,
    });
  }

  private createVcn(): Vcn {
    const vcn = new Vcn(
      `${this.base}-vcn`,
      {
        compartmentId: this.args.compartmentId,
        displayName: this.base,
        cidrBlocks: [this.args.vcnCidr],
        dnsLabel: "cloud",
      },
      // Replacing it takes every subnet, node and volume attachment of the environment with it.
      { parent: this, protect: true },
    );
    // The list that OCI makes by itself lets SSH in from everywhere (CIS OCI 2.5). Security groups decide instead.
    new DefaultSecurityList(
      `${this.base}-default-security-list`,
      { manageDefaultResourceId: vcn.defaultSecurityListId, ingressSecurityRules: [], egressSecurityRules: [] },
      { parent: this },
    );
    return vcn;
  }

  private createRouteTables(nat: NatGateway): RouteTables {
    const { oracleServices } = this.args;
    const internet = new InternetGateway(`${this.base}-internet`, this.inVcn("internet"), { parent: this });
    const services = new ServiceGateway(
      `${this.base}-services`,
      {
        ...this.inVcn("services"),
        services: [{ serviceId: derive(oracleServices, (bundle) => bundle.serviceOcid) }],
      },
      { parent: this },
    );
    const everywhere = { destination: "0.0.0.0/0", destinationType: "CIDR_BLOCK" };
    const toServices = { destination: this.servicesCidrLabel, destinationType: "SERVICE_CIDR_BLOCK" };
    const table = (role: string, routeRules: ConstructorParameters<typeof RouteTable>[1]["routeRules"]) =>
      new RouteTable(`${this.base}-${role}-routes`, { ...this.inVcn(role), routeRules }, { parent: this });
    return {
      private: table("private", [
        { ...everywhere, networkEntityId: nat.id, description: "outward only, from one known address" },
        { ...toServices, networkEntityId: services.id, description: "Oracle services without leaving the region" },
      ]),
      public: table("public", [
        { ...everywhere, networkEntityId: internet.id, description: "load balancers answer the internet" },
      ]),
    };
  }

  private createSubnets(plan: SubnetPlan, routeTables: RouteTables): Record<SubnetRole, pulumi.Output<string>> {
    const isPublic = (role: SubnetRole) =>
      role === "lb-public" || (role === "api" && this.args.apiEndpointCidrs.length > 0);
    return record(SUBNET_ROLES, (role) => {
      const list = role === "bastion" && this.args.bastion ? { securityListIds: [this.bastionList(plan)] } : {};
      // No availability domain is named, so the subnet is regional.
      const subnet = new Subnet(
        `${this.base}-${role}`,
        {
          ...this.inVcn(role),
          ...list,
          cidrBlock: plan[role],
          dnsLabel: role.replaceAll("-", ""),
          prohibitPublicIpOnVnic: !isPublic(role),
          prohibitInternetIngress: !isPublic(role),
          routeTableId: routeTables[isPublic(role) ? "public" : "private"].id,
        },
        { parent: this },
      );
      return subnet.id;
    });
  }

  /** The bastion service attaches itself to a subnet and can not be put into a security group. */
  private bastionList(plan: SubnetPlan): pulumi.Output<string> {
    return new SecurityList(
      `${this.base}-bastion-security-list`,
      { ...this.inVcn("bastion"), egressSecurityRules: bastionSubnetRules(plan.api).map(securityListEgress) },
      { parent: this },
    ).id;
  }

  private createSecurityGroups(): Record<NsgRole, pulumi.Output<string>> {
    return record(
      NSG_ROLES,
      (role) => new NetworkSecurityGroup(`${this.base}-nsg-${role}`, this.inVcn(role), { parent: this }).id,
    );
  }

  private createSecurityRules(plan: SubnetPlan): void {
    const { apiEndpointCidrs, bastion, publicLbPorts, egressCidrs } = this.args;
    const rules: NsgRule[] = nsgRules({
      apiEndpointCidrs,
      ...(bastion && { bastionSubnetCidr: plan.bastion }),
      publicLbPorts,
      internalLbPorts: [],
      internalLbCidrs: [],
      egressCidrs,
    });
    for (const rule of rules) {
      const args = securityRuleArgs(rule, { nsgIds: this.nsgIds, servicesCidrLabel: this.servicesCidrLabel });
      new NetworkSecurityGroupSecurityRule(`${this.base}-${ruleName(rule)}`, args, { parent: this });
    }
  }

  private inVcn(role: string) {
    return { compartmentId: this.args.compartmentId, vcnId: this.vcnId, displayName: `${this.base}-${role}` };
  }
}

function record<K extends string, V>(keys: readonly K[], value: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, V>;
}
