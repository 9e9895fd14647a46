import { Provider } from "@pulumi/oci/provider.js";
import { describe, expect, it } from "vitest";
import { type Registration, registrationsOf } from "../../../test/mock-engine.ts";
import { frankfurtAnswers } from "../../../test/oci-environment.ts";
import { OciNetwork, type OciNetworkComponentArgs } from "./network.ts";
import { nsgRules } from "./nsg-matrix.ts";
import { ruleName } from "./nsg-resources.ts";

const label = "all-fra-services-in-oracle-services-network";

function network(changes: Partial<OciNetworkComponentArgs> = {}): Promise<Registration[]> {
  return registrationsOf(() => {
    new OciNetwork(
      "net",
      {
        compartmentId: "network-id",
        vcnCidr: "10.0.0.0/16",
        apiEndpointCidrs: [],
        bastion: true,
        publicLbPorts: [443],
        egressCidrs: ["198.51.100.9/32"],
        oracleServices: { serviceOcid: "services-id", cidrLabel: label },
        ...changes,
      },
      { provider: new Provider("region", { region: "eu-frankfurt-1" }) },
    );
  }, frankfurtAnswers);
}

const made = await network();
const ofType = (end: string, all = made) => all.filter(({ type }) => type.endsWith(`:${end}`));
const named = (name: string) => made.find((one) => one.name === name)?.inputs;

describe("OciNetwork", () => {
  it("makes one rule of every row of the matrix, under a name of its own", () => {
    const rows = nsgRules({
      apiEndpointCidrs: [],
      bastionSubnetCidr: named("net-bastion").cidrBlock,
      publicLbPorts: [443],
      internalLbPorts: [],
      internalLbCidrs: [],
      egressCidrs: ["198.51.100.9/32"],
    });
    const names = ofType("NetworkSecurityGroupSecurityRule").map(({ name }) => name);
    expect([...names].sort()).toEqual(rows.map((row) => `net-${ruleName(row)}`).sort());
    expect(new Set(names).size).toBe(names.length);
  });

  it("writes a rule between two groups as the provider wants it", () => {
    expect(named("net-api-ingress-tcp-6443-workers")).toEqual({
      networkSecurityGroupId: "net-nsg-api-id",
      description: "kubelet and kube-proxy reach the API server",
      protocol: "6",
      direction: "INGRESS",
      source: "net-nsg-workers-id",
      sourceType: "NETWORK_SECURITY_GROUP",
      tcpOptions: { destinationPortRange: { min: 6443, max: 6443 } },
    });
  });

  it("lets only the public load balancer's group take traffic from everywhere, on its ports", () => {
    const open = ofType("NetworkSecurityGroupSecurityRule").filter(({ inputs }) => inputs.source === "0.0.0.0/0");
    expect(open.map(({ name }) => name)).toEqual(["net-lb-public-ingress-tcp-443-0.0.0.0-0"]);
  });

  it("empties the security list that OCI makes by itself, which lets SSH in", () => {
    expect(named("net-default-security-list")).toEqual({
      manageDefaultResourceId: "default-list-id",
      ingressSecurityRules: [],
      egressSecurityRules: [],
    });
  });

  it("makes regional subnets that hold no public address, but for load balancers", () => {
    for (const { name, inputs } of ofType("Subnet")) {
      const isPublic = name === "net-lb-public";
      expect(inputs).toMatchObject({
        prohibitPublicIpOnVnic: !isPublic,
        prohibitInternetIngress: !isPublic,
        routeTableId: isPublic ? "net-public-routes-id" : "net-private-routes-id",
      });
      expect(inputs).not.toHaveProperty("availabilityDomain");
      expect(inputs.dnsLabel).toMatch(/^[a-z][a-z0-9]{0,14}$/);
    }
    expect(ofType("Subnet")).toHaveLength(7);
  });

  it("sends private traffic through the NAT gateway, but that to Oracle's services through the service gateway", () => {
    const routes = named("net-private-routes").routeRules;
    expect(routes.map((route: Record<string, string>) => [route.destination, route.networkEntityId])).toEqual([
      ["0.0.0.0/0", "net-nat-id"],
      [label, "net-services-id"],
    ]);
    expect(named("net-services").services).toEqual([{ serviceId: "services-id" }]);
  });

  it("lets the bastion's subnet reach the API endpoint and nothing else", () => {
    expect(named("net-bastion").securityListIds).toEqual(["net-bastion-security-list-id"]);
    expect(named("net-bastion-security-list").egressSecurityRules).toEqual([
      {
        description: "sessions reach the API endpoint",
        protocol: "6",
        destination: named("net-api").cidrBlock,
        destinationType: "CIDR_BLOCK",
        tcpOptions: { min: 6443, max: 6443 },
      },
    ]);
  });

  it("has no rule for a bastion that is not there", async () => {
    const without = await network({ bastion: false });
    expect(ofType("SecurityList", without)).toEqual([]);
    expect(JSON.stringify(without)).not.toContain("by the bastion");
  });

  it("refuses a VCN that is too small before anything is registered", async () => {
    await expect(network({ vcnCidr: "10.0.0.0/24" })).rejects.toThrow(/256 addresses.*use a \/20 or larger/);
  });
});
